/** `fix` for the OpenSSH client, judged by the real ssh over every host of real and generated files. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { systemCalls } from '../../src/adapters/config/file-calls.ts';
import { planOpenSsh } from '../../src/cli/fix-openssh.ts';
import type { PlannedChange } from '../../src/cli/planned-change.ts';
import { OperationalError } from '../../src/core/errors.ts';
import { hostsNamed, readConfigText } from '../../src/core/fix/openssh-text.ts';
import { projectPath } from '../expect-golden.ts';
import { fixesGenerated } from './generated-configs.ts';
import { askAll, changedKeywords } from './ssh-answers.ts';

const folder = mkdtempSync(join(tmpdir(), 'idletrace-fix-ssh-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const needsSsh = spawnSync('ssh', ['-V']).error === undefined ? false : 'needs ssh';
const SHARED = projectPath('../shared');
const SECONDS = 7;
const changedFiles = new Set<string>();

describe('real files, by ssh itself', {
  skip: needsSsh || (existsSync(SHARED) ? false : 'needs the cases beside the project'),
}, () => {
  for (const [where, names] of [
    ['cases/sshconfig', /(?<!sshd_config|SSHD_Config|sshd_config\.openssh99)$/],
    ['facts/samples/openssh-client', /(?<!\.md)$/],
  ] as const)
    for (const name of readdirSync(join(SHARED, where)).filter((each) => names.test(each)))
      test(`${where}/${name}: the host gets it, no other host changes, and taken back it is the same file`, async () => {
        const file = join(folder, name);
        copyFileSync(join(SHARED, where, name), file);
        chmodSync(file, 0o600);
        const old = readFileSync(file);
        const named = hostsNamed(readConfigText(old.toString('latin1'))).slice(0, 6);
        const hosts = [...new Set([...named, 'idletrace-any'])];
        const before = askAll(file, hosts);

        for (const host of hosts.slice(0, 1)) {
          const change = await planned(file, host);
          // ssh itself refuses the file, or the host has it already.
          if (change === undefined) continue;
          assert.equal(change.path, file);
          changedFiles.add(name);
          writeFileSync(file, change.after);

          const now = askAll(file, hosts);
          for (const one of hosts) {
            const keywords = changedKeywords(before.get(one), now.get(one));
            if (one.toLowerCase() !== host.toLowerCase())
              assert.deepEqual(keywords, [], `${one} after ${host}\n${change.diff}`);
            else assert.match(now.get(one) ?? '', new RegExp(`^serveraliveinterval ${SECONDS}$`, 'm'));
            assert.ok(
              keywords.every((keyword) => keyword.startsWith('serveralive')),
              keywords.join(),
            );
          }
          assert.equal(await planned(file, host), undefined);
          writeFileSync(file, change.before ?? '');
          assert.deepEqual(readFileSync(file), old);
        }
      });

  test('and most of them came to a change', () => {
    // ssh refuses some, which were made to be refused.
    assert.ok(changedFiles.size > 20, [...changedFiles].join());
  });
});

describe('generated files, by ssh itself', { skip: needsSsh }, () => {
  test('12 of them, some with three included files', async (context) => fixesGenerated(12, 1, context));
});

describe('a file that is included', { skip: needsSsh }, () => {
  test('and has the block of the host is the one that is changed', async () => {
    const home = mkdtempSync(join(folder, 'home-'));
    const [main, work] = [join(home, 'config'), join(home, 'config.d', 'work')];
    mkdirSync(join(home, 'config.d'));
    writeFileSync(main, `Include ${home}/config.d/*\nHost *\n  ServerAliveInterval 900\n`, { mode: 0o600 });
    writeFileSync(work, 'Host prod\n  ServerAliveInterval 300\n  User me\nHost other\n  User you\n', {
      mode: 0o600,
    });

    const change = await planned(main, 'prod');

    assert.equal(change?.path, work);
    assert.equal(
      Buffer.from(change.after).toString(),
      readFileSync(work, 'utf8').replace('300', String(SECONDS)),
    );
    assert.match(change.why, /it replaces the value on line 2.*config\.d\/work, which .*config includes/);
    writeFileSync(work, change.after);
    assert.deepEqual(await change.verify?.().then((one) => Object.keys(one)), ['said']);
  });

  test('and is written by a program is left: the main file gets the block, above the Include', async () => {
    const home = mkdtempSync(join(folder, 'home-'));
    const [main, made] = [join(home, 'config'), join(home, 'made')];
    writeFileSync(main, `Include ${made}\n`, { mode: 0o600 });
    writeFileSync(made, '# This file is generated. Do not edit.\nHost prod\n  ServerAliveInterval 300\n', {
      mode: 0o600,
    });

    const change = await planned(main, 'prod');

    assert.equal(change?.path, main);
    assert.match(
      Buffer.from(change.after).toString(),
      /^Host prod\n {2}ServerAliveInterval 7\n\nHost \*\nInclude/,
    );
  });
});

/** The change of the plan for the host; `undefined`: ssh refuses the file, or nothing is to be changed. */
async function planned(file: string, target: string): Promise<PlannedChange | undefined> {
  try {
    const { changes } = await planOpenSsh({
      target,
      file,
      seconds: SECONDS,
      why: '',
      manifests: [],
      calls: systemCalls,
      signal: new AbortController().signal,
    });
    return changes[0];
  } catch (error) {
    if (error instanceof OperationalError && error.code === 'SSH_CONFIG') return undefined;
    throw error;
  }
}
