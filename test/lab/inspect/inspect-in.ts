/** Runs `idletrace inspect` inside a lab, and counts the logins that it made. */
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Lab } from '../../../src/adapters/lab/lab.ts';
import type { InspectionReport, ReportFact } from '../../../src/core/report/inspection-model.ts';
import { emptied, tryIn } from '../trace/try-in.ts';

export interface Inspected {
  readonly report: InspectionReport;
  readonly status: number | null;
  readonly stderr: string;
  readonly fact: (side: ReportFact['side'], id: string) => ReportFact;
  /** Ids of causes. */
  readonly suspects: readonly string[];
  readonly cleared: ReadonlySet<string>;
}

/** What it found; one login and no more, nothing left running on either host. */
export async function inspectIn(
  lab: Lab,
  words: readonly string[] = ['-F', lab.sshConfigPath, 'lab'],
): Promise<Inspected> {
  const before = loginsOf(lab);
  const { stdout, status, stderr } = await tryIn(lab, ['inspect', '--json', ...words]);
  const report = JSON.parse(stdout) as InspectionReport;
  assert.equal(report.schema, 'idletrace.inspect/1', stderr);
  const expected = report.problem === null ? report.logins : 0;
  assert.equal(loginsOf(lab) - before, expected, 'no login beyond the announced one');
  assert.deepEqual(await emptied(lab, 0, 500), [], 'nothing runs on the client');
  return {
    report,
    status,
    stderr,
    fact(side, id) {
      const found = report.facts.find((each) => each.side === side && each.id === id);
      assert.ok(found, `no fact ${id} of the ${side}`);
      return found;
    },
    suspects: report.suspects.map(({ cause }) => cause),
    cleared: new Set(report.cleared.map(({ cause }) => cause)),
  };
}

/** By the words of sshd's and of dropbear's log. */
function loginsOf({ serverLogPath }: Lab): number {
  return readFileSync(serverLogPath, 'utf8').match(/Accepted publickey|Pubkey auth succeeded/g)?.length ?? 0;
}

/** A program that stands in for the account's shell: what was asked for is in $SSH_ORIGINAL_COMMAND. */
export function accountProgram(lines: readonly string[]): string {
  const path = join(mkdtempSync('/tmp/idletrace-test-'), 'account');
  writeFileSync(path, ['#!/bin/sh', ...lines, ''].join('\n'));
  chmodSync(dirname(path), 0o755);
  chmodSync(path, 0o755);
  return path;
}
