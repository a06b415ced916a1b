/**
 * Real runs in the lab: how long the whole trace takes, hop and proof included,
 * against the limit; and what idletrace itself costs while it holds its arms.
 * Needs namespaces; says so where there are none.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Lab, withLab } from '../src/adapters/lab/lab.ts';
import { placeForLabs } from '../src/adapters/lab/privilege.ts';
import { firewallRouter, plainRouter, scenario } from '../src/core/lab/scenario.ts';
import type { Report } from '../src/core/report/model.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/idletrace', import.meta.url));
const LIMITS_S = [17, 20, 23];
const CLOCK_TICKS_PER_S = 100;

try {
  if ((await placeForLabs()) === 'own-namespaces') throw new Error('run it as root');
} catch (error) {
  console.log(`real runs: skipped, no namespaces here: ${(error as Error).message}`);
  process.exit(0);
}

console.log(
  'The whole trace in the lab, 16 connections, 4 hops, the second forgets (bar: 1.35 x limit + 8 s)',
);
console.log('  limit     wall      x limit   bar       bracket              hop  proven cure   logins');
for (const limitS of LIMITS_S) {
  const routers = [
    plainRouter(),
    firewallRouter({ establishedSeconds: limitS }),
    plainRouter(),
    plainRouter(),
  ];
  const { report } = await withLab(scenario({ routers }), (lab) => trace(lab, ['--max', '60s']));
  const { verdict, durationMs, remedies, logins } = report;
  const barMs = 1350 * limitS + 8000;
  console.log(
    `  ${`${limitS} s`.padEnd(9)} ${seconds(durationMs)} ${(durationMs / limitS / 1000).toFixed(2).padEnd(9)} ${seconds(barMs)} ` +
      `${`${verdict.limitMs?.lower}..${verdict.limitMs?.upper} ms`.padEnd(20)} ${String(verdict.hop?.ttl).padEnd(4)} ` +
      `${`every ${remedies[0]?.intervalSeconds} s`.padEnd(13)} ${logins}  ${durationMs <= barMs ? 'within' : 'ABOVE the bar'}`,
  );
}

console.log('\nWhat idletrace costs while it holds its arms (no limit on the path, 20 s of waiting)');
const { report, cost } = await withLab(scenario({ routers: [plainRouter(), plainRouter()] }), (lab) =>
  trace(lab, ['--max', '45s', '--connections', '18'], { fromMs: 16_000, toMs: 36_000 }),
);
if (cost !== undefined) {
  const arms = report.arms.length;
  console.log(`  arms held                      ${arms}`);
  console.log(`  memory of idletrace (peak)     ${cost.peakMb.toFixed(0)} MB       target: under 120 MB`);
  console.log(
    `  processor while waiting        ${(100 * cost.cpuShare).toFixed(2)} % of a core   target: under 1 %`,
  );
  console.log(
    `  packets per arm and hour       ${Math.round(cost.packets / arms / (20 / 3600))} (both ways; the control arm speaks every second, short keepalives are among the arms)`,
  );
}

interface Cost {
  readonly peakMb: number;
  readonly cpuShare: number;
  readonly packets: number;
}

async function trace(
  lab: Lab,
  words: readonly string[],
  sample?: { readonly fromMs: number; readonly toMs: number },
): Promise<{ readonly report: Report; readonly cost: Cost | undefined }> {
  const environment = { ...process.env };
  delete environment.NODE_EXTRA_CA_CERTS;
  const child = lab.exec(
    [
      process.execPath,
      PROGRAM,
      'trace',
      '-F',
      lab.sshConfigPath,
      '--json',
      '--quiet',
      '--no-journal',
      ...words,
      'lab',
    ],
    { stdio: ['ignore', 'pipe', 'inherit'], env: environment },
  );
  let stdout = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const taken = sample === undefined ? undefined : await costOf(lab, child.pid ?? 0, sample);
  await ended;
  return { report: JSON.parse(stdout) as Report, cost: taken };
}

async function costOf(
  lab: Lab,
  pid: number,
  { fromMs, toMs }: { fromMs: number; toMs: number },
): Promise<Cost> {
  await delay(fromMs);
  const [ticks, packets] = [cpuTicks(pid), await packetsAt(lab)];
  await delay(toMs - fromMs);
  const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return {
    peakMb: Number(peak) / 1024,
    cpuShare: (cpuTicks(pid) - ticks) / CLOCK_TICKS_PER_S / ((toMs - fromMs) / 1000),
    packets: (await packetsAt(lab)) - packets,
  };
}

function cpuTicks(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

/** All packets on the client's links but its loopback, both ways. */
async function packetsAt(lab: Lab): Promise<number> {
  const child = lab.exec(['cat', '/proc/net/dev'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout?.setEncoding('utf8').on('data', (part: string) => (text += part));
  await new Promise((resolve) => child.once('close', resolve));
  return text
    .split('\n')
    .filter((line) => line.includes(':') && !line.trim().startsWith('lo:'))
    .map((line) =>
      line
        .slice(line.indexOf(':') + 1)
        .trim()
        .split(/\s+/)
        .map(Number),
    )
    .reduce((sum, fields) => sum + (fields[1] ?? 0) + (fields[9] ?? 0), 0);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`.padEnd(9);
}
