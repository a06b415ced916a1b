/** One line of ssh_config after the other, as `process_config_line` of readconf.c takes them. */
import { type Answer, agreed, answerOf, both } from './answer.ts';
import { readHost, readMatch } from './client-blocks.ts';
import { CLIENT_KEYWORDS, isKnown, type Keyword } from './client-keywords.ts';
import { doubt, type FileContext, placeOf, type Reader, refuse } from './client-reader.ts';
import { COMMAND_LINE, type ClientFile, type ClientRun, type SetBy } from './client-run.ts';
import { DEEPEST_INCLUDE } from './config-files.ts';
import { type ConfigLine, contentOf, type Directive, linesOf } from './lines.ts';
import { matchesList } from './patterns.ts';
import { readValue } from './read-value.ts';
import { type Effect, isSet, obtain, possible } from './settings.ts';

/** Reads a file into the run. `optional`: it may be missing. */
export function readClientFile(file: ClientFile, context: FileContext): void {
  const { run, ceiling, depth } = context;
  const text = run.world.files.read(file.path);
  const note = (message: string): void => {
    run.refusals.push({
      place: { file: file.path, line: 1, column: 1 },
      message,
      certain: 'yes',
      about: 'file',
      namesLine: false,
    });
  };
  const fail = (message: string): void => {
    note(message);
    run.stopped = true;
  };
  if (depth > DEEPEST_INCLUDE) return fail(`files are included more than ${DEEPEST_INCLUDE} deep`);
  if (text.kind === 'absent') return file.explicit ? fail('there is no such file') : undefined;
  if (text.kind === 'unreadable')
    return file.explicit || depth > 0 ? fail(`cannot be read: ${text.why}`) : undefined;
  if (!file.explicit && text.insecure !== undefined && (file.scope === 'user' || depth > 0)) {
    if (!run.world.readsOn) return fail(text.insecure);
    note(text.insecure);
  }
  const reader: Reader = { ...context, file, active: ceiling, faulty: false };
  for (const line of linesOf(text)) {
    if (line.content.kind === 'directive') readDirective(line, line.content, reader);
    if (run.stopped) return undefined;
  }
  if (reader.faulty && !run.world.readsOn) run.stopped = true;
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
  if (reader.faulty && !run.world.readsOn) run.stopped = true;
}

function readDirective(line: ConfigLine, directive: Directive, reader: Reader): void {
  const { run, file } = reader;
  const { seen, world } = run;
  const report = (set: SetBy | undefined): void => {
    seen.push({ file: file.path, line, directive, active: reader.active, set });
  };
  if (directive.rest.text === '') {
    refuse(
      line,
      {
        about: 'syntax',
        offset: directive.keyword.startOffset,
        message: `${directive.keyword.text} has no argument`,
      },
      reader,
    );
    return report(undefined);
  }
  const keyword = CLIENT_KEYWORDS.get(directive.name);
  if (keyword === undefined || !isKnown(keyword, world.build)) {
    const passed = isPassedOver(directive.name, reader);
    if (passed !== 'yes') {
      const message = `${directive.keyword.text} is no keyword that this ssh knows`;
      if (passed === 'no')
        refuse(line, { about: 'keyword', offset: directive.keyword.startOffset, message }, reader);
      else doubt(line, { about: 'keyword', offset: directive.keyword.startOffset, message }, reader);
    }
    if (directive.words === undefined)
      refuse(line, { about: 'syntax', offset: directive.rest.startOffset, message: UNCLOSED }, reader);
    return report(undefined);
  }
  if (directive.words === undefined) {
    refuse(line, { about: 'syntax', offset: directive.rest.startOffset, message: UNCLOSED }, reader);
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
): SetBy | undefined {
  const { run, active } = reader;
  const reading = readValue(keyword.value, directive, run.world);
  if (reading.kind === 'refused') {
    refuse(
      line,
      {
        about: 'value',
        offset: reading.at.startOffset,
        message: `${directive.keyword.text} ${reading.message}`,
      },
      reader,
    );
  }
  if (reading.kind === 'unset' || reading.value === undefined) return undefined;
  const name = keyword.aliasOf ?? keyword.title.toLowerCase();
  const by = (effect: Effect): SetBy => ({ name, value: reading.value ?? '', effect });
  const place = placeOf(line, directive.keyword.startOffset, reader);
  const obtained = { value: reading.value, place };
  if (keyword.value.kind === 'jump' && reading.value !== 'none') {
    // A ProxyCommand before it makes it count for nothing, and it makes one after it count for nothing.
    const free = both(active, answerOf(isSet(run.settings, 'proxycommand') !== 'yes'));
    const open =
      isSet(run.settings, 'proxycommand') === 'unknown' || isSet(run.settings, 'proxyjump') === 'unknown';
    if (free === 'no') return by(active === 'no' ? 'inactive' : 'shadowed');
    const effect = obtain(run.settings, name, obtained, open ? 'unknown' : free);
    if (effect === 'sets' || effect === 'perhaps') {
      obtain(run.settings, 'proxycommand', { value: 'none', place }, open ? 'unknown' : free);
    }
    return by(effect);
  }
  if (keyword.adds === true) return by(active === 'yes' ? 'sets' : active === 'no' ? 'inactive' : 'perhaps');
  return by(obtain(run.settings, name, obtained, active));
}

/** IgnoreUnknown names it: then it may be what it likes. */
function isPassedOver(name: string, { run }: Reader): Answer {
  return agreed(
    possible(run.settings, 'ignoreunknown').map((each) =>
      answerOf(each !== undefined && matchesList(name, each.value, { lowerPatterns: true })),
    ),
  );
}

function readInclude(line: ConfigLine, directive: Directive, reader: Reader): void {
  const { run, file, active, depth } = reader;
  if (line.number === 0)
    return refuse(line, { about: 'syntax', offset: 0, message: 'Include is for files' }, reader);
  for (const word of directive.words ?? []) {
    const pattern = word.text;
    if (pattern === '')
      return refuse(
        line,
        { about: 'syntax', offset: word.startOffset, message: 'Include has an empty argument' },
        reader,
      );
    if (pattern.startsWith('~') && file.scope === 'system') {
      return refuse(
        line,
        {
          about: 'syntax',
          offset: word.startOffset,
          message: 'Include of a system file takes no path that begins with ~',
        },
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

const UNCLOSED = 'a quote is opened and not closed';
const INCLUDE_HOME = { user: '~/.ssh', system: '/etc/ssh' } as const;
