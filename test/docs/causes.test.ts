/** Every cause that a rule can name first has a page for people. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { RULES } from '../../src/core/verdict/rules/catalogue.ts';
import { projectPath } from '../expect-golden.ts';

const PARTS = ['Question', 'Evidence', 'Cure', 'May be taken for', 'Sources'];

test('every rule has a page for the cause that it names: question, evidence, cure, confusions, sources', () => {
  for (const id of new Set(RULES.map(({ causes: [first] }) => first))) {
    const path = projectPath(`docs/causes/${id}.md`);
    assert.ok(existsSync(path), `docs/causes/${id}.md is missing`);
    const page = readFileSync(path, 'utf8');

    assert.match(page.split('\n')[0] ?? '', new RegExp(`^# .+ \\(\`${id}\`\\)$`));
    for (const part of PARTS)
      assert.match(page, new RegExp(`^\\*\\*${part}\\.\\*\\* \\S`, 'm'), `${id}: ${part}`);
  }
});
