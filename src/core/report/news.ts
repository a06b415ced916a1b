/** What has changed between two states that a person would want a line about. */
import { durationText } from '../duration.ts';
import type { Fact } from '../inspect/fact.ts';
import { limitWords } from '../inspect/known-limits.ts';
import { suspicionsOf } from '../inspect/suspects.ts';
import type { ArmState, TraceState } from '../trace/state.ts';
import type { Notice } from './event-line.ts';
import { hereWords } from './inspected-lines.ts';

export interface News extends Notice {
  /** Worth saying even before there is a picture. */
  readonly early: boolean;
}

export function newsOf(before: TraceState | undefined, now: TraceState): readonly News[] {
  const news: News[] = [];
  const tell = (text: string, early = false) => news.push({ atMs: now.nowMs, text, early });
  const planned = loginsIn(now);
  if (before === undefined) tell('logging in the first connection', true);
  if (before !== undefined && planned > loginsIn(before) && now.config.login)
    tell(`up to ${planned} logins in all, a few at a time`, true);
  if (now.hops !== undefined && before?.hops === undefined)
    tell(
      `path: ${now.hops.map(({ ttlHops, address }) => `${ttlHops} ${address ?? '(mute)'}`).join(', ') || 'it does not answer'}`,
    );
  if (now.hereFacts !== undefined && before?.hereFacts === undefined) tell(hereNews(now.hereFacts));
  if (now.serverFacts !== undefined && before?.serverFacts === undefined)
    tell(inspectionNews(now.serverFacts));
  if (before !== undefined && before.phase !== now.phase) {
    if (now.phase === 'proving')
      tell('the limit is known as well as it will be; asking the arms that were kept busy');
    if (now.phase === 'profiling') tell('waiting a little longer for a second limit farther on');
    if (now.phase === 'lingering') tell('the busy connection died: that is no idleness');
  }
  const stalls = now.stalls.length - (before?.stalls.length ?? 0);
  if (stalls > 0) tell('the busy connection gets no answer: waiting for the path');
  const [trouble] = now.troubles.slice(before?.troubles.length ?? 0);
  if (trouble !== undefined && now.troubles.length > 1)
    tell(`login of ${trouble.armId} failed: ${trouble.message}`);
  for (const arm of now.arms) {
    const was = before?.arms.find(({ spec }) => spec.id === arm.spec.id);
    const line = armNews(was, arm);
    if (line !== undefined) tell(line);
  }
  return news;
}

/** Those made, and those to come. */
function loginsIn({ logins, arms }: TraceState): number {
  return logins + arms.filter(({ phase }) => phase === 'planned').length;
}

/** The shortest inspection: what can end an idle session there, or that nothing is set. */
function inspectionNews(facts: readonly Fact[]): string {
  const { suspects } = suspicionsOf(facts);
  const set = suspects.map(({ reason }) => reason);
  if (set.length > 0) return `the server: ${set.join('; ')}`;
  return `the server: ${limitWords(facts) ?? 'not everything that sets idle limits could be read'}`;
}

/** This side's own settings and timers, and what they speak for. */
function hereNews(facts: readonly Fact[]): string {
  const reasons = suspicionsOf(facts).suspects.map(({ reason }) => reason);
  return [`here: ${hereWords(facts)}`, ...reasons].join('; ');
}

function armNews(
  was: ArmState | undefined,
  { spec, phase, trials, openedAtMs }: ArmState,
): string | undefined {
  if (spec.kind === 'control')
    return openedAtMs !== undefined && was?.openedAtMs === undefined ? 'control: logged in' : undefined;
  const last = trials.at(-1);
  if (last === undefined || trials.length === was?.trials.length) return undefined;
  const who =
    last.direction === undefined
      ? ''
      : last.direction === 'client-first'
        ? ', client first'
        : ', server first';
  switch (last.outcome.kind) {
    case 'alive':
      return `${spec.id}: alive after ${durationText(last.idleMs)} of silence${who}`;
    case 'dead':
      return `${spec.id}: dead after ${durationText(last.idleMs)} of silence${who}: ${last.outcome.ending}`;
    case 'void':
      return phase === 'open' ? undefined : `${spec.id}: says nothing: ${last.outcome.why}`;
  }
}
