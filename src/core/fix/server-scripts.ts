/**
 * What the superuser's sh on a server is asked to do, as text for its standard
 * input: POSIX, nothing needed but od, sed, cp, mv and Linux's /proc. Answers
 * are lines that begin with {@link ANSWER}; contents of files go as octal escapes and come as hexadecimal digits.
 */
import type { Listener } from './server-words.ts';

export const MAIN_FILE = '/etc/ssh/sshd_config';
export const ANSWER = 'idletrace: ';

/** Becomes the superuser's sh, by the login itself or by sudo(8) without a question; else says so and shows the configuration. */
export const ROOT_SHELL = `exec sh -c 'if [ "$(id -u)" = 0 ]; then exec sh; fi; if sudo -n sh -c : 2>/dev/null; then exec sudo -n sh; fi; echo "${ANSWER}no-root"; cat ${MAIN_FILE}'`;

/** `listener PID UNIT-OR-- HEX-OF-ITS-COMMAND-LINE`, or `no-listener`: the topmost sshd above this shell. */
export function whoScript(): string {
  return `PATH="$PATH:/usr/sbin:/usr/local/sbin:/sbin"; LC_ALL=C; export PATH LC_ALL
say() { printf '%s\\n' "${ANSWER}$*"; }
hexof() { od -An -v -tx1 | tr -d ' \\n'; }
who() {
  pid=$$; top=
  while [ -r "/proc/$pid/status" ]; do
    name=$(sed -n 's/^Name:[[:space:]]*//p' "/proc/$pid/status")
    if [ "$name" = sshd ]; then top=$pid; fi
    pid=$(sed -n 's/^PPid:[[:space:]]*//p' "/proc/$pid/status")
  done
  if [ -z "$top" ]; then say no-listener; return; fi
  unit=$(sed -n 's|^.*/\\([^/]*\\.service\\)$|\\1|p' "/proc/$top/cgroup" 2>/dev/null | head -n 1)
  main=$(systemctl show -p MainPID "\${unit:-none}" 2>/dev/null </dev/null)
  if [ "$main" != "MainPID=$top" ]; then unit=-; fi
  say listener "$top" "$unit" "$(tr '\\0' ' ' < "/proc/$top/cmdline" | hexof)"
}
who
`;
}

/** `file HEX` (its path without symbolic links), `content HEX`, `check STATUS HEX` (sshd -t), `settings HEX` (sshd -T), `version HEX`, `end`. */
export function lookScript({ program, words, configPath }: Listener): string {
  const sshd = [program, ...words].map(quoted).join(' ');
  return `look() {
  file=$(readlink -f ${quoted(configPath ?? MAIN_FILE)})
  if [ -f "$file" ]; then say file "$(printf %s "$file" | hexof)"; say content "$(hexof < "$file")"; fi
  said=$(${sshd} -t 2>&1 </dev/null); say check $? "$(printf %s "$said" | hexof)"
  say settings "$(${sshd} -T 2>/dev/null </dev/null | hexof)"
  say version "$(${quoted(program)} -V 2>&1 </dev/null | head -n 2 | hexof)"
  say end
}
look
`;
}

/** `content HEX`, `absent`, or `other` (a link, a folder), of one file. */
export function readScript(path: string): string {
  const name = quoted(path);
  return `if [ -L ${name} ]; then say other; elif [ -f ${name} ]; then say content "$(hexof < ${name})"; elif [ -e ${name} ]; then say other; else say absent; fi
`;
}

export interface ServerReplacement {
  readonly path: string;
  /** `undefined`: there is none. */
  readonly before: Uint8Array | undefined;
  /** `undefined`: there shall be none. */
  readonly after: Uint8Array | undefined;
  /** Of this change; its temporary file and its backup are called after it. */
  readonly id: string;
  /** A backup to be removed when all is well; `undefined`: none. */
  readonly oldBackup: string | undefined;
}

/** Where the old content is kept on the server. */
export function backupOn({ path, id }: Pick<ServerReplacement, 'path' | 'id'>): string {
  return `${path}.idletrace-${id}.before`;
}

/**
 * Replaces a file of sshd's, with sshd -t before and after, and reloads it. Asks
 * twice: after `settings HEX` (of sshd -T) for `go`, after `reloaded` for `keep`; at any other
 * answer, and where the connection ends, everything is put back. Otherwise one of
 * `already`, `changed HEX` (what it is now), `gone`, `refused-before HEX`, `refused-after HEX`, `cannot HEX`, `put-back`, `kept`.
 */
export function replaceScript(change: ServerReplacement, listener: Listener): string {
  const { path, before, after, id, oldBackup } = change;
  const { program, words } = listener;
  const sshd = [program, ...words].map(quoted).join(' ');
  const folder = path.slice(0, path.lastIndexOf('/'));
  const name = path.slice(path.lastIndexOf('/') + 1);
  const holds = (octets: Uint8Array | undefined) =>
    octets === undefined
      ? '[ ! -e "$path" ] && [ ! -L "$path" ]'
      : `[ ! -L "$path" ] && [ -f "$path" ] && [ "$(hexof < "$path")" = ${hexText(octets) || "''"} ]`;
  const written = (octets: Uint8Array) =>
    `write > "$new" && [ "$(hexof < "$new")" = ${hexText(octets) || "''"} ] && { sync "$new" 2>/dev/null || sync; } && mv -f "$new" "$path"`;
  return `trap '' HUP PIPE INT TERM
umask 077
path=${quoted(path)}; folder=${quoted(folder)}; new=${quoted(`${folder}/.${name}.idletrace-${id}`)}; kept=${quoted(backupOn(change))}; made=; reloaded=
check() { said=$(${sshd} -t 2>&1 </dev/null); }
holds_before() { ${holds(before)}; }
holds_after() { ${holds(after)}; }
write() { ${after === undefined ? ':' : octalPrints(after)}; }
reload() { ${reloadCommand(listener)}; }
hexed() { printf %s "$1" | hexof; }
put_back() {
  rm -f "$new"
  if holds_after; then
    ${before === undefined ? 'rm -f "$path"; if [ -n "$made" ]; then rmdir "$folder"; fi' : 'cp -p "$kept" "$new" && mv -f "$new" "$path"'}
  fi
  if holds_before; then rm -f "$kept"; fi
  if [ -n "$reloaded" ]; then reload; fi
}
cannot() { put_back; say cannot "$(hexed "$1")"; }
change() {
  if holds_after; then say already; return; fi
  if ! holds_before; then
    if [ -f "$path" ]; then say changed "$(hexof < "$path")"; else say gone; fi
    return
  fi
  if ! check; then say refused-before "$(hexed "$said")"; return; fi
  ${
    before === undefined
      ? 'if [ ! -d "$folder" ]; then said=$(mkdir -m 755 "$folder" 2>&1) || { cannot "$said"; return; }; made=yes; fi'
      : `said=$(cp -p "$path" "$kept" 2>&1) || { cannot "$said"; return; }
  if [ "$(hexof < "$kept")" != ${hexText(before) || "''"} ]; then cannot 'the backup cannot be read back'; return; fi`
  }
  ${
    after === undefined
      ? 'said=$(rm "$path" 2>&1) || { cannot "$said"; return; }'
      : `${before === undefined ? 'said=' : 'said=$(cp -p "$path" "$new" 2>&1) || { cannot "$said"; return; }'}
  said=$({ ${written(after)}; } 2>&1) || { cannot "$said"; return; }`
  }
  if ! check; then put_back; say refused-after "$(hexed "$said")"; return; fi
  say settings "$(${sshd} -T 2>/dev/null </dev/null | hexof)"
  answer=; read -r answer
  if [ "$answer" != go ]; then put_back; say put-back; return; fi
  reloaded=yes
  said=$(reload 2>&1) || { cannot "sshd was not reloaded: $said"; return; }
  say reloaded
  answer=; read -r answer
  if [ "$answer" != keep ]; then put_back; say put-back; return; fi
  ${after === undefined || oldBackup !== undefined ? 'rm -f "$kept"' : ':'}
  ${oldBackup === undefined ? ':' : `rm -f ${quoted(oldBackup)}`}
  say kept
}
change
`;
}

/** Those of systemd's unit, else SIGHUP to the listener, as the unit itself sends (sshd(8)): running sessions are processes of their own. */
function reloadCommand({ unit, pid }: Listener): string {
  return unit === undefined ? `kill -HUP ${pid}` : `systemctl reload ${quoted(unit)} </dev/null`;
}

/** The octets of hexadecimal digits. */
export function octetsOf(digits: string): Uint8Array {
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function hexText(octets: Uint8Array): string {
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, '0')).join('');
}

/** printf(1)s that write the octets, joined so that each must succeed. */
function octalPrints(octets: Uint8Array): string {
  const prints: string[] = [];
  for (let at = 0; at < octets.length; at += OCTETS_A_PRINT) {
    const escapes = Array.from(
      octets.subarray(at, at + OCTETS_A_PRINT),
      (octet) => `\\${octet.toString(8).padStart(3, '0')}`,
    );
    prints.push(`printf '${escapes.join('')}'`);
  }
  return prints.length === 0 ? ':' : prints.join(' &&\n  ');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** Lines that any shell reads. */
const OCTETS_A_PRINT = 256;
