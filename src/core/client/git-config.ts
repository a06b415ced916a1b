/**
 * `core.sshCommand` in a git configuration. The last one counts, values may be
 * quoted, escaped and continued (git-config(1), "Syntax").
 */
import { eolOf, insertAfter, linesOf, type TextLine } from '../edit/text-edit.ts';
import type { ClientFormat } from './format.ts';
import { setSshWords, sshWordsIn } from './ssh-words.ts';

interface Found {
  /** The value as written, quotes and all. */
  readonly raw: string;
  readonly at: number;
}

export const gitConfig: ClientFormat = {
  client: 'git',
  fits: () => true,
  onlyEndsTyping: false,
  read(text) {
    const { command } = scan(text);
    const { intervalSeconds, countMax } = sshWordsIn(command?.raw ?? '');
    return [
      {
        name: undefined,
        host: undefined,
        keepalive:
          intervalSeconds && countMax !== 0 ? { kind: 'ssh', seconds: intervalSeconds } : { kind: 'off' },
        typed: undefined,
        settings: { ServerAliveInterval: intervalSeconds ?? null, ServerAliveCountMax: countMax ?? null },
        notes: ['git uses ssh, so what ssh_config says holds too, unless core.sshCommand says otherwise'],
      },
    ];
  },
  set(text, _sessions, seconds) {
    const { command, lastOfCore } = scan(text);
    if (command !== undefined) {
      if (!/^"?(?:[^\s"]*[/\\])?ssh(?:\.exe)?(?:["\s]|$)/i.test(command.raw)) return undefined;
      return setSshWords(command.raw, seconds, { at: command.at, insertAt: command.raw.length });
    }
    const lines = linesOf(text);
    // A last line that a backslash carries on would swallow what is put after it.
    if ((lastOfCore ?? lines.at(-1))?.content.endsWith('\\') === true) return undefined;
    const line = `\tsshCommand = ssh -o ServerAliveInterval=${seconds} -o ServerAliveCountMax=3`;
    return [
      insertAfter(
        lastOfCore ?? lines.at(-1),
        lastOfCore === undefined ? ['[core]', line] : [line],
        eolOf(lines, '\n'),
      ),
    ];
  },
};

/** The last `core.sshCommand`, and the last line of the last `[core]`; `undefined`: there is none. */
function scan(text: string): {
  readonly command: Found | undefined;
  readonly lastOfCore: TextLine | undefined;
} {
  const lines = linesOf(text);
  let inCore = false;
  let command: Found | undefined;
  let lastOfCore: TextLine | undefined;
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at];
    if (line === undefined) break;
    const header = /^\s*\[\s*([A-Za-z0-9.-]+)\s*(?:"(?:[^"\\]|\\.)*")?\s*\]/.exec(line.content);
    if (header !== null) inCore = /^\s*\[core\]/i.test(line.content);
    const from = header?.[0].length ?? 0;
    const key = /^\s*([A-Za-z][A-Za-z0-9-]*)\s*=\s*/.exec(line.content.slice(from));
    const valueAt = line.startOffset + from + (key?.[0].length ?? 0);
    const { end, stop } =
      key === null ? { end: line.contentEndOffset, stop: line.contentEndOffset } : valueEnd(text, valueAt);
    if (inCore && key?.[1]?.toLowerCase() === 'sshcommand')
      command = { raw: text.slice(valueAt, end), at: valueAt };
    while ((lines[at + 1]?.startOffset ?? Infinity) <= stop) at += 1;
    if (inCore && line.content.trim() !== '') lastOfCore = lines[at];
  }
  return { command, lastOfCore };
}

/** Where a value ends, and where on its last line reading stopped: before a comment or the line's end, outside quotes; a backslash carries it over the line's end. */
function valueEnd(text: string, from: number): { readonly end: number; readonly stop: number } {
  let quoted = false;
  let end = from;
  let at = from;
  for (; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === '\\') {
      at += text[at + 1] === '\r' && text[at + 2] === '\n' ? 2 : 1;
      end = Math.min(at + 1, text.length);
      continue;
    }
    if (character === '\n') break;
    if (character === '"') quoted = !quoted;
    if (!quoted && (character === '#' || character === ';')) break;
    if (!/\s/.test(character)) end = at + 1;
  }
  return { end, stop: at };
}
