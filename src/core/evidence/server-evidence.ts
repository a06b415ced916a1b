/** What was read of the server before the wait, as evidence: settings that can end idle sessions, set or not. */
import type { Fact } from '../inspect/fact.ts';
import type { Evidence } from './findings.ts';

export function serverEvidence(facts: readonly Fact[]): readonly Evidence[] {
  return facts.flatMap(({ id, value, unit, status, source, idleLimitMs }) => {
    if (status !== 'absent' && status !== 'read') return [];
    if (idleLimitMs === undefined && !TELLING.has(id)) return [];
    const words = value === undefined ? 'is not set' : `is ${value}${unit === undefined ? '' : ` ${unit}`}`;
    return [{ id: `server-${id}`, fact: `${id} ${words} on the server`, source }];
  });
}

const TELLING: ReadonlySet<string> = new Set([
  'TMOUT',
  'autologout',
  'ClientAliveInterval',
  'ClientAliveCountMax',
  'ChannelTimeout',
  'StopIdleSessionSec',
  'dropbear-I',
]);
