/** docs/scenarios.md: what the lab brings up for real, and what it cannot, computed from the catalogue, the scenarios and the rules. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { CAUSES, causeOf } from '../../src/core/facts/causes.ts';
import { RULES } from '../../src/core/verdict/rules/catalogue.ts';
import { projectPath } from '../expect-golden.ts';
import { MATRIX_CASES } from '../lab/trace/matrix-cases.ts';
import { WITHOUT_SCENARIO } from '../lab/trace/without-scenario.ts';

/** No causes, but what a trace may find as well. */
const NO_CAUSE: Readonly<Record<string, string>> = {
  survives: 'No limit',
  'several-paths': 'Several paths, one verdict impossible',
};
const DOCUMENT = projectPath('docs/scenarios.md');
const truths = new Set(MATRIX_CASES.map(({ truth }) => truth));

test('every scenario has a cause of the catalogue for its truth, and a name of its own', () => {
  for (const truth of truths)
    assert.ok(truth in NO_CAUSE || causeOf(truth) !== undefined, `${truth} is no cause`);
  assert.equal(new Set(MATRIX_CASES.map(({ name }) => name)).size, MATRIX_CASES.length);
  assert.ok(MATRIX_CASES.length >= 40);
});

test('every cause has a scenario, or a reason why it has none', () => {
  for (const { id } of CAUSES)
    assert.notEqual(truths.has(id), id in WITHOUT_SCENARIO, `${id}: a scenario or a reason, not both`);
  for (const id of Object.keys(WITHOUT_SCENARIO)) assert.ok(causeOf(id) !== undefined, `${id} is no cause`);
});

test('every cause without a scenario is named by a rule, or it is said what a trace makes of it', () => {
  for (const [id, { told }] of Object.entries(WITHOUT_SCENARIO))
    assert.equal(told === undefined, namedBy(id) !== undefined, id);
});

test('docs/scenarios.md says so', () => {
  const text = document();
  if (process.env['IDLETRACE_UPDATE_GOLDEN'] === '1') writeFileSync(DOCUMENT, text);

  assert.equal(readFileSync(DOCUMENT, 'utf8'), text, 'IDLETRACE_UPDATE_GOLDEN=1 writes it anew');
});

function document(): string {
  const rows = [...truths].toSorted().map((truth) => {
    const names = MATRIX_CASES.filter((one) => one.truth === truth).map(({ name }) => name);
    const title = NO_CAUSE[truth] ?? causeOf(truth)?.title;
    return `| \`${truth}\`<br>${title} | ${names.map((name) => cellText(name)).join('<br>')} |`;
  });
  const others = CAUSES.filter(({ id }) => id in WITHOUT_SCENARIO).map(({ id, title }) => {
    const { why, told } = WITHOUT_SCENARIO[id] ?? { why: '' };
    return `| \`${id}\`<br>${cellText(title)} | ${cellText(why)} | ${cellText(told ?? namedBy(id) ?? '')} |`;
  });
  return [
    '# What the lab brings up, and what it cannot',
    '',
    `Made by \`test/docs/scenarios.test.ts\` from the causes, the scenarios and the rules: ${CAUSES.length} causes, ${MATRIX_CASES.length} scenarios.`,
    '`make matrix` runs every scenario, with the real programs on the real kernel, and prints what was said of each.',
    '',
    '## Scenarios',
    '',
    '| truth | scenarios |',
    '|---|---|',
    ...rows,
    '',
    '## Causes without a scenario',
    '',
    'Their rules are tested from recorded or documented evidence (`test/core/verdict/rules.test.ts`).',
    '',
    '| cause | why there is no scenario | in a trace |',
    '|---|---|---|',
    ...others,
    '',
  ].join('\n');
}

/** Which rule may name it; `undefined`: none. */
function namedBy(id: string): string | undefined {
  if (RULES.some(({ causes: [first] }) => first === id)) return 'a rule of its own';
  const beside = [
    ...new Set(RULES.filter(({ causes }) => causes.includes(id)).map(({ causes: [first] }) => first)),
  ];
  return beside.length === 0 ? undefined : `named beside ${beside.map((one) => `\`${one}\``).join(', ')}`;
}

function cellText(text: string): string {
  return text.replaceAll('|', '\\|');
}
