/** Entries of the journal as journalctl -o json, json-pretty, export and verbose write them. */

export interface JournalEntry {
  readonly program: string;
  readonly pid: number;
  readonly host: string | undefined;
  /** Milliseconds since 1970; `undefined`: the entry does not say. */
  readonly atMs: number | undefined;
  readonly message: string;
}

/** The entry in a line of `-o json`, `json-sse` or `json-seq`; `undefined`: there is none of a program that matters. */
export function jsonEntry(line: string): JournalEntry | undefined {
  if (!MATTERS.test(line)) return undefined;
  try {
    return entryOf(JSON.parse(line.slice(line.indexOf('{'))) as Record<string, unknown>);
  } catch {
    return undefined;
  }
}

/** Gathers the fields of an entry that stands on several lines. */
export class JournalFields {
  private fields: Record<string, unknown> = {};
  private isEmpty = true;

  /** Takes a line of `export`, `verbose` or `json-pretty`; whether it was one of those. Of most fields nothing is kept. */
  take(line: string): boolean {
    const found = /^\s*(?:"([A-Z_][A-Z0-9_]*)" : "?(.*?)"?,?|([A-Z_][A-Z0-9_]*)=(.*))$/.exec(line);
    const name = found?.[1] ?? found?.[3];
    if (found === null || name === undefined) return false;
    if (!FIELDS.has(name)) return true;
    this.fields[name] = found[1] === undefined ? found[4] : unescaped(found[2] ?? '');
    this.isEmpty = false;
    return true;
  }

  /** The entry that is complete now; `undefined`: none of a program that matters. */
  flush(): JournalEntry | undefined {
    if (this.isEmpty) return undefined;
    const entry = entryOf(this.fields);
    this.fields = {};
    this.isEmpty = true;
    return entry;
  }
}

function entryOf(fields: Readonly<Record<string, unknown>>): JournalEntry | undefined {
  const program = textIn(fields['SYSLOG_IDENTIFIER']) ?? textIn(fields['_COMM']) ?? '';
  const message = textIn(fields['MESSAGE']);
  if (message === undefined || !MATTERS.test(program)) return undefined;
  const micros = Number(
    textIn(fields['__REALTIME_TIMESTAMP']) ?? textIn(fields['_SOURCE_REALTIME_TIMESTAMP']),
  );
  return {
    program,
    message,
    pid: Number(textIn(fields['_PID']) ?? textIn(fields['SYSLOG_PID']) ?? 0) || 0,
    host: textIn(fields['_HOSTNAME']),
    atMs: Number.isFinite(micros) && micros > 0 ? Math.floor(micros / 1000) : undefined,
  };
}

/** journalctl writes what is no UTF-8 as a list of bytes. */
function textIn(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return undefined;
  return String.fromCharCode(
    ...value.filter((each): each is number => typeof each === 'number').slice(0, 8192),
  );
}

function unescaped(text: string): string {
  return text.replace(/\\(["\\/])/g, '$1').replace(/\\[tn]/g, ' ');
}

const MATTERS = /sshd|dropbear|systemd-logind/;
const FIELDS: ReadonlySet<string> = new Set([
  'SYSLOG_IDENTIFIER',
  '_COMM',
  'MESSAGE',
  '__REALTIME_TIMESTAMP',
  '_SOURCE_REALTIME_TIMESTAMP',
  '_PID',
  'SYSLOG_PID',
  '_HOSTNAME',
]);
