/** One idle session in a lab, captured by tcpdump at every node at once. */
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Lab } from '../../../src/adapters/lab/lab.ts';
import type { CaptureReport } from '../../../src/core/capture-report/model.ts';
import { projectPath } from '../../expect-golden.ts';

export interface Captured {
  /** What idletrace says of the files of these nodes, given together. */
  readonly judged: (...nodes: readonly string[]) => CaptureReport;
}

/** Captures while `during` runs; `use` gets what was captured, which is gone afterwards. */
export async function captured(
  lab: Lab,
  during: () => Promise<unknown>,
  use: (captured: Captured) => void,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'idletrace-pcap-'));
  const fileOf = (node: string): string => join(folder, `${node}.pcap`);
  try {
    const tcpdumps = lab.nodes.map((node) =>
      lab.execOn(
        node,
        ['tcpdump', '-i', 'any', '-Z', 'root', '-U', '--immediate-mode', '-w', fileOf(node.name), 'tcp'],
        { stdio: 'ignore' },
      ),
    );
    try {
      for (const { name } of lab.nodes) await written(fileOf(name));
      await during();
    } finally {
      for (const tcpdump of tcpdumps) tcpdump.kill('SIGINT');
      await Promise.all(tcpdumps.map(async (each) => each.exitCode ?? once(each, 'close')));
    }
    use({ judged: (...nodes) => reportOf(nodes.map(fileOf)) });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Until the header of the file is there: from then on nothing is missed. */
async function written(path: string): Promise<void> {
  for (let tries = 0; tries < 1000; tries += 1) {
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0) return;
    await sleep(10);
  }
  throw new Error(`tcpdump did not begin ${path}`);
}

function reportOf(files: readonly string[]): CaptureReport {
  const environment = { ...process.env };
  delete environment.NODE_EXTRA_CA_CERTS;
  const words = [projectPath('bin/idletrace'), 'pcap', '--quiet', '--json', '--all', ...files];
  return JSON.parse(
    execFileSync(process.execPath, words, { encoding: 'utf8', env: environment }),
  ) as CaptureReport;
}
