/**
 * Agreement with captures that were read by hand: `node scripts/pcap-cases.mjs CASES`, where CASES holds truth.json
 * and the files it names. Prints the agreement per field; exits 1 where a field disagrees or something is said
 * that must not be.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const cases = process.argv[2] ?? join(ROOT, '../shared/cases');
if (!existsSync(join(cases, 'truth.json'))) {
  console.log(`pcap cases: skipped, there is no ${join(cases, 'truth.json')}`);
  process.exit(0);
}

/** The words of the hand-made truth for those of the report. */
const ENDINGS = {
  connect_timeout: 'connect-timeout',
  silent_drop: 'silent',
  open_at_end: 'open',
  refused: 'refused',
  rst_only: 'unknown',
};
const endingOf = (how) =>
  ENDINGS[how] ?? (how.startsWith('fin') ? 'fin' : how.startsWith('rst') ? 'reset' : how);
const ENDERS = { nobody_seen: 'nobody-seen', nobody: 'nobody-seen' };
const near = (ms, seconds) => Math.abs(ms - seconds * 1000) <= 2;

const FIELDS = {
  client: (is, truth) => is.client === truth.client,
  server: (is, truth) => is.server === truth.server,
  ssh: (is, truth) => is.ssh === truth.is_ssh,
  packets: (is, truth) => is.packets === truth.packets,
  'first frame': (is, truth) => is.firstFrame === truth.first_frame,
  'last frame': (is, truth) => is.lastFrame === truth.last_frame,
  length: (is, truth) => near(is.lengthMs, truth.last_rel_s - truth.first_rel_s),
  bytes: (is, truth) =>
    is.duplicates > 0 || ['client', 'server'].every((who) => is.bytes[who] === truth.payload_bytes[who]),
  'FINs, RSTs': (is, truth) => fins(is, truth),
  'longest gap': (is, truth) => near(is.longestGapMs, truth.longest_gap_any_s),
  'longest data gap': (is, truth) => near(is.longestDataGapMs, truth.longest_gap_between_data_or_control_s),
  'ended by': (is, truth) => is.endedBy === (ENDERS[truth.ended_by] ?? truth.ended_by),
  ending: (is, truth) => is.ending === endingOf(truth.how),
  'end frame': (is, truth) => is.endFrame === (is.ending === 'open' ? null : truth.end_frame),
  'keepalive by': (is, truth) =>
    truth.keepalive.present
      ? is.keepalives.some(({ by }) => by === truth.keepalive.by)
      : is.keepalives.length === 0,
  'keepalive interval': (is, { keepalive }) =>
    !keepalive.present ||
    is.keepalives.some(({ intervalMs }) =>
      keepalive.interval_s === null
        ? intervalMs === null
        : intervalMs !== null && Math.abs(intervalMs / 1000 - keepalive.interval_s) < 0.15,
    ),
  'says nothing false': (is, truth) => (truth.must_not_say ?? []).every((word) => !says(is, word)),
};

/** The truth lists no more RSTs than that. */
const MOST_LISTED = 8;

/** Duplicates are counted once here, and as often as they were captured in the truth. */
function fins(is, truth) {
  const count = (list, key, who) => list.filter((each) => each[key] === who).length;
  const same = ['client', 'server'].every(
    (who) =>
      is.fins[who] === count(truth.fins, 'by', who) &&
      is.resets[who] === count(truth.rsts, 'by_address_of', who),
  );
  return same || is.duplicates > 0 || truth.rsts.length === MOST_LISTED;
}

function says({ summary, because, endedBy, ending, idle, notes }, word) {
  const text = [
    summary,
    ...because.map(({ fact }) => fact),
    ...notes.map(({ note }) => note),
    endedBy,
    ending,
  ]
    .join('\n')
    .toLowerCase();
  return (
    text.includes(word.toLowerCase()) ||
    (word === 'idle' && idle === 'yes') ||
    (word === 'client ended' && endedBy === 'client')
  );
}

const { streams } = JSON.parse(readFileSync(join(cases, 'truth.json'), 'utf8'));
const agreed = Object.fromEntries(Object.keys(FIELDS).map((field) => [field, 0]));
const faults = [];
for (const truth of streams) {
  const report = JSON.parse(
    execFileSync(
      process.execPath,
      [join(ROOT, 'bin/idletrace'), 'pcap', '--json', '--all', join(cases, truth.file)],
      {
        encoding: 'utf8',
        maxBuffer: 1 << 28,
      },
    ),
  );
  const is = report.connections.find(
    ({ stream, client, server }) => stream === truth.tshark_stream && [client, server].includes(truth.client),
  );
  for (const [field, agrees] of Object.entries(FIELDS)) {
    if (is !== undefined && agrees(is, truth)) agreed[field] += 1;
    else faults.push({ field, truth, is });
  }
}
console.log(`pcap cases: ${streams.length} connections read by hand\n`);
for (const [field, count] of Object.entries(agreed))
  console.log(`  ${field.padEnd(20)} ${count} of ${streams.length}`);
for (const { field, truth, is } of faults) {
  console.log(
    `\n${field}: ${truth.file} stream ${truth.tshark_stream}: ${truth.ended_by} ${truth.how} ${truth.end_frame} gap ${truth.longest_gap_any_s} data ${truth.longest_gap_between_data_or_control_s} ${JSON.stringify(truth.keepalive)}`,
  );
  if (is !== undefined) {
    const { client, server, endedBy, ending, endFrame, longestGapMs, longestDataGapMs, keepalives, summary } =
      is;
    console.log(
      '  ',
      JSON.stringify({
        client,
        server,
        endedBy,
        ending,
        endFrame,
        longestGapMs,
        longestDataGapMs,
        keepalives,
        summary,
      }),
    );
  }
}
process.exitCode = faults.length === 0 ? 0 : 1;
