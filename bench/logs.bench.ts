/**
 * How fast `idletrace logs` reads, and in how much memory, beside programs that only count lines: `grep -c` on the
 * plain file, `zgrep -c` on the packed one. The log is generated anew and removed again; IDLETRACE_BENCH_MB is its size.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { randomOf } from '../test/simulation/random.ts';

const TOOL = fileURLToPath(new URL('../../bin/idletrace', import.meta.url));
const SIZE_MB = Number(process.env['IDLETRACE_BENCH_MB'] ?? 1000);
const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;

/** Constant memory, but for where the collector happens to stand. */
const MOST_GROWTH = 1.5;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov'];

const folder = mkdtempSync(join(tmpdir(), 'idletrace-bench-'));
try {
  const log = join(folder, 'auth.log');
  const lines = generate(log, SIZE_MB * 1e6);
  const sizeMb = statSync(log).size / 1e6;
  console.log(
    `logs: ${sizeMb.toFixed(0)} MB, ${(lines / 1e6).toFixed(1)} million lines, Node ${process.versions.node}\n`,
  );
  console.log(`${''.padEnd(34)} wall s   cpu s  MB/s of cpu  lines/s of cpu  peak MB`);
  report('grep -c sshd', ['sh', '-c', 'grep -c sshd "$0" | cat', log], sizeMb, lines);
  const whole = report('idletrace logs', [process.execPath, TOOL, 'logs', '--quiet', log], sizeMb, lines);
  const quarter = join(folder, 'quarter.log');
  const fewLines = generate(quarter, (SIZE_MB / 4) * 1e6);
  const part = report(
    'idletrace logs (a quarter of it)',
    [process.execPath, TOOL, 'logs', '--quiet', quarter],
    sizeMb / 4,
    fewLines,
  );
  rmSync(quarter);
  report(
    'idletrace logs --jsonl',
    [process.execPath, TOOL, 'logs', '--quiet', '--jsonl', log],
    sizeMb,
    lines,
  );
  spawnSync('gzip', ['-1', log]);
  report('zgrep -c sshd', ['sh', '-c', 'zgrep -c sshd "$0" | cat', `${log}.gz`], sizeMb, lines);
  report('idletrace logs (gzip)', [process.execPath, TOOL, 'logs', '--quiet', `${log}.gz`], sizeMb, lines);
  if (whole !== undefined && part !== undefined) {
    console.log(
      `\nidletrace logs: ${whole.mbPerCpuS.toFixed(0)} MB/s of one core; ${(whole.peakMb / part.peakMb).toFixed(2)} times the memory for four times the log`,
    );
    if (whole.peakMb > part.peakMb * MOST_GROWTH) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

interface Measured {
  readonly mbPerCpuS: number;
  readonly peakMb: number;
}

/** `undefined`: it could not run. grep stops at its first match where it writes to /dev/null, so the baselines write into a pipe. */
function report(
  name: string,
  command: readonly string[],
  sizeMb: number,
  lines: number,
): Measured | undefined {
  const startedAtMs = performance.now();
  // GNU time: user and system seconds, and the peak of the resident set in kilobytes.
  const { stderr, status } = spawnSync('/usr/bin/time', ['-f', '%U %S %M', ...command], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  const wallS = (performance.now() - startedAtMs) / 1000;
  const [user, system, peakKb] = (stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  if (status !== 0 || user === undefined || system === undefined || Number.isNaN(user)) {
    console.log(
      `${name.padEnd(34)} could not run (needs GNU time and ${command[0] ?? ''}): ${stderr.trim()}`,
    );
    return undefined;
  }
  const cpuS = user + system;
  const cells = [
    wallS.toFixed(1).padStart(7),
    cpuS.toFixed(1).padStart(7),
    (sizeMb / cpuS).toFixed(0).padStart(12),
    (lines / cpuS / 1e6).toFixed(2).padStart(14) + 'M',
    ((peakKb ?? 0) / 1000).toFixed(0).padStart(8),
  ];
  console.log(`${name.padEnd(34)}${cells.join(' ')}`);
  return { mbPerCpuS: sizeMb / cpuS, peakMb: (peakKb ?? 0) / 1000 };
}

/** What an auth.log of a server on the internet is made of: six attacks in ten, some sessions, other programs. The number of lines. */
function generate(path: string, sizeBytes: number): number {
  const random = randomOf(1);
  const file = openSync(path, 'w');
  let [written, lines, seconds, pid] = [0, 0, 0, 1000];
  while (written < sizeBytes) {
    const block: string[] = [];
    for (let at = 0; at < 2000; at += 1) {
      seconds += random() * 3;
      pid = 1000 + ((pid - 995 + Math.floor(random() * 5)) % 400_000);
      block.push(
        ...linesOf(
          random(),
          seconds,
          pid,
          `${1 + Math.floor(random() * 250)}.${Math.floor(random() * 250)}.${Math.floor(random() * 250)}.9`,
        ),
      );
    }
    lines += block.length;
    written += writeSync(file, `${block.join('\n')}\n`);
  }
  closeSync(file);
  return lines;
}

// oxlint-disable-next-line max-params -- a bench's own words
function linesOf(kind: number, seconds: number, pid: number, address: string): readonly string[] {
  const [now, later] = [`${stampAt(seconds)} web1`, `${stampAt(seconds + 300)} web1`];
  const port = 1024 + (pid % 60_000);
  const user = `user${pid % 50}`;
  if (kind < 0.6)
    return [
      `${now} sshd[${pid}]: Invalid user admin from ${address} port ${port}`,
      `${now} sshd[${pid}]: pam_unix(sshd:auth): check pass; user unknown`,
      `${now} sshd[${pid}]: pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=${address}`,
      `${now} sshd[${pid}]: Failed password for invalid user admin from ${address} port ${port} ssh2`,
      `${now} sshd[${pid}]: Received disconnect from ${address} port ${port}:11: Bye Bye [preauth]`,
      `${now} sshd[${pid}]: Disconnected from invalid user admin ${address} port ${port} [preauth]`,
    ];
  if (kind < 0.7)
    return [
      `${now} sshd[${pid}]: Accepted publickey for ${user} from ${address} port ${port} ssh2: ED25519 SHA256:abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG`,
      `${now} sshd[${pid}]: pam_unix(sshd:session): session opened for user ${user}(uid=1000) by (uid=0)`,
      `${now} systemd-logind[612]: New session ${pid} of user ${user}.`,
      kind < 0.68
        ? `${later} sshd[${pid + 1}]: Received disconnect from ${address} port ${port}:11: disconnected by user`
        : `${later} sshd[${pid + 1}]: Timeout, client not responding from user ${user} ${address} port ${port}`,
      `${later} sshd[${pid}]: pam_unix(sshd:session): session closed for user ${user}`,
    ];
  return [
    `${now} CRON[${pid}]: pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)`,
    `${now} sudo:   deploy : TTY=pts/0 ; PWD=/srv ; USER=root ; COMMAND=/usr/bin/systemctl reload app`,
    `${now} kernel: [UFW BLOCK] IN=enp2s0 OUT= MAC=01:00:5e:00:00:01 SRC=${address} DST=10.0.0.1 LEN=60`,
  ];
}

function stampAt(seconds: number): string {
  const whole = Math.floor(seconds);
  const day = Math.floor(whole / 86_400) % 330;
  const clock = [Math.floor(whole / 3600) % 24, Math.floor(whole / 60) % 60, whole % 60];
  return `${MONTHS[Math.floor(day / 30)] ?? 'Jan'} ${String((day % 28) + 1).padStart(2)} ${clock.map((part) => String(part).padStart(2, '0')).join(':')}`;
}
