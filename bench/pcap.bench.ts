/**
 * `idletrace pcap` beside the programs that people have, in one run on the same captures: wall time, time of the processor
 * and peak memory, and the ratio of the wall times. `node build/bench/pcap.bench.js [MEGABYTES] [FILE...]`: so large are the
 * generated captures (1000 are what the figures of a release are taken from); real ones may be given beside. Needs tcpdump,
 * tshark, tcptrace, capinfos and GNU time, and leaves out what is not there. Each program runs as often as RUNS, in turn,
 * and its quickest counts: the machine is seldom one's own.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { projectPath } from '../test/expect-golden.ts';
import { type Recipe, writeCapture } from './pcap-captures.ts';

const MEGABYTES = Number(process.argv[2] ?? 40);
const FILES = process.argv.slice(3);
const RUNS = 3;
/** A program that takes longer than a minute is not waited for thrice. */
const LONG_SECONDS = 60;
const folder = mkdtempSync(join(tmpdir(), 'idletrace-bench-'));
const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
const idletrace = [process.execPath, projectPath('bin/idletrace'), 'pcap', '--quiet'];

const PROGRAMS: readonly { readonly name: string; readonly command: (file: string) => readonly string[] }[] =
  [
    { name: 'idletrace pcap', command: (file) => [...idletrace, file] },
    { name: 'idletrace pcap --json', command: (file) => [...idletrace, '--json', file] },
    { name: 'tcpdump -n -r', command: (file) => ['tcpdump', '-n', '-r', file] },
    { name: 'capinfos', command: (file) => ['capinfos', file] },
    { name: 'tcptrace', command: (file) => ['tcptrace', '-n', file] },
    { name: 'tshark conv,tcp', command: (file) => ['tshark', '-n', '-q', '-r', file, '-z', 'conv,tcp'] },
    {
      name: 'tshark tcp.analysis',
      command: (file) => ['tshark', '-n', '-r', file, '-Y', 'tcp.analysis.flags'],
    },
  ];

const SMALL = { exchanges: 4, requestBytes: 40, answerBytes: 100, closes: true } as const;
const CAPTURES: readonly { readonly name: string; readonly recipe: Recipe }[] = [
  {
    name: 'few big',
    recipe: {
      ...SMALL,
      mostBytes: MEGABYTES * 1e6,
      connections: 8,
      together: 8,
      exchanges: Infinity,
      answerBytes: 1400,
    },
  },
  {
    name: 'many small',
    recipe: { ...SMALL, mostBytes: MEGABYTES * 1e6, connections: Infinity, together: 1000 },
  },
  {
    name: '100,000 idle',
    recipe: {
      ...SMALL,
      mostBytes: Infinity,
      connections: 100_000,
      together: 100_000,
      exchanges: 1,
      closes: false,
    },
  },
];

interface Run {
  readonly seconds: number;
  readonly processorSeconds: number;
  readonly peakMegabytes: number;
}

function run(command: readonly string[]): Run | undefined {
  const measured = join(folder, 'time');
  const { status, error } = spawnSync('/usr/bin/time', ['-f', '%e %U %S %M', '-o', measured, ...command], {
    env,
    stdio: 'ignore',
  });
  if (error !== undefined || status !== 0) return undefined;
  const [seconds = 0, user = 0, system = 0, kilobytes = 0] = readFileSync(measured, 'utf8')
    .trim()
    .split(' ')
    .map(Number);
  return { seconds, processorSeconds: user + system, peakMegabytes: kilobytes / 1024 };
}

function compare(name: string, path: string): void {
  const best = new Map<string, Run>();
  for (let round = 0; round < RUNS; round += 1) {
    for (const program of PROGRAMS) {
      const before = best.get(program.name);
      if (round > 0 && (before === undefined || before.seconds > LONG_SECONDS)) continue;
      const now = run(program.command(path));
      if (now !== undefined && (before === undefined || now.seconds < before.seconds))
        best.set(program.name, now);
    }
  }
  const own = best.get('idletrace pcap');
  if (own === undefined) throw new Error(`idletrace did not read ${name}, or there is no /usr/bin/time`);
  for (const program of PROGRAMS) {
    const its = best.get(program.name);
    const figures =
      its === undefined
        ? 'not here, or failed'
        : `${its.seconds.toFixed(2).padStart(8)} s  ${(its.seconds / own.seconds).toFixed(2).padStart(7)} x  ${its.processorSeconds.toFixed(2).padStart(8)} s  ${its.peakMegabytes.toFixed(0).padStart(6)} MB`;
    console.log(`${name.slice(0, 20).padEnd(20)} ${program.name.padEnd(22)} ${figures}`);
  }
  console.log('');
}

try {
  console.log(
    `generated captures of ${MEGABYTES} MB, Node ${process.versions.node}: wall time, its ratio to idletrace's, time of the processor, peak memory\n`,
  );
  for (const { name, recipe } of CAPTURES) {
    const path = join(folder, 'capture.pcap');
    const connections = writeCapture(path, recipe);
    compare(`${name} (${connections})`, path);
  }
  for (const file of FILES) compare(basename(file), file);
} finally {
  rmSync(folder, { recursive: true });
}
