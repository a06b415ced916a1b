/** The journal of a real run: judged again it gives the same report, torn it gives what is left. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { withLab } from '../../../src/adapters/lab/lab.ts';
import { natRouter, scenario } from '../../../src/core/lab/scenario.ts';
import type { Report } from '../../../src/core/report/model.ts';
import { whyNoLab } from '../needs-lab.ts';
import { PROGRAM, tryIn } from './try-in.ts';

const skip = await whyNoLab();

describe('a journal', { skip }, () => {
  test('gives the very report of its run, and torn what there is', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'idletrace-test-'));
    const journal = join(folder, 'run.jsonl');
    const report = await withLab(
      scenario({ summary: 'a NAT', routers: [natRouter({ establishedSeconds: 4, loose: false })] }),
      async (lab) => {
        const words = ['trace', '--json', '--quiet', '--max', '12s', '--journal', journal];
        const tried = await tryIn(lab, [...words, '--connections', '8', '-F', lab.sshConfigPath, 'lab']);
        assert.equal(tried.status, 0, tried.stderr);
        return tried.report;
      },
    );

    const again = replay(journal);
    const torn = join(folder, 'torn.jsonl');
    const lines = readFileSync(journal, 'utf8').split('\n');
    writeFileSync(
      torn,
      lines.slice(0, Math.floor(lines.length / 2)).join('\n') + (lines.at(-2) ?? '').slice(0, 9),
    );
    const half = replay(torn);
    writeFileSync(torn, 'not a journal\n');
    const none = replay(torn);

    assert.equal(report?.journal, journal);
    assert.equal(statSync(journal).mode & 0o777, 0o600);
    assert.equal(again.status, 0);
    assert.deepEqual(JSON.parse(again.stdout), report);
    assert.match(half.stdout, /"schema": "idletrace.report\/1"/, half.stderr);
    assert.ok((JSON.parse(half.stdout) as Report).durationMs < (report?.durationMs ?? 0));
    assert.equal(none.status, 2);
    assert.match(none.stderr, /^idletrace: cannot read .*: it is no journal of idletrace\n/);
  });
});

function replay(path: string) {
  return spawnSync(process.execPath, [PROGRAM, 'replay', '--json', path], { encoding: 'utf8' });
}
