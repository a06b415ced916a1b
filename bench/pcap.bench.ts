/**
 * `idletrace pcap` beside the programs that people have, in one run on the same generated captures: wall time and peak memory,
 * and the ratios that are promised. `node build/bench/pcap.bench.js [MEGABYTES]`; needs tcpdump, tshark, tcptrace, capinfos and
 * GNU time, and leaves out what is not there. 1000 megabytes are what the figures of a release are taken from.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { frameOf, type Segment } from '../test/core/capture/packets.ts';
import { projectPath } from '../test/expect-golden.ts';

const MEGABYTES = Number(process.argv[2] ?? 40);
const folder = mkdtempSync(join(tmpdir(), 'idletrace-bench-'));
const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;

const PROGRAMS: readonly { readonly name: string; readonly command: (file: string) => readonly string[] }[] =
  [
    {
      name: 'idletrace pcap',
      command: (file) => [process.execPath, projectPath('bin/idletrace'), 'pcap', '--quiet', '--json', file],
    },
    { name: 'tcpdump -n -r', command: (file) => ['tcpdump', '-n', '-r', file] },
    { name: 'capinfos', command: (file) => ['capinfos', file] },
    { name: 'tcptrace', command: (file) => ['tcptrace', '-n', file] },
    { name: 'tshark conv,tcp', command: (file) => ['tshark', '-n', '-q', '-r', file, '-z', 'conv,tcp'] },
    {
      name: 'tshark tcp.analysis',
      command: (file) => ['tshark', '-n', '-r', file, '-Y', 'tcp.analysis.flags'],
    },
  ];

/** Connections of so many exchanges, one packet of each in turn, until the file is large enough or `flows` are used up. */
function generate(name: string, flows: number, exchanges: number, bytes: number): string {
  const path = join(folder, name);
  const fd = openSync(path, 'w');
  const head = new DataView(new ArrayBuffer(24));
  for (const [at, value] of [
    [0, 0xa1b2c3d4],
    [16, 262_144],
    [20, 1],
  ] as const)
    head.setUint32(at, value, true);
  head.setUint16(4, 2, true);
  head.setUint16(6, 4, true);
  writeSync(fd, new Uint8Array(head.buffer));
  const most = MEGABYTES * 1e6;
  const buffer = Buffer.alloc(4 << 20);
  let used = 0;
  const progress = { written: 0 };
  let frames = 0;
  const put = (flow: number, segment: Omit<Segment, 'atMs' | 'ports'>): void => {
    const octets = frameOf({ ...segment, atMs: 0, ports: [1024 + (flow % 60_000), 22] });
    // More clients than a port number can tell apart.
    const at = segment.by === 'client' ? 28 : 32;
    octets[at] = 2 + Math.floor(flow / 60_000);
    if (used + 16 + octets.length > buffer.length) {
      writeSync(fd, buffer, 0, used);
      used = 0;
    }
    buffer.writeUInt32LE(1_700_000_000 + Math.floor(frames / 20_000), used);
    buffer.writeUInt32LE((frames % 20_000) * 50, used + 4);
    buffer.writeUInt32LE(octets.length, used + 8);
    buffer.writeUInt32LE(octets.length, used + 12);
    buffer.set(octets, used + 16);
    used += 16 + octets.length;
    progress.written += 16 + octets.length;
    frames += 1;
  };
  for (let flow = 0; flow < flows; flow += 1) {
    put(flow, { by: 'client', flags: 'S', seq: 0 });
    put(flow, { by: 'server', flags: 'S.', seq: 0, ack: 1 });
    put(flow, { by: 'client', flags: '.', seq: 1, ack: 1 });
  }
  for (let turn = 0; turn < exchanges && progress.written < most; turn += 1) {
    for (let flow = 0; flow < flows && progress.written < most; flow += 1) {
      const id = (turn * 2) & 0xffff;
      put(flow, { by: 'server', flags: 'P.', seq: 1 + turn * bytes, ack: 1 + turn * 40, bytes, id });
      put(flow, {
        by: 'client',
        flags: 'P.',
        seq: 1 + turn * 40,
        ack: 1 + (turn + 1) * bytes,
        bytes: 40,
        id,
      });
    }
  }
  writeSync(fd, buffer, 0, used);
  closeSync(fd);
  return path;
}

interface Run {
  readonly seconds: number;
  readonly peakMegabytes: number;
}

function run(command: readonly string[]): Run | undefined {
  const measured = join(folder, 'time');
  const startedAtMs = performance.now();
  const { status, error } = spawnSync('/usr/bin/time', ['-f', '%M', '-o', measured, ...command], {
    env,
    stdio: 'ignore',
  });
  const seconds = (performance.now() - startedAtMs) / 1000;
  if (error !== undefined || status !== 0) return undefined;
  return { seconds, peakMegabytes: Number(readFileSync(measured, 'utf8').trim()) / 1024 };
}

try {
  const captures = [
    { name: 'few big', path: generate('few.pcap', 8, Infinity, 1400) },
    { name: 'many small', path: generate('many.pcap', Math.ceil(MEGABYTES * 800), 4, 100) },
    { name: '100,000 idle', path: generate('idle.pcap', 100_000, 1, 36) },
  ];
  console.log(
    `captures of ${MEGABYTES} MB at most, Node ${process.versions.node}; ratios are to idletrace\n`,
  );
  for (const { name, path } of captures) {
    const own = run(PROGRAMS[0]!.command(path));
    if (own === undefined) throw new Error(`idletrace did not read ${name}, or there is no /usr/bin/time`);
    for (const program of PROGRAMS) {
      const its = program === PROGRAMS[0] ? own : run(program.command(path));
      const figures =
        its === undefined
          ? 'not here'
          : `${its.seconds.toFixed(2).padStart(8)} s  ${(its.seconds / own.seconds).toFixed(2).padStart(7)} x  ${its.peakMegabytes.toFixed(0).padStart(6)} MB`;
      console.log(`${name.padEnd(14)} ${program.name.padEnd(22)} ${figures}`);
    }
    console.log('');
  }
} finally {
  rmSync(folder, { recursive: true });
}
