/**
 * What runs on the server: one line of POSIX sh, the same for every arm. It
 * echoes each line it gets (the client's probe), speaks up when it gets
 * SIGUSR1 (the server's own word on a silent connection), and can pass that
 * signal on to another arm's script: `k PID` through the control arm makes a
 * silent arm's server end speak. A script for `sh` can be handed to the control after a line `i`, up to a
 * line of one dot; it runs beside all that. That one tells the control's script with
 * SIGUSR2 that it has spoken, and the control says `A`. It leaves nothing behind: it ends when its
 * connection ends, with the run (`q` through the control arm ends also those whose connection died
 * without a word), and by itself once the run must be over.
 */

/**
 * The remote command for `ssh destination COMMAND`.
 *
 * `token` marks this run's processes: only a process that carries it in its
 * arguments is ever signalled. `askerPid`: the control arm's script, which asks
 * this one to speak; `undefined`: this is the control's. `lifetimeMs`: after this the script ends, also
 * on a connection that died without a word. No quote, no backslash and no line
 * break inside, so that sh, csh and fish hand it on alike.
 */
export function remoteCommand(token: string, askerPid: number | undefined, lifetimeMs: number): string {
  const lifetimeSeconds = Math.ceil(lifetimeMs / 1000);
  const isMine = `mine() { grep -q ${token} /proc/$1/cmdline 2>/dev/null || ps -o args= -p $1 2>/dev/null | grep -q ${token}; }`;
  // The one that is told must first be deaf to what it tells the others; twice, for those that were just being started.
  const endAll =
    askerPid !== undefined
      ? ''
      : `q) trap "" TERM; for i in 1 2; do for f in $(grep -ls ${token} /proc/[0-9]*/cmdline); do p=\${f#/proc/}; p=\${p%/*}; [ $p = $$ ] || kill $p; done 2>/dev/null; [ $i = 2 ] || sleep 1; done </dev/null >/dev/null 2>&1 & ;; `;
  // The right side of the pipe starts it and is gone, so that this loop goes on once the script has been read.
  const runScript =
    askerPid !== undefined
      ? ''
      : `i) while IFS= read -r m <&3; do case $m in .) break;; esac; printf "%s" "$m"; echo; done | { env \${T:+TMOUT=$T} sh -s ${token} $$ <&4 4<&- & } 4<&0;; `;
  const answer = `case $l in k*) p=\${l#k}; if mine $p; then kill -USR1 $p; else echo "n$p"; fi;; ${endAll}${runScript}*) echo "$l";; esac`;
  const script = [
    // A limit that bash or ksh as sh would put on our own reads, where the account exports one; who reads the server is to see it.
    'T=$TMOUT',
    'unset TMOUT',
    isMine,
    'exec 3<&0',
    // Words to a client that has gone must not end it before it has tidied up.
    'trap "" PIPE',
    `(while IFS= read -r l <&3; do ${answer}; done) & e=$!`,
    askerPid === undefined
      ? 'trap "echo A" USR2'
      : `trap "echo S; mine ${askerPid} && kill -USR2 ${askerPid}" USR1`,
    // Its sleep goes with it, or it would outlive everything else.
    `(sleep ${lifetimeSeconds} & s=$!; trap "kill $s" TERM; wait $s && kill $$) </dev/null >/dev/null 2>&1 & w=$!`,
    SERVER_PROCESS,
    `echo "${token} $$ \${SSH_CONNECTION:-?} \${SHELL:-?} @$b/$t"`,
    'while kill -0 $e 2>/dev/null; do wait $e; done',
    'kill $w 2>/dev/null',
  ].join('; ');
  return `exec sh -c '${script}' ${token}`;
}

/**
 * Into `b` the number of the kernel's start, into `t` the process number and
 * start time (fields 1 and 22 of proc(5), /proc/PID/stat) of the outermost SSH
 * server above us, the one that accepts connections: whether either is another
 * one than before tells a reboot and a restart from a kill. Empty where /proc
 * does not say.
 */
const SERVER_PROCESS = [
  'b=$(cat /proc/sys/kernel/random/boot_id 2>/dev/null)',
  't=',
  'q=$PPID',
  'while [ ${q:-0} -gt 1 ]; do set -- $(cat /proc/$q/stat 2>/dev/null); case $2 in *sshd*|*dropbear*) t=$1-${22}; q=$4;; *) if [ -z $t ]; then q=$4; else q=0; fi;; esac; done',
].join('; ');

/** What the remote script says first. */
export interface Hello {
  readonly pid: number;
  /** `address:port` of the client as the server sees it; `undefined` where the server does not tell. */
  readonly serverSees: string | undefined;
  /** `address:port` that the connection has come to, by the server's own account. */
  readonly serverIs: string | undefined;
  /** Which start of which kernel and of which server program it is; `undefined` where the server does not tell. */
  readonly origin: ServerOrigin | undefined;
  /** The login shell's path; `undefined` where the server does not tell. */
  readonly shell: string | undefined;
}

/** Two of them are alike where they belong to the same run of the same kernel or program. Parts empty: not known. */
export interface ServerOrigin {
  readonly kernel: string;
  readonly program: string;
}

/** Reads the hello out of one line of output; `undefined` where the line is something else (a greeting of the account's). */
export function parseHello(line: string, token: string): Hello | undefined {
  const at = line.indexOf(`${token} `);
  if (at < 0) return undefined;
  const [pid, ...words] = line.slice(at + token.length + 1).split(' ');
  const told = /^@([^/]*)\/(.*)$/.exec(words.at(-1) ?? '');
  const rest = told === null ? words : words.slice(0, -1);
  if (pid === undefined || !/^\d+$/.test(pid)) return undefined;
  const shell = rest.at(-1);
  const [address, port, ownAddress, ownPort] = rest.length >= 5 ? rest : [];
  return {
    pid: Number(pid),
    serverSees: address === undefined || port === undefined ? undefined : endpointText(address, port),
    serverIs:
      ownAddress === undefined || ownPort === undefined ? undefined : endpointText(ownAddress, ownPort),
    origin:
      told?.[1] === undefined || told[2] === undefined ? undefined : { kernel: told[1], program: told[2] },
    shell: shell === undefined || shell === '?' ? undefined : shell,
  };
}

/** `address:port`, an IPv6 address in brackets. */
export function endpointText(address: string, port: number | string): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** Login shells that take a bare newline for nothing but a new prompt: there alone the tool types. */
export function isKnownShell(path: string | undefined): boolean {
  return path !== undefined && KNOWN_SHELLS.has(path.slice(path.lastIndexOf('/') + 1));
}

const KNOWN_SHELLS: ReadonlySet<string> = new Set([
  'sh',
  'bash',
  'dash',
  'ash',
  'ksh',
  'ksh93',
  'mksh',
  'zsh',
  'fish',
  'csh',
  'tcsh',
]);
