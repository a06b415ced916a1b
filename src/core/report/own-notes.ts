/** What a person's own ssh configuration has to do with it. */
import { durationText } from '../duration.ts';
import type { Findings } from '../evidence/findings.ts';
import type { Verdict } from '../verdict/judge.ts';

export function ownNotes({ own, control, limit }: Findings, verdict: Verdict): readonly string[] {
  if (own === undefined) return [];
  return [...keepaliveNotes(own, control.stalls.length > 0, { limit, verdict }), ...sharingNotes(own)];
}

function keepaliveNotes(
  { settings, arm, gaveUpAfterMs }: NonNullable<Findings['own']>,
  stalled: boolean,
  { limit, verdict }: { readonly limit: Findings['limit']; readonly verdict: Verdict },
): readonly string[] {
  const { serverAliveSeconds: seconds, serverAliveCountMax: countMax, hiddenIntervals = [] } = settings;
  if (seconds === 0 || verdict.cause === 'client-server-alive-timeout') return [];
  const name = `ServerAliveInterval ${seconds}`;
  const limitMs = verdict.kind === 'idle-limit' ? limit.upperMs : undefined;
  if (countMax === 0)
    return [
      `Your configuration has ServerAliveCountMax 0: ssh gives up at the first silence of ${seconds} s, without asking. Set it to 3.`,
    ];
  if (gaveUpAfterMs !== undefined && (limitMs === undefined || gaveUpAfterMs < limit.lowerMs))
    return [
      `Your own keepalive (${name}, ServerAliveCountMax ${countMax}) gave up after ${durationText(gaveUpAfterMs)} though the server was there${stalled ? ': the path had only stalled' : ''}. It is too hasty for this path: a larger ServerAliveCountMax bears more loss.`,
    ];
  if (limitMs === undefined) return [];
  if (seconds * 1000 >= limit.lowerMs)
    return [
      `Your configuration already sends a keepalive (${name}), but too seldom for a limit of ${durationText(limitMs)}.`,
      ...hiddenIntervals
        .filter(({ value }) => Number(value) > 0 && Number(value) * 1000 < limit.lowerMs)
        .map(
          ({ value, place }) =>
            `ServerAliveInterval ${value} (${place}) never counts: ssh takes the first value that it finds for a host, and ${seconds} comes before it.`,
        ),
    ];
  return arm?.outcome === 'alive' && arm.heldMs > limitMs
    ? [
        `Your configuration already keeps such a session alive (${name}); this run switched it off to measure, but for one connection that lived.`,
      ]
    : [];
}

function sharingNotes({ settings }: NonNullable<Findings['own']>): readonly string[] {
  const { controlMaster, controlPersistSeconds } = settings;
  if (!controlMaster) return [];
  const persist =
    controlPersistSeconds === undefined
      ? ''
      : ` It is closed ${controlPersistSeconds} s after the last of them (ControlPersist).`;
  return [
    `Your configuration lets sessions share one connection (ControlMaster): they end together, and a keepalive that was set later means nothing to one that is open.${persist} This run had connections of its own.`,
  ];
}
