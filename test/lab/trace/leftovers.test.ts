/** However a run ends, it says what it knows, and leaves nothing: no process, no connection, no file. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { type Lab, withLab } from '../../../src/adapters/lab/lab.ts';
import { plainRouter, scenario } from '../../../src/core/lab/scenario.ts';
import { whyNoLab } from '../needs-lab.ts';
import { configured, emptied, filterOnServer, QUIETLY, runningOn, tryIn } from './try-in.ts';

const skip = await whyNoLab();
const PLAIN = scenario({ summary: 'two routers', routers: [plainRouter(), plainRouter()] });

describe('a run that is stopped reports what it knows and is gone', { skip, concurrency: 3 }, () => {
  /** `after`: a line of progress, or what is seen on the client. */
  const moments: readonly {
    readonly name: string;
    readonly signal: NodeJS.Signals;
    readonly after: RegExp | ((lab: Lab) => boolean);
    readonly status: number;
    readonly words?: readonly string[];
  }[] = [
    {
      name: 'Ctrl-C while ssh reads its configuration',
      signal: 'SIGINT',
      after: (lab) => runningOn(lab, 0).includes('sleep 3'),
      status: 130,
      words: ['-F', 'slow'],
    },
    {
      name: 'Ctrl-C while connecting',
      signal: 'SIGINT',
      after: (lab) => connectionsOn(lab, 0) !== '',
      status: 130,
      words: ['-p', '2222'],
    },
    { name: 'Ctrl-C during the first login', signal: 'SIGINT', after: /first connection/, status: 130 },
    { name: 'SIGTERM during the logins', signal: 'SIGTERM', after: /control: logged in/, status: 143 },
    { name: 'Ctrl-C while waiting', signal: 'SIGINT', after: /alive after/, status: 130 },
    { name: 'a closed terminal', signal: 'SIGHUP', after: /alive after/, status: 129 },
    {
      name: 'SIGTERM during the proof',
      signal: 'SIGTERM',
      after: /asking the arms|keepalive.*alive/,
      status: 143,
    },
  ];
  for (const { name, signal, after, status, words = [] } of moments) {
    test(name, async () => {
      await withLab(PLAIN, async (lab) => {
        filterOnServer(lab, 'tcp dport 2222 drop');
        const config =
          words[0] === '-F'
            ? configured(lab, 'slow', (text) => `Match exec "sleep 3"\n  User slow\n${text}`)
            : ['-F', lab.sshConfigPath, ...words];

        const tried = await tryIn(lab, ['trace', '--json', '--no-journal', ...config, '--max', '4s', 'lab'], {
          onStart: (child) => {
            if (after instanceof RegExp) {
              child.stderr?.on('data', (text: Buffer) => after.test(text.toString()) && child.kill(signal));
              return;
            }
            const look = setInterval(() => {
              if (!after(lab)) return;
              clearInterval(look);
              child.kill(signal);
            }, 50);
            child.on('exit', () => clearInterval(look));
          },
        });

        assert.equal(tried.status, status, tried.stderr);
        assert.equal(tried.report?.complete, false);
        assert.deepEqual(runningOn(lab, 0), [], 'nothing runs on the client');
        assert.deepEqual(await emptied(lab, -1, 3000), [], 'nothing runs on the server');
        assert.equal(connectionsOn(lab, 0), '', 'no connection is left on the client');
      });
    });
  }

  test('SIGKILL: ssh and what runs on the server end by themselves', async () => {
    await withLab(PLAIN, async (lab) => {
      const words = ['trace', '--no-journal', '-F', lab.sshConfigPath, '--max', '4s', 'lab'];

      const { signal } = await tryIn(lab, words, {
        env: { IDLETRACE_NO_FFI: '1' },
        onStart: (child) =>
          child.stderr?.on(
            'data',
            (text: Buffer) => /alive after/.test(text.toString()) && child.kill('SIGKILL'),
          ),
      });

      assert.equal(signal, 'SIGKILL');
      assert.deepEqual(await emptied(lab, 0, 3000), [], 'nothing runs on the client');
      assert.deepEqual(await emptied(lab, -1, 5000), [], 'nothing runs on the server');
    });
  });
});

describe('while a run lasts', { skip }, () => {
  test('nothing exists that another user could use: no listener, no socket with a name, no file', async () => {
    await withLab(PLAIN, async (lab) => {
      // Of its own, since what runs beside this has temporary files too.
      const temporary = mkdtempSync(join(tmpdir(), 'idletrace-test-'));
      const listening: string[] = [];
      const files: string[] = [];

      const { status, stderr } = await tryIn(
        lab,
        [...QUIETLY, '-F', lab.sshConfigPath, '--max', '2s', '--connections', '4', 'lab'],
        {
          env: { TMPDIR: temporary },
          onStart: (child) => {
            const look = setInterval(() => {
              listening.push(...listenersOn(lab));
              files.push(...readdirSync(temporary));
            }, 100);
            child.on('exit', () => clearInterval(look));
          },
        },
      );

      assert.equal(status, 0, stderr);
      assert.deepEqual([...new Set(listening)], []);
      assert.deepEqual([...new Set(files)], []);
    });
  });
});

/**
 * TCP and UDP in the client's network; sockets with a name that a process of
 * the client's holds. A UDP socket about to be connected looks like one that
 * listens for an instant (a resolver's): it counts where it is still there.
 */
function listenersOn(lab: Lab): readonly string[] {
  const inClient = ['netns', 'exec', lab.nodes[0]?.namespace ?? ''];
  const look = (which: string): string =>
    execFileSync('ip', [...inClient, 'ss', which], { encoding: 'utf8' });
  const [first, again] = [look('-Hlunp'), look('-Hlunp')];
  const waiting = first.split('\n').filter((line) => again.includes(line));
  const network = [look('-Hltnp'), ...waiting].join('\n');
  const named = execFileSync('ip', [...inClient, 'ss', '-Hlxp'], { encoding: 'utf8' });
  return `${network}\n${named}`
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.includes('users:(("sshd"'));
}

function connectionsOn(lab: Lab, at: number): string {
  const states = ['state', 'established', 'state', 'close-wait', 'state', 'syn-sent'];
  return execFileSync('ip', ['netns', 'exec', lab.nodes[at]?.namespace ?? '', 'ss', '-Htn', ...states], {
    encoding: 'utf8',
  }).trim();
}
