/** PuTTY's keepalive settings, whichever file they stand in (settings.c of PuTTY 0.83). */
import type { Keepalive, SessionSettings } from './format.ts';

/** `value` gives a setting's text, decimal; `undefined`: it is not there. */
export function puttySession(
  name: string | undefined,
  value: (key: string) => string | undefined,
): SessionSettings {
  const minutes = number(value(MINUTES));
  const seconds = number(value(SECONDS));
  const everySeconds = (minutes ?? 0) * 60 + (seconds ?? 0);
  const keepalive: Keepalive =
    everySeconds > 0
      ? { kind: number(value('BugIgnore2')) === BUG_ON ? 'blocked' : 'ssh', seconds: everySeconds }
      : { kind: 'off' };
  const antiIdle = value('AntiIdle');
  return {
    name,
    host: value('HostName') || undefined,
    keepalive,
    typed:
      antiIdle === undefined || antiIdle === '' ? undefined : { what: antiIdle, everySeconds: undefined },
    settings: { [MINUTES]: minutes ?? null, [SECONDS]: seconds ?? null },
    otherProtocol: notSsh(value('Protocol')),
    notes: [
      ...(number(value('BugIgnore2')) === BUG_ON
        ? ['BugIgnore2=2 says that this server chokes on SSH ignore messages; it switches the keepalive off']
        : []),
      ...(everySeconds < 0 ? ['a negative interval ends plink 0.78 with a failed assertion'] : []),
    ],
  };
}

/** Both settings: written alone, one would be added to what the other holds. */
export function puttyInterval(seconds: number): readonly (readonly [string, number])[] {
  return [
    [MINUTES, Math.floor(seconds / 60)],
    [SECONDS, seconds % 60],
  ];
}

/** As atoi(3) reads it; `undefined`: the setting is not there. */
export function number(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(/^\s*([+-]?\d+)/.exec(text)?.[1] ?? 0);
}

/** A name of PuTTY's, such as `serial`. */
function notSsh(protocol: string | undefined): string | undefined {
  return protocol === undefined || /^(?:ssh.*)?$/i.test(protocol) ? undefined : protocol;
}

const MINUTES = 'PingInterval';
const SECONDS = 'PingIntervalSecs';
/** FORCE_ON of PuTTY's "auto, off, on". */
const BUG_ON = 2;
