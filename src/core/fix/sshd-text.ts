/**
 * Where ClientAliveInterval can be written in an sshd_config: global, so above
 * the first `Match`; and above what is included there, since the first value wins.
 */
import { applyEdits, eolOf } from '../edit/text-edit.ts';
import { type ConfigDirective, readConfigText } from './openssh-text.ts';

export interface ServerText {
  /** Global value in the text itself, as written; `undefined`: none. */
  readonly value: string | undefined;
  /** The folder of drop-ins, a full path, that is read before any value of the text; `undefined`: none is. */
  readonly dropInFolder: string | undefined;
  /** Line numbers of values inside `Match` blocks, which win for those they match. */
  readonly inMatch: readonly number[];
}

export function readServerText(text: string): ServerText {
  const { blocks } = readConfigText(text);
  const globals = blocks[0]?.directives ?? [];
  const own = globals.find(isInterval);
  const include = globals.find(
    (one) => one.name === 'include' && one.words.some((word) => word.endsWith(EVERY_CONF)),
  );
  const isFirst = include !== undefined && (own === undefined || include.lineNumber < own.lineNumber);
  const pattern = include?.words.find((word) => word.endsWith(EVERY_CONF));
  return {
    value: own?.words[0],
    dropInFolder: isFirst && pattern !== undefined ? folderOf(pattern) : undefined,
    inMatch: blocks
      .slice(1)
      .flatMap(({ directives }) => directives.filter(isInterval).map(({ lineNumber }) => lineNumber)),
  };
}

function folderOf(pattern: string): string {
  const folder = pattern.slice(0, -EVERY_CONF.length);
  return folder.startsWith('/') ? folder : `${SSHD_FOLDER}/${folder}`;
}

export function withInterval(
  text: string,
  seconds: number,
): { readonly after: string; readonly why: string } {
  const { blocks, lines } = readConfigText(text);
  const eol = eolOf(lines, '\n');
  const globals = blocks[0]?.directives ?? [];
  const own = globals.find(isInterval);
  const include = globals.find(({ name }) => name === 'include');
  if (own !== undefined && (include === undefined || own.lineNumber < include.lineNumber)) {
    return {
      after: applyEdits(text, [
        { startOffset: own.startOffset, endOffset: own.endOffset, insert: String(seconds) },
      ]),
      why: `it replaces the value on line ${own.lineNumber}`,
    };
  }
  const line = `${KEYWORD} ${seconds}`;
  const [, firstMatch] = blocks;
  const above = include === undefined ? firstMatch?.firstLine : include.lineNumber;
  if (above === undefined) {
    const last = lines.at(-1);
    const insert = last?.eol === '' ? `${eol}${line}` : `${line}${eol}`;
    return {
      after: text + insert,
      why: 'at the end of the file, which has no Match block',
    };
  }
  const at = lines[above - 1]?.startOffset ?? 0;
  return {
    after: applyEdits(text, [{ startOffset: at, endOffset: at, insert: `${line}${eol}` }]),
    why:
      include === undefined
        ? `above the first Match (line ${firstMatch?.head?.lineNumber ?? above}): below it, it would hold for some connections only`
        : `above the Include on line ${include.lineNumber}: the first value wins, and what is included may have one`,
  };
}

function isInterval({ name, words }: ConfigDirective): boolean {
  return name === KEYWORD.toLowerCase() && words.length > 0;
}

const KEYWORD = 'ClientAliveInterval';
/** What a relative Include counts from, wherever the file itself is (sshd_config(5)). */
const SSHD_FOLDER = '/etc/ssh';
const EVERY_CONF = '/*.conf';
