/** What an inspection comes to, in a line for each end and one for each suspect: what a trace shows before it has waited. */
import { durationText } from '../duration.ts';
import { type Fact, factOf, type Suspect } from '../inspect/fact.ts';
import { limitWords } from '../inspect/known-limits.ts';
import { suspicionsOf } from '../inspect/suspects.ts';

/** `label`: which end, or which suspect. */
export interface InspectedLine {
  readonly label: string;
  readonly text: string;
  readonly isSuspect: boolean;
}

/** Facts of this side, facts of the server, suspects in order; nothing of an end that was not read. */
export function inspectedLines(
  here: readonly Fact[] | undefined,
  server: readonly Fact[] | undefined,
): readonly InspectedLine[] {
  const ends = [
    ...(here === undefined ? [] : [{ label: 'here', text: hereWords(here), isSuspect: false }]),
    ...(server === undefined ? [] : [{ label: 'there', text: thereWords(server), isSuspect: false }]),
  ];
  if (ends.length === 0) return [];
  const { suspects } = suspicionsOf([...(here ?? []), ...(server ?? [])]);
  const more = suspects.length - MOST_SUSPECTS;
  const shown = suspects.slice(0, MOST_SUSPECTS).map((suspect, at) => ({
    label: at === 0 ? 'suspects' : '',
    text: `${more > 0 && at === MOST_SUSPECTS - 1 ? `and ${more} more; ` : ''}${suspectWords(suspect)}`,
    isSuspect: true,
  }));
  return [
    ...ends,
    ...(shown.length === 0 ? [{ label: 'suspects', text: 'none so far', isSuspect: false }] : shown),
  ];
}

/** `ServerAliveInterval 15 (~/.ssh/config:3), TCPKeepAlive yes, no connection is tracked`. */
export function hereWords(facts: readonly Fact[]): string {
  const of = (id: string) => factOf(facts, 'client', id);
  const settings = ['ServerAliveInterval', 'TCPKeepAlive'].flatMap((id) => {
    const setting = of(id);
    if (setting?.status !== 'read') return [];
    const unit = setting.unit === undefined || setting.value === 0 ? '' : ` ${setting.unit}`;
    const place = setting.source === 'ssh -G' ? '' : ` (${setting.source})`;
    return [`${id} ${setting.value ?? ''}${unit}${place}`];
  });
  const established = of('nf_conntrack_tcp_timeout_established');
  const tracking =
    established?.idleLimitMs !== undefined
      ? [`connections are tracked, silent ones for ${durationText(established.idleLimitMs)}`]
      : of('connection-tracking')?.value === 'no'
        ? ['no connection is tracked']
        : [];
  const vpn = of('vpn')?.note;
  const words = [...settings, ...tracking, ...(vpn === undefined ? [] : [vpn])];
  return words.length === 0 ? 'nothing that matters could be read' : words.join(', ');
}

/** `no idle limit set`, `TMOUT 300 s`. */
function thereWords(facts: readonly Fact[]): string {
  return limitWords(facts) ?? 'not everything that sets idle limits could be read';
}

function suspectWords({ reason, limitMs, weight }: Suspect): string {
  const when = limitMs === undefined ? weight : `${weight}, after ${durationText(limitMs)}`;
  return `${reason} (${when})`;
}

/** More push the connections off a terminal of 24 lines. */
const MOST_SUSPECTS = 2;
