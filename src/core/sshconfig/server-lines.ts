/** One line of sshd_config after the other, as `process_server_config_line` of servconf.c takes them. */
import { type Answer, both } from './answer.ts';
import { isBefore, isKnown } from './client-keywords.ts';
import { DEEPEST_INCLUDE, type Place } from './config-files.ts';
import { columnOf, type ConfigLine, contentOf, type Directive, type LineContent, linesOf } from './lines.ts';
import { readValue } from './read-value.ts';
import { SERVER_KEYWORDS, type ServerKeyword, SUBSYSTEM_IN_MATCH } from './server-keywords.ts';
import { judgeServerMatch } from './server-match.ts';
import type { RefusalKind, SetBy } from './client-run.ts';
import type { ServerRun } from './server-run.ts';
import { type Effect, obtain } from './settings.ts';

export interface ServerFileContext {
  readonly run: ServerRun;
  readonly depth: number;
  /** Whether the place that named the file counts; at the top of the main file `no` once sshd has started. */
  readonly active: Answer;
  /** What is inside counts at most this much. */
  readonly ceiling: Answer;
  /** The `Include` stands outside of every `Match`: blocks inside count by themselves. */
  readonly outside: boolean;
}

interface Reader extends Omit<ServerFileContext, 'active' | 'outside'> {
  readonly path: string;
  active: Answer;
  outside: boolean;
  faulty: boolean;
}

interface LogicalLine {
  /** The line on which it begins. */
  readonly line: ConfigLine;
  readonly content: LineContent;
  /** As sshd counts, which is less behind a NUL. */
  readonly number: number;
}

export function readServerFile(path: string, context: ServerFileContext): void {
  const { run, depth } = context;
  const fail = (message: string): void => {
    const place = { file: path, line: 1, column: 1 };
    run.refusals.push({ place, message, certain: 'yes', about: 'file', namesLine: false });
    run.stopped = true;
  };
  if (depth > DEEPEST_INCLUDE) return fail(`files are included more than ${DEEPEST_INCLUDE} deep`);
  const text = run.world.files.read(path);
  if (text.kind === 'absent') return fail('there is no such file');
  if (text.kind === 'unreadable') return fail(`cannot be read: ${text.why}`);
  const reader: Reader = { ...context, path, faulty: false };
  for (const logical of logicalLines(text)) {
    const { content } = logical;
    if (content.kind === 'directive') readDirective(logical, content, reader);
    if (run.stopped) return undefined;
  }
  if (reader.faulty) end(reader);
  return undefined;
}

/** sshd drops what follows a NUL, the end of the line too, so that the next line goes on there. */
function logicalLines(file: { readonly bytes: string }): readonly LogicalLine[] {
  const { bytes } = file;
  const lines = linesOf(file);
  if (!bytes.includes('\0'))
    return lines.map((line) => ({ line, content: line.content, number: line.number }));
  const logical: LogicalLine[] = [];
  let text = '';
  let first: ConfigLine | undefined;
  const offsets: number[] = [];
  for (const line of lines) {
    const visible = line.text.replace(/\0[^]*$/, '');
    const blanks = /^[ \t\r]*/.exec(visible)?.[0].length ?? 0;
    first ??= line;
    for (let at = blanks; at < visible.length; at += 1) offsets.push(line.startOffset + at);
    text += visible.slice(blanks);
    if (!text.endsWith('\n') && line.endOffset < bytes.length) continue;
    const { endOffset } = line;
    const places = [...offsets, endOffset];
    const content = contentOf(text, (offset) => places[offset] ?? endOffset);
    logical.push({ line: first, content, number: logical.length + 1 });
    text = '';
    first = undefined;
    offsets.length = 0;
  }
  return logical;
}

function readDirective(logical: LogicalLine, directive: Directive, reader: Reader): void {
  const { run, path } = reader;
  const report = (set: SetBy | undefined): void => {
    run.seen.push({ file: path, line: logical.line, directive, active: reader.active, set });
  };
  if (directive.rest.text === '') {
    refuse(
      logical,
      {
        about: 'syntax',
        offset: directive.keyword.startOffset,
        message: `${directive.keyword.text} has no argument`,
      },
      reader,
    );
    return report(undefined);
  }
  const found = SERVER_KEYWORDS.get(directive.name);
  const keyword = found !== undefined && isKnown(found, run.world.build) ? found : undefined;
  if (keyword === undefined) {
    const message = `${directive.keyword.text} is no keyword that this sshd knows`;
    refuse(logical, { about: 'keyword', offset: directive.keyword.startOffset, message }, reader);
  }
  if (directive.words === undefined) {
    refuse(
      logical,
      { about: 'syntax', offset: directive.rest.startOffset, message: 'a quote is opened and not closed' },
      reader,
    );
    return report(undefined);
  }
  if (
    reader.active !== 'yes' &&
    !isForMatch(keyword, run) &&
    !countsInside(keyword, logical, directive, reader)
  ) {
    return report(undefined);
  }
  if (keyword === undefined) return report(undefined);
  if (keyword.value.kind === 'include') {
    report(undefined);
    return readInclude(logical, directive, reader);
  }
  if (keyword.value.kind !== 'match') return report(readSetting(logical, directive, keyword, reader));
  readMatch(logical, directive, reader);
  return report(undefined);
}

function isForMatch(keyword: ServerKeyword | undefined, { world: { build } }: ServerRun): boolean {
  const since = keyword?.inMatchSince;
  return keyword?.inMatch === true || (since !== undefined && !isBefore(build.version, since));
}

/** A keyword that is only for all connections, inside a block: sshd does not start; afterwards it passes over it. */
function countsInside(
  keyword: ServerKeyword | undefined,
  logical: LogicalLine,
  directive: Directive,
  reader: Reader,
): boolean {
  if (reader.run.connection !== undefined) return reader.active === 'unknown' && keyword !== undefined;
  const message = `${directive.keyword.text} is not allowed inside a Match block`;
  refuse(logical, { about: 'inside-match', offset: directive.keyword.startOffset, message }, reader);
  end(reader);
  return false;
}

function readSetting(
  logical: LogicalLine,
  directive: Directive,
  keyword: ServerKeyword,
  reader: Reader,
): SetBy | undefined {
  const { run, active } = reader;
  const reading = readValue(keyword.value, directive, run.world);
  if (reading.kind === 'refused') {
    const message = `${directive.keyword.text} ${reading.message}`;
    refuse(logical, { about: 'value', offset: reading.at.startOffset, message }, reader);
    // All but a few errors of values end sshd at once; more words than it takes do not.
    if (reading.value === undefined && !isCounted(keyword, reading.at.text)) end(reader);
    return undefined;
  }
  if (reading.kind === 'unset') return undefined;
  if (isSecondOfSubsystem(keyword, directive, reader)) {
    const message = `${directive.words?.[0]?.text ?? ''} is a subsystem already`;
    refuse(logical, { about: 'value', offset: directive.rest.startOffset, message }, reader);
    end(reader);
    return undefined;
  }
  const name = keyword.aliasOf ?? keyword.title.toLowerCase();
  const by = (effect: Effect): SetBy => ({ name, value: reading.value ?? '', effect });
  if (keyword.adds === true) return by(active === 'yes' ? 'sets' : active === 'no' ? 'inactive' : 'perhaps');
  const place = placeOf(logical, directive.keyword.startOffset, reader);
  const isLast = keyword.last === true || isNoTimeout(name, directive);
  if (isLast && active === 'yes') run.settings.delete(name);
  return by(obtain(run.settings, name, { value: reading.value, place }, active));
}

/** Until 9.5 sshd did not start where a subsystem was named twice; since then the first one counts. */
function isSecondOfSubsystem(
  { title }: ServerKeyword,
  { words }: Directive,
  { run: { seen, world }, active }: Reader,
): boolean {
  if (title !== 'Subsystem' || active !== 'yes' || !isBefore(world.build.version, SUBSYSTEM_IN_MATCH))
    return false;
  return seen.some(
    ({ set, directive }) =>
      set?.name === 'subsystem' && set.effect === 'sets' && directive.words?.[0]?.text === words?.[0]?.text,
  );
}

/** `UnusedConnectionTimeout none` counts even behind another value (servconf.c, sUnusedConnectionTimeout). */
function isNoTimeout(name: string, { words }: Directive): boolean {
  return name === 'unusedconnectiontimeout' && words?.[0]?.text.toLowerCase() === 'none';
}

/** The few faults that are counted, for which sshd ends at the end of the file. */
function isCounted({ value, title }: ServerKeyword, wrong: string): boolean {
  if (title === 'ChannelTimeout') return wrong.toLowerCase() === 'none';
  return value.kind === 'words' || COUNTED.has(title);
}

function readMatch(logical: LogicalLine, directive: Directive, reader: Reader): void {
  const { run, ceiling } = reader;
  const connection = ceiling === 'no' ? undefined : run.connection;
  const { answer, refusal } = judgeServerMatch(directive.rest.text, connection, run.world);
  reader.outside = false;
  if (refusal !== undefined) {
    const offset = directive.rest.startOffset + refusal.offset;
    const isMute = !refusal.namesLine;
    refuse(logical, { about: 'match', offset, message: `Match ${refusal.message}`, isMute }, reader);
    reader.active = 'no';
    return end(reader);
  }
  reader.active = both(ceiling, answer);
}

function readInclude(logical: LogicalLine, directive: Directive, reader: Reader): void {
  const { run, depth, active, outside } = reader;
  const words = directive.words ?? [];
  if (words.length === 0) {
    refuse(
      logical,
      { about: 'syntax', offset: directive.rest.startOffset, message: 'Include names no file' },
      reader,
    );
    end(reader);
  }
  for (const { text, startOffset } of words) {
    if (text === '')
      return refuse(
        logical,
        { about: 'syntax', offset: startOffset, message: 'Include has an empty argument' },
        reader,
      );
    // sshd knows no homes: a path with ~ is looked for by that name.
    const pattern = text.startsWith('/') ? text : text.startsWith('~') ? `./${text}` : `/etc/ssh/${text}`;
    const ceiling = outside && run.connection !== undefined ? 'yes' : active;
    for (const path of run.world.files.glob(pattern)) {
      readServerFile(path, { run, depth: depth + 1, active, ceiling, outside });
      if (run.stopped) return undefined;
    }
  }
  return undefined;
}

function placeOf({ line }: LogicalLine, offset: number, { path }: Reader): Place {
  return { file: path, line: line.number, column: columnOf(line, offset) };
}

interface Fault {
  readonly about: RefusalKind;
  /** In the whole text. */
  readonly offset: number;
  readonly message: string;
  /** sshd's message says no file and line. */
  readonly isMute?: boolean;
}

function refuse(
  logical: LogicalLine,
  { about, offset, message, isMute = false }: Fault,
  reader: Reader,
): void {
  const { run } = reader;
  const place = placeOf(logical, offset, reader);
  const namesLine = !isMute && logical.number === logical.line.number && run.connection === undefined;
  run.refusals.push({ place, message, certain: 'yes', about, namesLine });
  reader.faulty = true;
}

/** sshd ends here. */
function end({ run }: Reader): void {
  if (!run.world.readsOn) run.stopped = true;
}

const COUNTED: ReadonlySet<string> = new Set(['AuthorizedKeysFile', 'PubkeyAuthOptions']);
