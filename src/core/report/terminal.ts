/**
 * The report as a person reads it on a terminal: the verdict first, then the
 * picture that proves it, what was ruled out, the cure to paste, and the price.
 * A pure function of the report; nothing is measured or judged here.
 */
import { clockText, durationText } from '../duration.ts';
import { causeListWords, causeWords } from './cause-words.ts';
import type { Report } from './model.ts';
import { type PathHop, pathPicture } from './path-picture.ts';
import { proofTable } from './proof-table.ts';
import { remedyLines } from './remedy-text.ts';
import { type Line, paint, type Style, say, type Tone } from './style.ts';
import { INDENT, labelled, labelledProse, padded, widthOf, wrapped } from './text-layout.ts';

/** The whole report in lines of at most `widthColumns` (80 at least); ends with a newline. */
export function renderReport(report: Report, style: Style, widthColumns: number): string {
  const columns = Math.min(MOST_COLUMNS, Math.max(LEAST_COLUMNS, widthColumns)) - 1;
  const sections: readonly (readonly Line[])[] = [
    headline(report, columns),
    problemLines(report, columns),
    proofTable(report, style, columns),
    pathLines(report, style, columns),
    findings(report, style, columns),
    remedyLines(report, columns),
    priceLines(report, style, columns),
  ];
  const shown = sections.filter((section) => section.length > 0);
  const lines = shown.flatMap((section, at) => (at === 0 ? section : [[], ...section]));
  return `\n${lines.map((line) => paint(line, style)).join('\n')}\n\n`;
}

/** The verdict's sentences, how sure they are at the right, and whether the run was cut short. */
function headline(report: Report, columns: number): readonly Line[] {
  const { verdict, complete } = report;
  const [word, tone] = surenessOf(report);
  const prose = wrapped(say(verdict.summary).text, columns - INDENT.length - widthOf(word) - 3);
  const lines = prose.map((text, at): Line => {
    if (at > 0) return [say(INDENT + text)];
    const gap = padded(text, columns - INDENT.length - widthOf(word));
    return [say(INDENT), say(gap, 'bold'), say(word, tone)];
  });
  if (complete || report.problem !== null) return lines;
  return [...lines, [say(`${INDENT}Stopped before it was done: this is what is known so far.`, 'dim')]];
}

function surenessOf({ verdict, complete }: Report): readonly [string, Tone] {
  if (verdict.kind === 'cannot-tell') return ['undecided', 'dim'];
  if (!complete) return [`${verdict.confidence} so far`, 'dim'];
  return [verdict.confidence, verdict.confidence === 'proven' ? 'good' : 'plain'];
}

function problemLines({ problem }: Report, columns: number): readonly Line[] {
  if (problem === null) return [];
  return [...labelledProse('problem', problem.message, columns), ...labelledProse('', problem.hint, columns)];
}

function pathLines(report: Report, style: Style, columns: number): readonly Line[] {
  const { path, target, verdict } = report;
  if (path.hops.length === 0) return [];
  const [least, most] = verdict.hop?.ttlRange ?? [-1, -1];
  const hops = path.hops.map((hop): PathHop => {
    const isTarget = hop.destination === true;
    const isNamed = verdict.kind === 'idle-limit' && least <= hop.ttl && hop.ttl <= most;
    return {
      ttlHops: hop.ttl,
      address: hop.address === null ? undefined : isTarget ? withPort(hop.address, target.port) : hop.address,
      note: isNamed
        ? least === most
          ? 'forgets'
          : 'one of them'
        : isTarget
          ? softwareOf(target.server)
          : undefined,
      guilty: isNamed ? (least === most ? 'yes' : 'perhaps') : 'no',
    };
  });
  const isHere = verdict.layer === 'client-host' && verdict.kind === 'idle-limit';
  const here: PathHop = {
    ttlHops: 0,
    address: undefined,
    note: isHere ? 'forgets' : undefined,
    guilty: isHere ? 'yes' : 'no',
  };
  return [...pathPicture([here, ...hops], style, columns), ...natLines(report, columns)];
}

/** `OpenSSH 9.6p1` of `OpenSSH_9.6p1 Ubuntu-3ubuntu13`. */
function softwareOf(server: string | null): string | undefined {
  return server?.split(' ', 1)[0]?.replace('_', ' ');
}

function withPort(address: string, port: number | null): string {
  if (port === null) return address;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

function natLines({ path: { nat }, verdict }: Report, columns: number): readonly Line[] {
  if (nat.translated !== 'yes') return [];
  const { clientSees, serverSees } = nat;
  const what =
    clientSees === null || serverSees === null
      ? 'your address into another'
      : `${clientSees} into ${serverSees}`;
  // Whoever ends TCP in the server's place has an address of its own.
  const sentence =
    verdict.layer === 'proxy' && clientSees !== null && serverSees !== null
      ? `The server sees ${serverSees} in place of ${clientSees}: the proxy's own connection, or a NAT's.`
      : `A NAT on the path turns ${what}.`;
  const lines = wrapped(say(sentence).text, columns - INDENT.length);
  return lines.map((line) => [say(INDENT + line, 'dim')]);
}

/** What else the evidence says: the likely culprit, what the standard asks for, what was ruled out. */
function findings(report: Report, style: Style, columns: number): readonly Line[] {
  const { verdict } = report;
  const between = ` ${style.symbols.dot} `;
  const ids = [verdict.cause ?? '', ...verdict.alternatives].filter((id) => id !== '');
  const more = ids.length > MOST_FITS ? [`${ids.length - MOST_FITS} more (--json names them)`] : [];
  const fits = [...ids.slice(0, MOST_FITS).map(causeWords), ...more];
  const cleared = causeListWords(verdict.cleared, ids);
  return [
    ...(fits.length === 0
      ? []
      : labelledProse(fits.length === 1 ? 'it is' : 'it fits', fits.join(between), columns)),
    ...productLines(report, columns),
    ...standardLines(report, columns),
    ...profileLines(report),
    ...(cleared.length === 0 ? [] : labelledProse('cleared', cleared.join(between), columns)),
    ...becauseLines(report, columns),
    ...report.notes.flatMap((note, at) => labelledProse(at === 0 ? 'note' : '', note, columns)),
  ];
}

/** Products whose default it is: never more than `likely`. */
function productLines({ verdict: { products } }: Report, columns: number): readonly Line[] {
  return (['likely', 'possible'] as const).flatMap((likelihood) => {
    const all = products.filter((product) => product.likelihood === likelihood);
    if (all.length === 0) return [];
    const shown = all.slice(0, MOST_PRODUCTS);
    const more =
      all.length > shown.length ? `, and ${all.length - shown.length} more (--json names them)` : '';
    const first = shown[0];
    const why = first === undefined ? '' : ` (${first.defaultSeconds} s by default; not a proof)`;
    return labelledProse(likelihood, `${shown.map(({ name }) => name).join('; or ')}${more}${why}`, columns);
  });
}

function standardLines({ verdict }: Report, columns: number): readonly Line[] {
  const { standard, limitMs, kind } = verdict;
  const upperMs = limitMs?.upper ?? null;
  if (kind !== 'idle-limit' || standard === null || standard.met !== 'no' || upperMs === null) return [];
  const times = Math.round(standard.minimumMs / upperMs);
  const below = durationText(standard.belowByMs ?? 0);
  return labelledProse(
    'standard',
    `RFC 5382 asks a NAT for 2 h 4 min at least${times < 2 ? `: ${below} more` : `, ${times} times as long (${below} more)`}`,
    columns,
  );
}

/** Only where something beyond the first limit was found: one limit is what the verdict says already. */
function profileLines({ profile, verdict }: Report): readonly Line[] {
  const firstMs = verdict.limitMs?.upper ?? Infinity;
  if (!profile.some(({ ttl, limitMs }) => ttl > 0 && limitMs.upper !== null && limitMs.lower > firstMs))
    return [];
  return profile.flatMap(({ ttl, limitMs: { lower, upper } }, at) => {
    const where = ttl === 0 ? 'the whole path' : `after hop ${ttl}`;
    const limit =
      upper === null
        ? `more than ${durationText(lower)}`
        : `${durationText(lower)} to ${durationText(upper)}`;
    return labelled(at === 0 ? 'profile' : '', [[say(padded(where, 17)), say(limit)]]);
  });
}

/** The deciding facts in words, where no picture of the hops shows them. */
function becauseLines({ verdict, evidence }: Report, columns: number): readonly Line[] {
  if (verdict.hop !== null) return [];
  const facts = evidence.filter(({ id }) => verdict.because.includes(id)).slice(0, MOST_FACTS);
  return facts.flatMap(({ fact }, at) => labelledProse(at === 0 ? 'because' : '', fact, columns));
}

function priceLines(report: Report, style: Style, columns: number): readonly Line[] {
  const { durationMs, logins, journal, verdict } = report;
  const upperMs = verdict.limitMs?.upper ?? null;
  const times =
    upperMs === null ? '' : ` (${(durationMs / upperMs).toFixed(2)} ${style.symbols.times} the limit)`;
  const parts = [
    `${durationMs < MINUTE_MS ? durationText(durationMs) : clockText(durationMs)} for all of it${times}`,
    ...(logins === 0 ? [] : [`${logins} ${logins === 1 ? 'login' : 'logins'}`]),
  ];
  const text = parts.join(` ${style.symbols.dot} `);
  const inOneLine = `${text} ${style.symbols.dot} journal: ${journal ?? ''}`;
  if (journal === null) return [[say(INDENT + text, 'dim')]];
  if (widthOf(inOneLine) + INDENT.length <= columns) return [[say(INDENT + inOneLine, 'dim')]];
  return [[say(INDENT + text, 'dim')], [say(`${INDENT}journal: ${journal}`, 'dim')]];
}

const LEAST_COLUMNS = 80;
/** Longer lines are hard to read. */
const MOST_COLUMNS = 100;
/** A report that lists everything is read by nobody; the rest is in the JSON. */
const MOST_FACTS = 4;
const MOST_FITS = 3;
const MOST_PRODUCTS = 3;
const MINUTE_MS = 60_000;
