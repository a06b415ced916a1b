/** The lab without a kernel's help, used through the system's own ssh. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { startEmbeddedLab, type EmbeddedLab } from '../../src/adapters/lab/embedded/embedded-lab.ts';
import { clientSpeaksAfter, serverSpeaksAfter } from './idle-session.ts';

const FORGETS_AFTER_MS = 1500;

test('the embedded lab forgets a silent session, silently both ways, and no other', async () => {
  const fates = await withEmbedded(async (lab) => {
    const [clientFirst, serverFirst, sooner] = await Promise.all([
      clientSpeaksAfter(lab, FORGETS_AFTER_MS + 500),
      serverSpeaksAfter(lab, FORGETS_AFTER_MS + 500),
      clientSpeaksAfter(lab, FORGETS_AFTER_MS - 700),
    ]);
    return { clientFirst, serverFirst, sooner };
  });

  assert.deepEqual(fates, { clientFirst: 'silent', serverFirst: 'silent', sooner: 'alive' });
});

test('the embedded lab hands on output, errors and exit status of a command', async () => {
  const result = await withEmbedded(async (lab) => runSsh(lab, ['lab', 'echo out; echo err >&2; exit 7']));

  assert.deepEqual({ ...result, err: result.err.includes('err\n') }, { out: 'out\n', err: true, status: 7 });
});

test('the embedded lab gives a shell, with a terminal asked for or not', async () => {
  const [plain, terminal] = await withEmbedded(async (lab) =>
    Promise.all([
      runSsh(lab, ['-T', 'lab'], 'echo $((20 + 22))\nexit 3\n'),
      runSsh(lab, ['-tt', 'lab'], 'echo $((20 + 22))\rexit 3\r'),
    ]),
  );

  assert.deepEqual([plain.out, plain.status, terminal.status], ['42\n', 3, 3]);
  assert.match(terminal.out, /42\r\n/);
});

test('the embedded lab lets nobody in without its key, and leaves no files', async () => {
  let path = '';
  const result = await withEmbedded(async (lab) => {
    path = lab.sshConfigPath;
    return runSsh(lab, ['-o', 'IdentityFile=/dev/null', '-o', 'PubkeyAuthentication=no', 'lab', 'true']);
  });

  assert.equal(result.status, 255);
  assert.match(result.err, /Permission denied/);
  assert.equal(existsSync(path), false);
});

interface LocalLab extends EmbeddedLab {
  readonly exec: (argv: readonly string[], options?: object) => ReturnType<typeof spawn>;
}

async function withEmbedded<T>(use: (lab: LocalLab) => Promise<T>): Promise<T> {
  const lab = await startEmbeddedLab({ forgetsAfterMs: FORGETS_AFTER_MS });
  try {
    return await use({
      ...lab,
      exec: ([command = '', ...args], options = {}) => spawn(command, args, options),
    });
  } finally {
    lab.close();
  }
}

async function runSsh(
  lab: LocalLab,
  args: readonly string[],
  input = '',
): Promise<{ out: string; err: string; status: number | null }> {
  const child = lab.exec(['ssh', '-F', lab.sshConfigPath, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  const result = { out: '', err: '' };
  child.stdout?.on('data', (chunk: Buffer) => (result.out += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (result.err += chunk.toString()));
  child.stdin?.end(input);
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { ...result, status };
}
