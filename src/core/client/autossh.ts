/** autossh command lines in systemd units, crontabs and scripts: the ssh options among their words. */
import { linesOf } from '../edit/text-edit.ts';
import type { ClientFormat } from './format.ts';
import { setSshWords, sshWordsIn } from './ssh-words.ts';

interface CommandLine {
  /** From the word `autossh` to the end of the line, those it goes on in included. */
  readonly command: string;
  readonly at: number;
  readonly lineNumber: number;
}

export const autossh: ClientFormat = {
  client: 'autossh',
  fits: () => true,
  onlyEndsTyping: false,
  read: (text) =>
    commandsIn(text).map(({ command, lineNumber }) => {
      const { intervalSeconds, countMax } = sshWordsIn(command);
      return {
        name: `line ${lineNumber}`,
        host: undefined,
        keepalive:
          intervalSeconds && countMax !== 0 ? { kind: 'ssh', seconds: intervalSeconds } : { kind: 'off' },
        typed: undefined,
        settings: { ServerAliveInterval: intervalSeconds ?? null, ServerAliveCountMax: countMax ?? null },
        notes: [
          ...(/\s-M\s*0\b/.test(command) && !intervalSeconds
            ? ['-M 0 without ServerAliveInterval never notices that the tunnel is dead']
            : []),
          ...(/\s-\w*F\s*\S/.test(command)
            ? ['-F names another ssh_config; options on this line win over it']
            : []),
        ],
      };
    }),
  set: (text, sessions, seconds) =>
    commandsIn(text)
      .filter((_one, index) => sessions.includes(index))
      .flatMap(({ command, at }) => setSshWords(command, seconds, { at, insertAt: NAME.length })),
};

function commandsIn(text: string): readonly CommandLine[] {
  const lines = linesOf(text);
  return lines.flatMap((line, index) => {
    if (index > 0 && lines[index - 1]?.content.endsWith('\\')) return [];
    const start = COMMAND.exec(line.content);
    if (start === null) return [];
    let last = index;
    while (lines[last]?.content.endsWith('\\') && last + 1 < lines.length) last += 1;
    const at = line.startOffset + start[0].length - NAME.length;
    return [{ command: text.slice(at, lines[last]?.contentEndOffset), at, lineNumber: index + 1 }];
  });
}

const NAME = 'autossh';
/** At the place of a command: of a unit, a crontab line, a script; not in a description or a comment. */
const COMMAND =
  /^\s*(?:Exec[A-Za-z]+=[@+!:-]*\s*)?(?:@\w+\s+|(?:[\d*/,-]+\s+){5})?(?:(?:exec|nohup|sudo|env|if|then|do|while)\s+|-[A-Za-z]\s+|[A-Za-z_]\w*=(?:"[^"]*"|\S)*\s+)*(?:[\w.$/{}-]*\/)?autossh(?=\s|$)/;
