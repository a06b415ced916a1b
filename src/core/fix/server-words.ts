/** The sshd that serves a login, from what its server says of its processes: which program, with which words, reading which file. */

export interface Listener {
  readonly pid: number;
  /** A full path. */
  readonly program: string;
  /** Those that bear on its configuration, as they must stand before `-t` and `-T`. */
  readonly words: readonly string[];
  /** `undefined`: its usual file. */
  readonly configPath: string | undefined;
  /** The systemd unit whose main process it is; `undefined`: none, or there is no systemd. */
  readonly unit: string | undefined;
}

/**
 * From the command line of the topmost sshd above a session. A listener calls
 * itself `sshd: PROGRAM WORDS [listener] …` since OpenSSH 8.2 (sshd.c,
 * prepare_proctitle), before that its command line is the plain one. Where the
 * words were quoted cannot be seen there: `undefined` for whatever is not beyond doubt.
 */
export function listenerOf(pid: number, commandLine: string, unit: string | undefined): Listener | undefined {
  const titled = /^sshd: (\/.*) \[listener\]/.exec(commandLine)?.[1];
  const line = titled ?? (commandLine.startsWith('/') ? commandLine.trim() : undefined);
  const [program, ...rest] = line?.split(' ') ?? [];
  if (program === undefined) return undefined;
  const words: string[] = [];
  let configPath: string | undefined;
  for (let at = 0; at < rest.length; at += 1) {
    const parts = OPTION.exec(rest[at] ?? '');
    if (parts === null) return undefined;
    const [, letter = '', attached = ''] = parts;
    if (letter === '') continue;
    const value = attached === '' ? rest[(at += 1)] : attached;
    if (value === undefined || value === '' || value.startsWith('-')) return undefined;
    if (letter === 'f') configPath = value;
    if (BEARING.includes(letter)) words.push(`-${letter}`, value);
  }
  return { pid, program, words, configPath, unit };
}

/** Flags alone; or flags that take a value, attached or as the next word (sshd(8); those of a test or of inetd are none of a listener). */
const OPTION = /^-(?:[46Ddeq]+|[46Ddeq]*([CEbcfghkopu])(.*))$/;
/** `-h` and `-c`, since sshd -t looks at its keys. */
const BEARING = 'cfhop';
