/**
 * Agreement with tshark on what can be counted: `node scripts/pcap-tshark.mjs FOLDER` compares, for each TCP stream of each
 * capture there, packets, SYN/FIN/RST by side, retransmissions, keepalives and the longest gap. Prints every difference;
 * what they come from is in docs/tshark-agreement.md.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const FIELDS = [
  'tcp.stream',
  'frame.number',
  'frame.time_relative',
  'ip.src',
  'ipv6.src',
  'tcp.srcport',
  'tcp.flags.syn',
  'tcp.flags.fin',
  'tcp.flags.reset',
  'tcp.analysis.retransmission',
  'tcp.analysis.keep_alive',
  'icmp.type',
  'icmpv6.type',
];
const MOST = 1 << 28;

function streamsOfTshark(path) {
  const { stdout, error } = spawnSync(
    'tshark',
    [
      '-r',
      path,
      '-Y',
      'tcp',
      '-T',
      'fields',
      '-E',
      'occurrence=l',
      ...FIELDS.flatMap((field) => ['-e', field]),
    ],
    { encoding: 'utf8', maxBuffer: MOST },
  );
  if (error !== undefined) throw error;
  const streams = new Map();
  for (const line of stdout.split('\n').filter((each) => each !== '')) {
    const [stream, , time, ip, ip6, port, , fin, rst, retransmission, keepalive, icmp, icmp6] =
      line.split('\t');
    if (icmp !== '' || icmp6 !== '' || stream === '') continue;
    const seen = streams.get(stream) ?? {
      packets: 0,
      ends: {},
      retransmissions: 0,
      keepalives: 0,
      gapMs: 0,
      lastMs: undefined,
    };
    streams.set(stream, seen);
    const end = (seen.ends[`${ip || ip6}:${port}`] ??= { fins: 0, resets: 0 });
    seen.packets += 1;
    if (isSet(fin) && !isSet(rst)) end.fins += 1;
    if (isSet(rst)) end.resets += 1;
    if (retransmission !== '') seen.retransmissions += 1;
    if (keepalive !== '') seen.keepalives += 1;
    const ms = Number(time) * 1000;
    if (seen.lastMs !== undefined) seen.gapMs = Math.max(seen.gapMs, ms - seen.lastMs);
    seen.lastMs = ms;
  }
  return streams;
}

const isSet = (flag) => flag === '1' || flag === 'True';

function streamsOfOurs(path) {
  const { stdout } = spawnSync(
    process.execPath,
    [join(ROOT, 'bin/idletrace'), 'pcap', '--json', '--all', path],
    {
      encoding: 'utf8',
      maxBuffer: MOST,
    },
  );
  return new Map(
    (stdout === '' ? [] : JSON.parse(stdout).connections).map((each) => [String(each.stream), each]),
  );
}

const tcpProbes = ({ keepalives }) =>
  keepalives.filter(({ kind }) => kind === 'tcp').reduce((sum, { count }) => sum + count, 0);

const total = { streams: 0, facts: 0, differences: 0 };
const path = process.argv[2] ?? join(ROOT, '../shared/cases/pcap');
const files = readdirSync(path)
  .map((name) => join(path, name))
  .filter((each) => statSync(each).isFile())
  .sort();
for (const file of files) {
  const [theirs, ours] = [streamsOfTshark(file), streamsOfOurs(file)];
  const say = (text) => {
    total.differences += 1;
    console.log(`${basename(file)} ${text}`);
  };
  if (theirs.size !== ours.size) say(`streams: tshark ${theirs.size}, idletrace ${ours.size}`);
  for (const [stream, their] of theirs) {
    total.streams += 1;
    const our = ours.get(stream);
    if (our === undefined) continue;
    const facts = [
      ['packets', their.packets, our.packets],
      [
        'retransmissions',
        their.retransmissions,
        our.retransmissions.client + our.retransmissions.server,
        our.duplicates,
      ],
      ['keepalives', their.keepalives, tcpProbes(our), our.duplicates],
      ['gap ms', Math.round(their.gapMs), Math.round(our.longestGapMs)],
      ...['client', 'server'].flatMap((who) => {
        const end = their.ends[our[who].replace(/^\[|\](?=:\d+$)/g, '')] ?? { fins: 0, resets: 0 };
        return [
          [`FIN by ${who}`, end.fins, our.fins[who], our.duplicates],
          [`RST by ${who}`, end.resets, our.resets[who], our.duplicates],
        ];
      }),
    ];
    for (const [name, is, mine, duplicates = 0] of facts) {
      total.facts += 1;
      const isClose = name === 'gap ms' ? Math.abs(is - mine) <= 1 : is === mine;
      if (!isClose)
        say(
          `stream ${stream} ${name}: tshark ${is}, idletrace ${mine}${duplicates > 0 ? ` and ${duplicates} duplicates` : ''}`,
        );
    }
  }
}
console.log(
  `\n${files.length} captures, ${total.streams} streams, ${total.facts} facts, ${total.differences} differences`,
);
