/** `Host` and `Match` in ssh_config: whether the block that begins counts. */
import { type Answer, answerOf, both } from './answer.ts';
import { hostnameFault } from './canonical-host.ts';
import { judgeClientMatch } from './client-match.ts';
import { type Reader, refuse } from './client-reader.ts';
import type { ClientRun } from './client-run.ts';
import type { ConfigLine, Directive } from './lines.ts';
import { matchesPattern } from './patterns.ts';
import { possible } from './settings.ts';
import { expandTokens } from './tokens.ts';

export function readHost(line: ConfigLine, directive: Directive, reader: Reader): void {
  const { run, ceiling } = reader;
  if (reader.depth === 0 && line.number === 0)
    return refuse(line, { about: 'syntax', offset: 0, message: 'Host is for files' }, reader);
  let found: Answer = 'no';
  for (const word of directive.words ?? []) {
    if (word.text === '') {
      refuse(
        line,
        { about: 'syntax', offset: word.startOffset, message: 'Host has an empty pattern' },
        reader,
      );
      break;
    }
    if (ceiling === 'no') break;
    const negated = word.text.startsWith('!');
    const pattern = word.text.slice(negated ? 1 : 0);
    const held = hostHeld(run.host, pattern);
    if (negated && held === 'yes') {
      found = 'no';
      break;
    }
    if (negated && held === 'unknown') found = found === 'no' ? 'no' : 'unknown';
    else if (!negated && held !== 'no') found = found === 'yes' || held === 'yes' ? 'yes' : 'unknown';
  }
  reader.active = both(ceiling, negatedLater(directive, run.host, found));
}

/** A pattern with `!` that may or may not hold leaves the block in doubt, wherever it stands. */
function negatedLater(directive: Directive, host: string | undefined, found: Answer): Answer {
  if (found === 'no' || host !== undefined) return found;
  const isDoubtful = directive.words?.some(
    ({ text }) => text.startsWith('!') && hostHeld(host, text.slice(1)) === 'unknown',
  );
  return isDoubtful === true ? 'unknown' : found;
}

function hostHeld(host: string | undefined, pattern: string): Answer {
  if (host !== undefined) return answerOf(matchesPattern(host, pattern));
  return /^\*+$/.test(pattern) ? 'yes' : 'unknown';
}

export function readMatch(line: ConfigLine, directive: Directive, reader: Reader): void {
  const { run, ceiling } = reader;
  if (line.number === 0)
    return refuse(line, { about: 'syntax', offset: 0, message: 'Match is for files' }, reader);
  const { ask, world, settings } = run;
  const wrong = hostnameFault(run);
  if (wrong !== undefined) {
    run.refusals.push(wrong);
    run.stopped = !world.readsOn;
    if (run.stopped) return;
  }
  const { answer, wantsFinalPass, refusal } = judgeClientMatch(directive.rest.text, {
    hosts: hostsNow(run),
    originalHost: ask.host,
    users: knownOnly(possible(settings, 'user').map((each) => each?.value ?? world.localUser)),
    localUsers: world.localUser === undefined ? [] : [world.localUser],
    tags: possible(settings, 'tag').map((each) => each?.value ?? ''),
    finalPass: run.finalPass,
    version: world.build.version,
    runs: (command) => world.runs(command),
  });
  if (refusal !== undefined) {
    refuse(
      line,
      {
        about: 'match',
        offset: directive.rest.startOffset + refusal.offset,
        message: `Match ${refusal.message}`,
      },
      reader,
    );
    return;
  }
  if (wantsFinalPass && !run.finalPass) run.wantsFinalPass = 'yes';
  reader.active = both(ceiling, answer);
}

/** The names that `Match host` may be compared with; none where a token in one of them is not known. */
function hostsNow({ settings, ask, finalPass, host }: ClientRun): readonly string[] {
  if (finalPass) return host === undefined ? [] : [host];
  return knownOnly(
    possible(settings, 'hostname').map((each) => {
      if (each === undefined) return ask.host;
      const expanded = expandTokens(each.value, { h: ask.host }, undefined);
      return expanded.kind === 'text' ? expanded.text : undefined;
    }),
  );
}

/** All of them, or none where one is not known. */
function knownOnly(texts: readonly (string | undefined)[]): readonly string[] {
  const known = texts.filter((text) => text !== undefined);
  return known.length === texts.length ? known : [];
}
