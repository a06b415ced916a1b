/** One line of ssh_config after the other, as `process_config_line` of readconf.c takes them. */
import { type Answer, agreed, answerOf, both } from './answer.ts';
import { CLIENT_KEYWORDS, isKnown, type Keyword } from './client-keywords.ts';
import { COMMAND_LINE, type ClientFile, type ClientRun } from './client-run.ts';
import { judgeClientMatch } from './client-match.ts';
import { DEEPEST_INCLUDE, type Place } from './config-files.ts';
import { columnOf, type ConfigLine, contentOf, type Directive, readLines } from './lines.ts';
import { matchesList, matchesPattern } from './patterns.ts';
import { readValue } from './read-value.ts';
import { type Effect, isSet, obtain, possible } from './settings.ts';
import { expandTokens } from './tokens.ts';
import { hostnameFault } from './canonical-host.ts';

export interface FileContext {
  readonly run: ClientRun;
  /** Whether the file counts at all: that of the block whose `Include` named it. */
  readonly ceiling: Answer;
  /** Files around it. */
  readonly depth: number;
}

interface Reader extends FileContext {
  readonly file: ClientFile;
  /** Whether the block that is being read counts. */
  active: Answer;
  /** The file has a fault, for which ssh ends when it is through with it. */
  faulty: boolean;
}

/** Reads a file into the run. `optional`: it may be missing. */
export function readClientFile(file: ClientFile, context: FileContext): void {
  const { run, ceiling, depth } = context;
  const text = run.world.files.read(file.path);
  const fail = (message: string): void => {
    run.refusals.push({
      place: { file: file.path, line: 1, column: 1 },
      message,
      certain: 'yes',
      namesLine: false,
    });
    run.stopped = true;
  };
  if (depth > DEEPEST_INCLUDE) return fail(`files are included more than ${DEEPEST_INCLUDE} deep`);
  if (text.kind === 'absent') return file.explicit ? fail('there is no such file') : undefined;
  if (text.kind === 'unreadable')
    return file.explicit || depth > 0 ? fail(`cannot be read: ${text.why}`) : undefined;
  if (!file.explicit && text.insecure !== undefined && (file.scope === 'user' || depth > 0)) {
    return fail(text.insecure);
  }
  const reader: Reader = { ...context, file, active: ceiling, faulty: false };
  for (const line of readLines(text.bytes)) {
    if (line.content.kind === 'directive') readDirective(line, line.content, reader);
    if (run.stopped) return undefined;
  }
  if (reader.faulty) run.stopped = true;
  return undefined;
}

/** Reads what stands after `-o`. */
export function readOption(option: string, run: ClientRun): void {
  const content = contentOf(option, (offset) => offset);
  if (content.kind !== 'directive') return;
  const line: ConfigLine = { number: 0, text: option, startOffset: 0, endOffset: option.length, content };
  const file: ClientFile = { path: COMMAND_LINE.file, scope: 'user', explicit: true };
  const reader: Reader = { run, ceiling: 'yes', depth: 0, file, active: 'yes', faulty: false };
  readDirective(line, content, reader);
  if (reader.faulty) run.stopped = true;
}

function readDirective(line: ConfigLine, directive: Directive, reader: Reader): void {
  const { run, file } = reader;
  const { seen, world } = run;
  const report = (effect: Effect | undefined): void => {
    seen.push({ file: file.path, line, directive, active: reader.active, effect });
  };
  if (directive.rest.text === '') {
    refuse(line, directive.keyword.startOffset, `${directive.keyword.text} has no argument`, reader);
    return report(undefined);
  }
  const keyword = CLIENT_KEYWORDS.get(directive.name);
  if (keyword === undefined || !isKnown(keyword, world.build)) {
    const passed = isPassedOver(directive.name, reader);
    if (passed !== 'yes') {
      const message = `${directive.keyword.text} is no keyword that this ssh knows`;
      if (passed === 'no') refuse(line, directive.keyword.startOffset, message, reader);
      else doubt(line, directive.keyword.startOffset, message, reader);
    }
    if (directive.words === undefined) refuse(line, directive.rest.startOffset, UNCLOSED, reader);
    return report(undefined);
  }
  if (directive.words === undefined) {
    refuse(line, directive.rest.startOffset, UNCLOSED, reader);
    return report(undefined);
  }
  if (keyword.value.kind === 'include') {
    report(undefined);
    return readInclude(line, directive, reader);
  }
  if (keyword.value.kind === 'host') readHost(line, directive, reader);
  else if (keyword.value.kind === 'match') readMatch(line, directive, reader);
  else return report(readSetting(line, directive, keyword, reader));
  return report(undefined);
}

function readSetting(
  line: ConfigLine,
  directive: Directive,
  keyword: Keyword,
  reader: Reader,
): Effect | undefined {
  const { run, active } = reader;
  const reading = readValue(keyword.value, directive, run.world);
  if (reading.kind === 'refused') {
    refuse(line, reading.at.startOffset, `${directive.keyword.text} ${reading.message}`, reader);
  }
  if (reading.kind === 'unset' || reading.value === undefined) return undefined;
  const name = keyword.aliasOf ?? keyword.title.toLowerCase();
  const place = placeOf(line, directive.keyword.startOffset, reader);
  const obtained = { value: reading.value, place };
  if (keyword.value.kind === 'jump' && reading.value !== 'none') {
    // A ProxyCommand before it makes it count for nothing, and it makes one after it count for nothing.
    const free = both(active, answerOf(isSet(run.settings, 'proxycommand') !== 'yes'));
    const open =
      isSet(run.settings, 'proxycommand') === 'unknown' || isSet(run.settings, 'proxyjump') === 'unknown';
    if (free === 'no') return active === 'no' ? 'inactive' : 'shadowed';
    const effect = obtain(run.settings, name, obtained, open ? 'unknown' : free);
    if (effect === 'sets' || effect === 'perhaps') {
      obtain(run.settings, 'proxycommand', { value: 'none', place }, open ? 'unknown' : free);
    }
    return effect;
  }
  if (keyword.adds === true) return active === 'yes' ? 'sets' : active === 'no' ? 'inactive' : 'perhaps';
  return obtain(run.settings, name, obtained, active);
}

/** IgnoreUnknown names it: then it may be what it likes. */
function isPassedOver(name: string, { run }: Reader): Answer {
  return agreed(
    possible(run.settings, 'ignoreunknown').map((each) =>
      answerOf(each !== undefined && matchesList(name, each.value, { lowerPatterns: true })),
    ),
  );
}

function readHost(line: ConfigLine, directive: Directive, reader: Reader): void {
  const { run, ceiling } = reader;
  if (reader.depth === 0 && line.number === 0) return refuse(line, 0, 'Host is for files', reader);
  let found: Answer = 'no';
  for (const word of directive.words ?? []) {
    if (word.text === '') {
      refuse(line, word.startOffset, 'Host has an empty pattern', reader);
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

function readMatch(line: ConfigLine, directive: Directive, reader: Reader): void {
  const { run, ceiling } = reader;
  if (line.number === 0) return refuse(line, 0, 'Match is for files', reader);
  const { ask, world, settings } = run;
  const wrong = hostnameFault(run);
  if (wrong !== undefined) {
    run.refusals.push(wrong);
    run.stopped = true;
    return;
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
    refuse(line, directive.rest.startOffset + refusal.offset, `Match ${refusal.message}`, reader);
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

function readInclude(line: ConfigLine, directive: Directive, reader: Reader): void {
  const { run, file, active, depth } = reader;
  if (line.number === 0) return refuse(line, 0, 'Include is for files', reader);
  for (const word of directive.words ?? []) {
    const pattern = word.text;
    if (pattern === '') return refuse(line, word.startOffset, 'Include has an empty argument', reader);
    if (pattern.startsWith('~') && file.scope === 'system') {
      return refuse(
        line,
        word.startOffset,
        'Include of a system file takes no path that begins with ~',
        reader,
      );
    }
    const anchored = /^[/~]/.test(pattern) ? pattern : `${INCLUDE_HOME[file.scope]}/${pattern}`;
    for (const path of run.world.files.glob(anchored)) {
      readClientFile(
        { path, scope: file.scope, explicit: false },
        { run, ceiling: active, depth: depth + 1 },
      );
      if (run.stopped) return undefined;
    }
  }
  return undefined;
}

function refuse(line: ConfigLine, offset: number, message: string, reader: Reader): void {
  const place = placeOf(line, offset, reader);
  reader.run.refusals.push({ place, message, certain: 'yes', namesLine: true });
  reader.faulty = true;
}

/** It may be refused: that depends on what cannot be told. */
function doubt(line: ConfigLine, offset: number, message: string, reader: Reader): void {
  const place = placeOf(line, offset, reader);
  reader.run.refusals.push({ place, message, certain: 'unknown', namesLine: true });
}

function placeOf(line: ConfigLine, offset: number, { file }: Reader): Place {
  return { file: file.path, line: line.number, column: columnOf(line, offset) };
}

const UNCLOSED = 'a quote is opened and not closed';
const INCLUDE_HOME = { user: '~/.ssh', system: '/etc/ssh' } as const;
