/** `fix TARGET --server`: a real sshd is set over the login itself, reloaded while a session runs on, and put back. */
import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, describe, test } from 'node:test';
import { type Lab, withLab } from '../../../src/adapters/lab/lab.ts';
import { findSshd } from '../../../src/adapters/lab/ssh-server.ts';
import type { FixDocument } from '../../../src/core/fix/documents.ts';
import { replaceScript, ROOT_SHELL, whoScript } from '../../../src/core/fix/server-scripts.ts';
import type { VerifyDocument } from '../../../src/core/fix/verify.ts';
import { natRouter, plainRouter, scenario, server } from '../../../src/core/lab/scenario.ts';
import { account } from '../../../src/core/lab/server-side.ts';
import { whyNoLab } from '../needs-lab.ts';
import { clientFolder, tryIn } from '../trace/try-in.ts';

const noLab = await whyNoLab();
const skip =
  noLab || (process.getuid?.() === 0 ? false : 'the server is its own root only where we are root');
const [dropIns, others] = [0, 1].map(() => mkdtempSync(join(tmpdir(), 'idletrace-drop-ins-'))) as [
  string,
  string,
];
after(() => {
  for (const folder of [dropIns, others]) rmSync(folder, { recursive: true, force: true });
});
const place = (options: Readonly<Record<string, string>>) =>
  scenario({ routers: [plainRouter()], server: server({ sshdOptions: new Map(Object.entries(options)) }) });

const FORGETFUL = scenario({
  routers: [plainRouter(), natRouter({ establishedSeconds: 5, loose: false })],
  server: server({ sshdOptions: new Map([['Include', `${others}/*.conf`]]) }),
});

describe('a server over its own login', { skip, concurrency: 3 }, () => {
  test('gets a drop-in, is reloaded while a session runs on, and gets it taken back', async () => {
    await withLab(place({ Include: `${dropIns}/*.conf` }), async (lab) => {
      const run = idletraceIn(lab);
      const session = heldOpen(lab);
      await session.hears('ready');

      const dry = await run('fix', 'lab', '--server', '--interval', '40', '--dry-run', '--json');
      const fixed = await run('fix', 'lab', '--server', '--interval', '40', '--yes', '--json');

      assert.deepEqual([dry.status, fixed.status], [0, 0], fixed.stderr);
      const file = join(dropIns, '00-idletrace.conf');
      assert.equal(readFileSync(file, 'utf8'), 'ClientAliveInterval 40\n');
      const { verifiedBy, changes, undoId } = JSON.parse(fixed.stdout) as FixDocument;
      assert.equal(changes[0]?.file, `lab:${file}`);
      assert.match(verifiedBy.join('\n'), /sshd -T: clientaliveinterval 40, all else as before/);
      assert.match(verifiedBy.join('\n'), /reloaded .*this session lived on, and a new login works/);
      session.say('still\n');
      await session.hears('still');
      const again = await run('fix', 'lab', '--server', '--interval', '40', '--yes', '--json');
      assert.match((JSON.parse(again.stdout) as FixDocument).left[0]?.why ?? '', /every 40 s already/);

      const undone = await run('undo', undoId ?? '');

      assert.equal(undone.status, 0, undone.stderr);
      assert.match(undone.stdout, /a new login works/);
      assert.deepEqual(readdirSync(dropIns), []);
      session.end();
    });
  });

  test('behind a NAT that forgets after 5 s is cured: trace, fix --server, verify, the report being the comparison', async () => {
    await withLab(FORGETFUL, async (lab) => {
      const run = idletraceIn(lab);
      const report = join(clientFolder(lab), 'report.json');
      const traced = await run('trace', 'lab', '--json', '--quiet', '--max', '12s', '--connections', '8');
      writeFileSync(report, traced.stdout);

      const before = await run('verify', 'lab', '--json');
      const fixed = await run('fix', 'lab', '--server', '--yes', '--json');
      const later = await run('verify', 'lab', '--json');

      assert.equal(traced.report?.verdict.kind, 'idle-limit', traced.stderr);
      assert.equal(fixed.status, 0, fixed.stderr);
      const { interval } = JSON.parse(fixed.stdout) as FixDocument;
      assert.equal(interval?.basis, 'proven');
      const [died, lived] = [before, later].map(({ stdout }) => JSON.parse(stdout) as VerifyDocument);
      assert.deepEqual([died?.cured, before.status], ['no', 1]);
      assert.ok(died?.sessions.some(({ outcome }) => outcome === 'dead'));
      assert.deepEqual([...new Set(lived?.sessions.map(({ outcome }) => outcome))], ['alive'], lived?.why);
      // Those without a keepalive of ours live by the server's: what is left to compare with is what was measured.
      assert.deepEqual([lived?.cured, later.status], ['yes', 0], lived?.why);
      assert.match(
        lived?.why ?? '',
        /the server's own keepalives.*rests on .* as the run of \S+ \S+ UTC measured/,
      );
      const [rests, limitMs] = [lived?.restsOn, traced.report.verdict.limitMs];
      assert.deepEqual(rests?.kind === 'report' && rests.limitMs, limitMs);

      const [unmeasured, read] = await Promise.all([
        idletraceIn(lab, '', 'elsewhere')('verify', 'lab', '--limit', '6s', '--json'),
        idletraceIn(lab, '', 'elsewhere')('verify', '--from', report, '--json'),
      ]);

      assert.equal(unmeasured.status, 3);
      assert.match(
        (JSON.parse(unmeasured.stdout) as VerifyDocument).why,
        /the server itself sends keepalives/,
      );
      const { target, restsOn } = JSON.parse(read.stdout) as VerifyDocument;
      assert.deepEqual([target, restsOn?.kind, read.status], ['lab', 'report', 0]);
    });
  });

  test('whose login runs no commands gets the steps printed; one that is not OpenSSH is told apart', async () => {
    const fix = ['fix', 'lab', '--server', '--interval', '40', '--yes'];
    const forced = server({ account: account({ forcedCommand: 'echo backups only' }) });
    await withLab(scenario({ routers: [plainRouter()], server: forced }), async (lab) => {
      const { status, stdout } = await idletraceIn(lab)(...fix);

      assert.equal(status, 3);
      assert.match(stdout, /the login runs no commands of ours\); as root there:[\s\S]*sshd -t/);
    });
    const other = server({ dropbear: { idleSeconds: undefined, keepaliveSeconds: undefined } });
    await withLab(scenario({ routers: [plainRouter()], server: other }), async (lab) => {
      const { status, stderr } = await idletraceIn(lab)(...fix);

      assert.equal(status, 3);
      assert.match(stderr, /calls itself dropbear\S*, which is not OpenSSH/);
    });
  });

  test('that includes nothing gets the line into its file, an older value of ours is replaced, and undo gives it back to the byte', async () => {
    await withLab(place({ ClientAliveInterval: '900' }), async (lab) => {
      const run = idletraceIn(lab);
      const file = mainFile(lab);
      const old = readFileSync(file, 'utf8');

      const first = await run('fix', 'lab', '--server', '--interval', '40', '--yes', '--json');
      const second = await run('fix', 'lab', '--server', '--interval', '50', '--yes', '--json');

      assert.deepEqual([first.status, second.status], [0, 0], first.stderr + second.stderr);
      assert.equal(
        readFileSync(file, 'utf8'),
        old.replace('ClientAliveInterval 900', 'ClientAliveInterval 50'),
      );
      for (const { stdout } of [second, first]) {
        const undone = await run('undo', (JSON.parse(stdout) as FixDocument).undoId ?? '');
        assert.equal(undone.status, 0, undone.stderr);
      }
      assert.equal(readFileSync(file, 'utf8'), old);
      assert.deepEqual(leftovers(file), []);
    });
  });

  test('is not touched where its configuration is refused already, where somebody changed the file, where the connection ends in the middle, or where the login stops working', async () => {
    await withLab(place({}), async (lab) => {
      const run = idletraceIn(lab);
      const file = mainFile(lab);
      const old = readFileSync(file, 'utf8');
      writeFileSync(file, `${old}Nonsense yes\n`);

      const refused = await run('fix', 'lab', '--server', '--interval', '40', '--yes');

      assert.equal(refused.status, 3);
      assert.match(refused.stderr, /sshd -t has an objection already: .*Nonsense/);
      writeFileSync(file, old);
      const { undoId } = JSON.parse(
        (await run('fix', 'lab', '--server', '--interval', '40', '--yes', '--json')).stdout,
      ) as FixDocument;
      writeFileSync(file, `${readFileSync(file, 'utf8')}# theirs\n`);
      const since = await run('undo', undoId ?? '');
      assert.equal(since.status, 3);
      assert.match(
        since.stderr,
        /second column: what was edited since[\s\S]*^ \+# theirs[\s\S]*is not what it was/m,
      );
      assert.match(readFileSync(file, 'utf8'), /# theirs/);
      writeFileSync(file, old);

      assert.deepEqual(await lostInTheMiddle(lab, file, `ClientAliveInterval 40\n${old}`), [
        'listener',
        'settings',
        'put-back',
      ]);
      assert.equal(readFileSync(file, 'utf8'), old);

      const locked = await idletraceIn(lab, 'no-second-login')(
        'fix',
        'lab',
        '--server',
        '--interval',
        '40',
        '--yes',
      );

      assert.equal(locked.status, 3);
      assert.match(locked.stderr, /no new login works after the reload: .*it was put back/);
      assert.equal(readFileSync(file, 'utf8'), old);
      assert.deepEqual(
        leftovers(file).filter((name) => !name.includes(undoId ?? '-')),
        [],
      );
    });
  });
});

/** Begins a change of the file by hand, and lets go of it when sshd -T has said what would come of it. */
async function lostInTheMiddle(lab: Lab, file: string, text: string): Promise<readonly string[]> {
  const child = lab.exec(['ssh', '-F', lab.sshConfigPath, '-T', 'lab', ROOT_SHELL], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const before = readFileSync(file);
  const change = { path: file, before, after: Buffer.from(text), id: 'x', oldBackup: undefined };
  const listener = { pid: 1, program: findSshd(), words: ['-f', file], configPath: file, unit: undefined };
  child.stdin?.write(whoScript() + replaceScript(change, listener));
  const words: string[] = [];
  for await (const line of createInterface({ input: child.stdout ?? process.stdin })) {
    const word = line.split(' ')[1] ?? '';
    words.push(word);
    if (word !== 'settings') continue;
    assert.equal(readFileSync(file, 'utf8'), text);
    child.stdin?.end();
  }
  return words;
}

/** `idletrace WORDS` on the client, whose ssh knows the lab. `no-second-login`: only logins that run a program of ours work. */
function idletraceIn(lab: Lab, how = '', state = 'state') {
  const folder = join(clientFolder(lab), `bin${how}`);
  mkdirSync(folder, { recursive: true });
  const refuse = how === '' ? '' : 'case "$*" in *"exit 0") echo "Permission denied" >&2; exit 255;; esac\n';
  writeFileSync(
    join(folder, 'ssh'),
    `#!/bin/sh\n${refuse}exec /usr/bin/ssh -F '${lab.sshConfigPath}' "$@"\n`,
  );
  chmodSync(join(folder, 'ssh'), 0o755);
  const env = {
    PATH: `${folder}:${process.env['PATH'] ?? ''}`,
    XDG_STATE_HOME: join(clientFolder(lab), state),
  };
  return async (...words: readonly string[]) => tryIn(lab, words, { env });
}

function mainFile(lab: Lab): string {
  const file = join(dirname(dirname(lab.sshConfigPath)), 'server', 'sshd_config');
  assert.ok(existsSync(file));
  return file;
}

/** What else the change made beside the file. */
function leftovers(file: string): readonly string[] {
  return readdirSync(dirname(file)).filter((name) => name.includes('sshd_config') && name !== 'sshd_config');
}

function heldOpen(lab: Lab) {
  const child = lab.exec(['ssh', '-F', lab.sshConfigPath, 'lab', 'echo ready; cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let heard = '';
  child.stdout?.setEncoding('utf8');
  return {
    say: (text: string) => child.stdin?.write(text),
    end: () => child.stdin?.end(),
    async hears(word: string) {
      if (heard.includes(word)) return;
      await new Promise<void>((resolve, reject) => {
        child.stdout?.on('data', (text: string) => {
          heard += text;
          if (heard.includes(word)) resolve();
        });
        child.on('close', () => reject(new Error(`the session ended without ${word}`)));
      });
    },
  };
}
