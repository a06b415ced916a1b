/**
 * ansible.cfg: words for ssh. `ssh_args` comes first on Ansible's command line
 * and so wins; setting it replaces Ansible's own default, so what is new goes
 * into `ssh_common_args` (plugins/connection/ssh.py).
 */
import { type Dialect, entriesIn, type KeyedEntry, readKeyed, setValues } from '../edit/keyed-lines.ts';
import { applyEdits, linesOf } from '../edit/text-edit.ts';
import type { ClientFormat } from './format.ts';
import { setSshWords, sshWordsIn } from './ssh-words.ts';

/** Python's configparser with Ansible's options: `key = value` or `key: value`, `;` after a space begins a comment. */
const DIALECT: Dialect = {
  section: (content) => /^\[([^\]]+)\]/.exec(content)?.[1],
  entry(content) {
    const parts = /^([^\s=:#;][^=:]*?)(\s*[=:][ \t]*)/.exec(content);
    if (parts === null) return undefined;
    const valueAt = parts[0].length;
    const rest = content.slice(valueAt);
    const comment = /(?:^|\s);/.exec(rest);
    const value = (comment === null ? rest : rest.slice(0, comment.index)).trimEnd();
    return { key: parts[1] ?? '', valueAt, valueEnd: valueAt + value.length };
  },
  same: (a, b) => a.toLowerCase() === b.toLowerCase(),
  duplicates: 'last',
  eol: '\n',
};

export const ansible: ClientFormat = {
  client: 'ansible',
  fits: () => true,
  onlyEndsTyping: false,
  read(text) {
    const own = argumentsIn(text).map(({ command }) => sshWordsIn(command));
    const intervalSeconds = own.find((one) => one.intervalSeconds !== undefined)?.intervalSeconds;
    const countMax = own.find((one) => one.countMax !== undefined)?.countMax;
    return [
      {
        name: undefined,
        host: undefined,
        keepalive:
          intervalSeconds && countMax !== 0 ? { kind: 'ssh', seconds: intervalSeconds } : { kind: 'off' },
        typed: undefined,
        settings: { ServerAliveInterval: intervalSeconds ?? null, ServerAliveCountMax: countMax ?? null },
        notes: [],
      },
    ];
  },
  set(text, _sessions, seconds) {
    const found = argumentsIn(text);
    const home =
      found.find(({ command }) => sshWordsIn(command).intervalSeconds !== undefined) ??
      found.find(({ key }) => key === COMMON);
    if (home !== undefined)
      return setSshWords(home.command, seconds, { at: home.at, insertAt: home.firstLineLength });
    const keyed = readKeyed(text, DIALECT);
    const hasSection = keyed.sections.some(({ name }) => name === SECTION);
    const value = applyEdits('', setSshWords('', seconds, { at: 0, insertAt: 0 }));
    const line = { key: COMMON, value, newLine: `${COMMON} = ${value}` };
    const header = { key: '[', value: '', newLine: `[${SECTION}]` };
    return setValues(keyed, SECTION, hasSection ? [line] : [header, line], DIALECT);
  },
};

interface Arguments {
  readonly key: string;
  /** The value with the lines that continue it. */
  readonly command: string;
  readonly at: number;
  readonly firstLineLength: number;
}

/** `ssh_args`, then `ssh_common_args`: the order in which ssh meets them. */
function argumentsIn(text: string): readonly Arguments[] {
  const entries = entriesIn(readKeyed(text, DIALECT), SECTION, DIALECT);
  return ['ssh_args', COMMON].flatMap((key) => {
    const entry = entries.findLast((one) => DIALECT.same(one.key, key));
    return entry === undefined ? [] : [{ key, ...withContinuation(text, entry) }];
  });
}

function withContinuation(
  text: string,
  { startOffset, endOffset, line }: KeyedEntry,
): Omit<Arguments, 'key'> {
  let end = endOffset;
  const after = line.contentEndOffset + line.eol.length;
  for (const next of linesOf(text.slice(after))) {
    if (!/^\s+\S/.test(next.content) || /^\s*[#;]/.test(next.content)) break;
    end = after + next.contentEndOffset;
  }
  return { command: text.slice(startOffset, end), at: startOffset, firstLineLength: endOffset - startOffset };
}

const SECTION = 'ssh_connection';
const COMMON = 'ssh_common_args';
