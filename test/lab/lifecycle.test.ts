/** Labs come and go without a trace: the commands `idletrace lab …` as processes of their own, and their ends. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { bringUp, withLab } from '../../src/adapters/lab/lab.ts';
import { realIds } from '../../src/adapters/lab/privilege.ts';
import { listLabs, namespacesByLab, ownerState } from '../../src/adapters/lab/run-directory.ts';
import { plainRouter, scenario, server } from '../../src/core/lab/scenario.ts';
import { whyNoLab } from './needs-lab.ts';

const skip = await whyNoLab();
const rootOnly =
  skip === false && realIds() !== undefined ? 'needs root: it runs commands as another user' : skip;
const ONE_HOP = scenario({ routers: [plainRouter()] });

test('lab run passes on output and exit status, and leaves nothing', { skip }, async () => {
  const run = labCommand(
    'run',
    'no-limit',
    '--',
    'sh',
    '-c',
    'echo $LAB_ID; echo $IDLETRACE_LAB_SSH_CONFIG; exit 7',
  );
  const status = await run.ended;

  const [labId = '', sshConfigPath = ''] = run.out().trim().split('\n');
  assert.equal(status, 7);
  assert.match(labId, /^[0-9a-f]{6}$/);
  assert.equal(namespacesByLab().has(labId), false);
  assert.equal(existsSync(sshConfigPath), false);
});

test('a signal ends the command of lab run, then the lab', { skip }, async () => {
  const run = labCommand('run', 'no-limit', '--', 'sh', '-c', 'echo $LAB_ID; exec sleep 600');
  const labId = (await run.heard(/^([0-9a-f]{6})\n/))[1] ?? '';
  assert.equal(namespacesByLab().has(labId), true);

  run.child.kill('SIGTERM');

  assert.equal(await run.ended, 143);
  assert.equal(namespacesByLab().has(labId), false);
});

test('the lab of a killed owner is found and removed by the next one, its processes too', {
  skip,
}, async () => {
  const run = labCommand('run', 'no-limit', '--', 'sh', '-c', 'echo $LAB_ID $$; exec sleep 600');
  const [, labId = '', pid = ''] = await run.heard(/^([0-9a-f]{6}) (\d+)\n/);
  // Not its `close`: the orphan still holds the pipe.
  const exited = new Promise((resolve) => run.child.once('exit', resolve));
  run.child.kill('SIGKILL');
  await exited;

  await withLab(ONE_HOP, async () => Promise.resolve());

  assert.equal(namespacesByLab().has(labId), false);
  assert.equal(
    listLabs().some((note) => note.labId === labId),
    false,
  );
  assert.equal(isRunning(pid), false);
});

test('lab down ends what lab up keeps, and leaves alone what a living command uses', { skip }, async () => {
  const up = labCommand('up', 'no-limit');
  const [, labId = ''] = await up.heard(/^lab ([0-9a-f]{6}) is up[^]*Ctrl-C/);

  const [down, own] = await withLab(ONE_HOP, async (lab) => {
    const command = labCommand('down');
    await command.ended;
    return [command.out(), { id: lab.id, there: namespacesByLab().has(lab.id) }] as const;
  });

  assert.match(down, new RegExp(`^lab ${labId} is down$`, 'm'));
  assert.match(down, new RegExp(`^lab ${own.id} is in use by process ${process.pid}`, 'm'));
  assert.deepEqual([await up.ended, own.there, namespacesByLab().has(labId)], [0, true, false]);
});

test('an error inside withLab takes the lab down and comes out', { skip }, async () => {
  let labId = '';
  await assert.rejects(
    withLab(ONE_HOP, async (lab) => {
      labId = lab.id;
      return Promise.reject(new Error('planted'));
    }),
    /planted/,
  );

  assert.equal(namespacesByLab().has(labId), false);
});

test('an sshd that cannot start is told in one line, and the half-built lab is gone', { skip }, async () => {
  const before = listLabs().length;
  const broken = { ...ONE_HOP, server: server({ sshdOptions: new Map([['NoSuchKeyword', 'yes']]) }) };

  await assert.rejects(bringUp(broken), {
    code: 'LAB_FAILED',
    message: /sshd did not start: .*bad configuration option/i,
  });

  assert.equal(listLabs().filter((note) => ownerState(note) === 'alive').length <= before, true);
});

test('several labs are up side by side, with the same addresses', { skip }, async () => {
  const greetings = await withLab(ONE_HOP, async (one) =>
    withLab(ONE_HOP, async (other) => {
      assert.equal(one.serverAddress, other.serverAddress);
      return Promise.all([one, other].map(async (lab) => outputOf(sshIn(lab, 'echo $SSH_CONNECTION'))));
    }),
  );

  for (const greeting of greetings) assert.match(greeting, /^10\.1\.0\.2 \d+ 10\.2\.0\.2 22\n$/);
});

test('a session writes neither to the machine’s home nor to its login records', { skip }, async () => {
  const before = recordSizes();

  const listing = await withLab(ONE_HOP, async (lab) =>
    outputOf(sshIn(lab, 'touch ~/planted; ls -A ~', '-tt')),
  );

  assert.equal(listing.trim(), 'planted');
  assert.deepEqual(recordSizes(), before);
});

test('a cut link carries nothing, and everything again afterwards', { skip }, async () => {
  const [during, after] = await withLab(ONE_HOP, async (lab) => {
    const mended = lab.cut(2, 2000);
    const tooEarly = await statusOf(sshIn(lab, 'true', '-o', 'ConnectTimeout=1'));
    await mended;
    return [tooEarly, await statusOf(sshIn(lab, 'true'))];
  });

  assert.deepEqual([during, after], [255, 0]);
});

test('commands of a lab made for an ordinary user are that user’s', { skip: rootOnly }, async () => {
  const [who, files, login] = await withLab(
    ONE_HOP,
    async (lab) =>
      Promise.all([
        outputOf(lab.exec(['sh', '-c', 'id -un; echo $HOME'], { stdio: ['ignore', 'pipe', 'inherit'] })),
        Promise.resolve(statSync(lab.sshConfigPath).uid),
        outputOf(sshIn(lab, 'echo in')),
      ]),
    { user: 'nobody' },
  );

  const [name, home = ''] = who.trim().split('\n');
  assert.deepEqual([name, login], ['nobody', 'in\n']);
  assert.match(dirname(home), /idletrace-lab-/);
  assert.notEqual(files, process.getuid?.());
});

function labCommand(...args: readonly string[]) {
  const main = fileURLToPath(new URL('../../src/main.js', import.meta.url));
  const child = spawn(process.execPath, [main, 'lab', ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  const waiting = new Set<() => void>();
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
    for (const look of waiting) look();
  });
  const ended = statusOf(child);
  const heard = async (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const match = pattern.exec(out);
        if (match === null) return;
        waiting.delete(look);
        resolve(match);
      };
      waiting.add(look);
      look();
      void ended.then((status) => reject(new Error(`ended with ${status} before it said ${pattern}`)));
    });
  return { child, ended, heard, out: () => out };
}

function sshIn(
  lab: Parameters<Parameters<typeof withLab>[1]>[0],
  command: string,
  ...flags: string[]
): ChildProcess {
  return lab.exec(['ssh', '-q', ...flags, '-F', lab.sshConfigPath, 'lab', command], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function outputOf(child: ChildProcess): Promise<string> {
  let out = '';
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
  await statusOf(child);
  return out;
}

async function statusOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => resolve(status));
  });
}

/** A zombie has ended, whoever reaps it. */
function isRunning(pid: string): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

function recordSizes(): readonly (number | undefined)[] {
  return ['/var/log/wtmp', '/var/log/lastlog', '/run/utmp'].map((path) =>
    existsSync(path) ? statSync(path).mtimeMs : undefined,
  );
}
