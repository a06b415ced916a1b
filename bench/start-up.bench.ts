/** How long `idletrace --help` takes to say it all, side by side with `node -e 0`, which nobody can beat. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const TOOL = fileURLToPath(new URL('../../bin/idletrace', import.meta.url));
const ROUNDS = 25;
/** Reads a large file of certificates at each start of Node 20: 80 ms that are none of ours. */
const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;

const candidates: readonly { name: string; args: readonly string[]; timesMs: number[] }[] = [
  { name: 'node -e 0', args: ['-e', '0'], timesMs: [] },
  { name: 'idletrace --version', args: [TOOL, '--version'], timesMs: [] },
  { name: 'idletrace --help', args: [TOOL, '--help'], timesMs: [] },
];

// In turn, so that a busy moment of the machine falls on all of them.
for (let round = 0; round < ROUNDS; round += 1) {
  for (const { args, timesMs } of candidates) timesMs.push(runMs(args));
}

console.log(`start-up, ms of wall time, ${ROUNDS} starts each, Node ${process.versions.node}\n`);
console.log(`${''.padEnd(22)}    min  median     max`);
for (const { name, timesMs } of candidates) {
  const sorted = timesMs.toSorted((a, b) => a - b);
  const [min, median, max] = [sorted[0]!, sorted[Math.floor(ROUNDS / 2)]!, sorted.at(-1)!];
  console.log(`${name.padEnd(22)} ${[min, median, max].map((ms) => ms.toFixed(1).padStart(6)).join('  ')}`);
}

function runMs(args: readonly string[]): number {
  const startedAtMs = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [...args], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status !== 0) throw new Error(`${args.join(' ')}: exit ${status}: ${stderr.toString()}`);
  return performance.now() - startedAtMs;
}
