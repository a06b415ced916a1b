/**
 * The connections of a run as rows: what each was kept busy with, how long it
 * lived, when it was found dead. Many connections of one kind become the row
 * that tells most. What the rows look like is `proof-table.ts`.
 */
import { clockText, durationText } from '../duration.ts';
import type { Report, ReportArm, ReportTrial, ReportVerdict } from './model.ts';

export interface ArmRow {
  readonly label: string;
  /** `ttl` rows are what a bracket is drawn beside. */
  readonly kind: ReportArm['kind'];
  /** Of `ttl` rows: how far the keepalives reach. */
  readonly ttlHops: number | undefined;
  /** The longest silence (or hold) it lived through, as text; empty where there is none. */
  readonly lived: string;
  /** The shortest it was found dead after, as text; empty where there is none. */
  readonly died: string;
  readonly state: ArmState;
  readonly note: string;
}

/** `unknown`: every trial of it was void, or it never ran. */
export type ArmState = 'alive' | 'dead' | 'both' | 'unknown';

/** The rows of a report in reading order: what a user does, what reaches how far, what keeps alive. */
export function armRows(report: Report): readonly ArmRow[] {
  const { arms, verdict } = report;
  const limitMs = verdict.limitMs?.upper ?? Infinity;
  return [
    ...directionRow('you speak first', verdict.clientFirst, verdict.serverFirst, CLIENT_MEETS),
    ...directionRow('server speaks first', verdict.serverFirst, verdict.clientFirst, SERVER_MEETS),
    ...simpleRow(arms, 'shell', 'a login shell', limitMs),
    ...legRows(arms, limitMs),
    ...ttlRows(arms, limitMs),
    ...intervalRows(report, 'ssh-keepalive', 'ssh', limitMs),
    ...intervalRows(report, 'tcp-keepalive', 'tcp', limitMs),
    ...simpleRow(arms, 'own', 'as you have configured', limitMs),
    ...simpleRow(arms, 'typed', 'Enter', limitMs),
    ...simpleRow(arms, 'control', 'busy all the time', limitMs),
  ];
}

/** A bound of the limit: what a stopwatch would say below ten minutes, a clock above. */
function boundText(ms: number): string {
  return ms < CLOCK_FROM_MS ? durationText(ms) : clockText(ms);
}

function directionRow(
  label: string,
  bracket: ReportVerdict['clientFirst'],
  other: ReportVerdict['clientFirst'],
  meets: Readonly<Record<string, string>>,
): readonly ArmRow[] {
  if (bracket === null) return [];
  const { lower, upper, ending } = bracket;
  const bounded = upper !== null;
  const revived = !bounded && typeof other?.upper === 'number';
  return [
    {
      label,
      kind: 'ladder',
      ttlHops: undefined,
      lived: lower === 0 ? '' : boundText(lower),
      died: bounded ? boundText(upper) : '',
      state: bounded ? 'dead' : lower > 0 ? 'alive' : 'unknown',
      note: bounded ? (meets[ending ?? ''] ?? '') : revived ? (meets['revived'] ?? '') : '',
    },
  ];
}

function simpleRow(
  arms: readonly ReportArm[],
  kind: ReportArm['kind'],
  label: string,
  limitMs: number,
): readonly ArmRow[] {
  const ofKind = arms.filter((arm) => arm.kind === kind);
  if (ofKind.length === 0) return [];
  const interval = ofKind[0]?.keepaliveIntervalMs;
  const name =
    kind === 'typed' && interval !== undefined ? `${label} every ${intervalText(interval)}` : label;
  return [rowOf(name, kind, ofKind, limitMs)];
}

function legRows(arms: readonly ReportArm[], limitMs: number): readonly ArmRow[] {
  return arms
    .filter(({ kind }) => kind === 'leg')
    .map((arm) => rowOf(`busy to jump host ${(arm.leg ?? 0) + 1}`, 'leg', [arm], limitMs));
}

function ttlRows(arms: readonly ReportArm[], limitMs: number): readonly ArmRow[] {
  const ttls = [
    ...new Set(arms.flatMap((arm) => (arm.kind === 'ttl' && arm.ttl !== undefined ? [arm.ttl] : []))),
  ];
  return ttls
    .sort((a, b) => a - b)
    .map((ttl) => ({
      ...rowOf(
        `keepalive to hop ${ttl}`,
        'ttl',
        arms.filter((arm) => arm.kind === 'ttl' && arm.ttl === ttl),
        limitMs,
      ),
      ttlHops: ttl,
    }));
}

/** Of several intervals: the cure, the largest that lived, the next that died, and what is odd below: there all should live. */
function intervalRows(
  { arms, remedies }: Report,
  kind: 'ssh-keepalive' | 'tcp-keepalive',
  name: string,
  limitMs: number,
): readonly ArmRow[] {
  const ofKind = arms
    .filter((arm) => arm.kind === kind)
    .sort((a, b) => (a.keepaliveIntervalMs ?? 0) - (b.keepaliveIntervalMs ?? 0));
  const rows = ofKind.map((arm) => rowOf(armName(name, arm), kind, [arm], limitMs));
  const largestAlive = rows.findLastIndex(({ state }) => state === 'alive');
  const firstDead = rows.findIndex(
    ({ state }, at) => at > largestAlive && (state === 'dead' || state === 'both'),
  );
  const cured = remedies.find((remedy) => remedy.kind === kind && remedy.provenAliveMs !== null);
  const cure = ofKind.findIndex(
    ({ keepaliveIntervalMs }) => keepaliveIntervalMs === (cured?.intervalSeconds ?? NaN) * 1000,
  );
  return rows
    .map((row, at) => (at === cure ? { ...row, note: 'proven cure' } : row))
    .filter(
      ({ state }, at) =>
        at === cure || at === largestAlive || at === firstDead || (at < largestAlive && state !== 'alive'),
    );
}

function armName(name: string, arm: ReportArm): string {
  return arm.keepaliveIntervalMs === undefined
    ? `${name} keepalive`
    : `${name} every ${intervalText(arm.keepaliveIntervalMs)}`;
}

/**
 * What became of the arms of one row. One that outlived the limit of the path
 * lived, even if a longer limit farther on ended it later.
 */
function rowOf(label: string, kind: ReportArm['kind'], arms: readonly ReportArm[], limitMs: number): ArmRow {
  const held = arms.flatMap((arm) => arm.trials.map((trial) => ({ ...trial, heldMs: heldMs(arm, trial) })));
  const alive = held.filter(({ outcome }) => outcome === 'alive').map((trial) => trial.heldMs);
  const dead = held.filter(({ outcome }) => outcome !== 'alive' && outcome !== 'void');
  const livedMs = Math.max(0, ...alive);
  const lived = alive.length > 0 && (dead.length === 0 || livedMs > limitMs);
  return {
    label,
    kind,
    ttlHops: undefined,
    lived: alive.length === 0 ? '' : holdText(livedMs),
    died: dead.length === 0 ? '' : holdText(Math.min(...dead.map((trial) => trial.heldMs))),
    state: lived ? 'alive' : dead.length === 0 ? 'unknown' : alive.length === 0 ? 'dead' : 'both',
    note: kind === 'ttl' && lived && dead.length > 0 ? 'ended later, farther on' : noteOf(arms, held, dead),
  };
}

/** How long the arm had been kept as it was: silent, or, where the client itself made traffic, open. */
function heldMs({ kind, openedAtMs }: ReportArm, { idleMs, atMs }: ReportTrial): number {
  const isBusy =
    kind === 'control' || kind === 'ssh-keepalive' || kind === 'typed' || kind === 'leg' || kind === 'own';
  return isBusy && openedAtMs !== null ? Math.max(idleMs, atMs - openedAtMs) : idleMs;
}

function noteOf(
  arms: readonly ReportArm[],
  trials: readonly ReportTrial[],
  dead: readonly ReportTrial[],
): string {
  const own = arms.find(({ note }) => note !== undefined)?.note;
  if (own !== undefined) return own;
  const announced = dead.find(({ outcome }) => outcome !== 'silent' && outcome !== 'reset');
  if (announced !== undefined) return CLIENT_MEETS[announced.outcome] ?? '';
  return dead.length === 0 ? (trials.find(({ outcome }) => outcome === 'void')?.why ?? '') : '';
}

/** How long something was held, as text: nobody compares its tenths. */
export function holdText(ms: number): string {
  return ms < MINUTE_MS ? durationText(ms) : clockText(ms);
}

function intervalText(ms: number): string {
  if (ms < 1000) return `${ms} ms`;
  return ms % 1000 === 0 ? `${ms / 1000} s` : `${(ms / 1000).toFixed(1)} s`;
}

/** What somebody meets who comes back and types. */
const CLIENT_MEETS: Readonly<Record<string, string>> = {
  revived: 'what you type revives it',
  silent: 'silence: your keys go nowhere',
  reset: 'Connection reset by peer',
  fin: 'the other side closed it',
  'ssh-disconnect': 'the server said goodbye',
  'channel-closed': 'the server ended the session',
};

/** What becomes of output that arrives late. */
const SERVER_MEETS: Readonly<Record<string, string>> = {
  revived: 'late output revives it',
  silent: 'silence: late output is lost',
  reset: 'reset: late output ends it',
  fin: 'the other side closed it',
  'ssh-disconnect': 'the server said goodbye',
  'channel-closed': 'the server ended the session',
};

/** From ten minutes on, tenths of a second say nothing to a person. */
const CLOCK_FROM_MS = 600_000;
const MINUTE_MS = 60_000;
