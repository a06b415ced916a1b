/** What the script on the server printed, by the names of its sections. Never throws, whatever the text. */
import { LAST_SECTION, SECTION_MARK } from './server-script.ts';

/** `ran`: a program, which may well have failed. */
export type SectionStatus = 'read' | 'denied' | 'absent' | 'unknown' | 'ran';

export interface Section {
  readonly name: string;
  readonly status: SectionStatus;
  /** Of a program; `undefined`: none ran. */
  readonly exitStatus: number | undefined;
  /** The file, or the command. */
  readonly where: string;
  readonly lines: readonly string[];
}

export interface Sections {
  readonly all: readonly Section[];
  /** All of it came; false: the server was slow, or the script was ended. */
  readonly complete: boolean;
  /** The first of that name; `undefined`: it never came. */
  get(name: string): Section | undefined;
}

export function parseSections(text: string): Sections {
  const all: (Section & { lines: string[] })[] = [];
  for (const line of text.split('\n')) {
    const own = line.startsWith(SECTION_MARK)
      ? line.slice(SECTION_MARK.length).replace(/\r$/, '')
      : undefined;
    if (own === undefined) continue;
    if (own.startsWith('| ')) all.at(-1)?.lines.push(own.slice(2));
    else if (own.startsWith('= ')) all.push(headOf(own.slice(2)));
  }
  return {
    all,
    complete: all.some(({ name }) => name === LAST_SECTION),
    get: (wanted) => all.find(({ name }) => name === wanted),
  };
}

function headOf(text: string): Section & { lines: string[] } {
  const [name = '', status = '', ...rest] = text.split(' ');
  const ran = status === 'ran';
  const exitStatus = ran ? Number(rest[0]) : Number.NaN;
  return {
    name,
    status: STATUSES.has(status) ? (status as SectionStatus) : 'unknown',
    exitStatus: Number.isInteger(exitStatus) ? exitStatus : undefined,
    where: (ran ? rest.slice(1) : rest).join(' '),
    lines: [],
  };
}

/** The words behind `key` in a section of `key words` lines; `undefined`: no such line, or nothing behind it. */
export function wordsAfter(section: Section | undefined, key: string): string | undefined {
  const line = section?.lines.find((each) => each.startsWith(`${key} `));
  const words = line?.slice(key.length + 1).trim();
  return words === '' ? undefined : words;
}

const STATUSES: ReadonlySet<string> = new Set(['read', 'denied', 'absent', 'unknown', 'ran']);
