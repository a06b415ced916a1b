/** What a reader should know about how a run went: what was left out, and why. */
import { durationText } from '../duration.ts';
import type { Findings } from '../evidence/findings.ts';
import type { TraceState } from '../trace/state.ts';
import type { Verdict } from '../verdict/judge.ts';
import { ownNotes } from './own-notes.ts';
import type { RunFacts } from './run-facts.ts';

export function notesOf(
  run: RunFacts,
  state: TraceState,
  findings: Findings,
  verdict: Verdict,
): readonly string[] {
  const { troubles, leftOut, hops } = state;
  const someOpened = state.arms.some(({ openedAtMs }) => openedAtMs !== undefined);
  const [first] = troubles;
  return [
    ...(run.socketOptions
      ? []
      : [
          `${run.reached === undefined ? 'The connection is a ProxyCommand’s' : 'Socket options are not to be had here (no FFI)'}: no hop, no TCP keepalive arms, no path; only the limit, who speaks first, and the SSH keepalive are measured.`,
        ]),
    ...(run.socketOptions && someOpened && hops !== undefined && findings.pathHops === undefined
      ? ['The path did not answer up to the destination: the hop could not be looked for.']
      : []),
    ...(first !== undefined && someOpened
      ? [
          `${troubles.length} of ${state.logins} ${state.config.login ? 'logins' : 'connections'} failed; the first: ${first.message}.`,
        ]
      : []),
    ...(state.loginsStopped && someOpened
      ? ['No further logins were tried, lest the server take it for an attack.']
      : []),
    ...(leftOut.length > 0 && someOpened
      ? [`Left out for want of logins or time: ${leftOut.map(({ id }) => id).join(', ')}.`]
      : []),
    ...(state.config.login && !state.canAskServer && someOpened
      ? [
          'The server could not be made to speak first: only the direction in which the client speaks was measured.',
        ]
      : []),
    ...findings.control.stalls.map(
      ({ lengthMs }) =>
        `The path stalled for ${durationText(lengthMs)}; what was asked meanwhile was given more time.`,
    ),
    ...(findings.suspends.length > 0
      ? ['This machine, or this program, stood still during the run: silences before that count for nothing.']
      : []),
    ...wideBracket(state, findings, verdict),
    ...roughDirections(findings, verdict),
    ...ownNotes(findings, verdict),
    ...(verdict.kind === 'idle-limit' && verdict.location?.hops === undefined && verdict.layer === 'path'
      ? ['Which hop it is could not be told.']
      : []),
  ];
}

/** Where the arms did not suffice to narrow the limit as was asked. */
function wideBracket({ config }: TraceState, { limit }: Findings, { kind }: Verdict): readonly string[] {
  if (kind !== 'idle-limit' || limit.upperMs === undefined) return [];
  const { resolution } = config.ladder;
  const wantedMs = resolution.kind === 'absolute' ? resolution.ms : resolution.ratio * limit.upperMs;
  const widthMs = limit.upperMs - limit.lowerMs;
  if (widthMs <= MUCH_WIDER * wantedMs + CLOCKS_MS) return [];
  return [
    `The limit is known to ${durationText(widthMs)} only, not to ${durationText(wantedMs)} as asked: the logins came too slowly, or too few of them.`,
  ];
}

/** Where one who speaks first met the limit, but too few connections were left to say closely when. */
function roughDirections({ client, server }: Findings, { kind }: Verdict): readonly string[] {
  if (kind !== 'idle-limit') return [];
  return [
    { who: 'this side', finding: client },
    { who: 'the server', finding: server },
  ].flatMap(({ who, finding }) =>
    finding?.upperMs === undefined || finding.upperMs <= finding.lowerMs * ROUGH + CLOCKS_MS
      ? []
      : [
          `Where ${who} speaks first the limit is known roughly only, ${durationText(finding.lowerMs)} to ${durationText(finding.upperMs)}: too few connections were left to narrow it.`,
        ],
  );
}

/** A direction's own bracket need not be as narrow as the limit: by so much nobody is misled. */
const ROUGH = 1.25;
/** A reader minds a bracket of twice the width, no sooner. */
const MUCH_WIDER = 2;
/** What the clocks at either end blur (core/measure/limit.ts), several times over. */
const CLOCKS_MS = 100;
