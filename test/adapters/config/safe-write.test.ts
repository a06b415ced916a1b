/** The person's file is the old one or the new one, whole, whatever happens meanwhile; and it can always be put back. */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { copyThenRestore, systemCalls } from '../../../src/adapters/config/file-calls.ts';
import { resolveLinks } from '../../../src/adapters/config/safe-write.ts';
import {
  applyChange,
  markUndone,
  prepareChange,
  restoreChange,
  stateOf,
  storedChanges,
} from '../../../src/adapters/config/undo-store.ts';
import { childEnv } from '../../cli/idletrace.ts';
import { projectPath } from '../../expect-golden.ts';
import { interrupted } from './interrupted.ts';

const folder = mkdtempSync(join(tmpdir(), 'idletrace-write-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const CHILD = projectPath('build/test/adapters/config/crash-child.js');
const AT = '2026-01-01T00:00:00.000Z';

function place(name: string, content = 'old\n') {
  const home = join(folder, name);
  mkdirSync(home);
  const file = join(home, 'config');
  writeFileSync(file, content, { mode: 0o600 });
  return { home, file, store: join(home, 'state', 'undo') };
}

function changed(file: string, store: string, id = '1') {
  const before = readFileSync(file);
  const written = Buffer.concat([before, Buffer.from('new\n')]);
  const files = [
    { path: resolveLinks(file, systemCalls), client: 'putty', before, after: written, sessions: [] },
  ];
  return prepareChange(store, { id, atIso: AT, command: 'test', files }, systemCalls);
}

describe('a change that is killed', () => {
  test('at any of its system calls leaves the old file or the new one, and undo puts the old one back', async () => {
    const kill = async (at: number) => {
      const { home, file, store } = place(`killed-${at}`);
      const child = spawn(process.execPath, [CHILD, store, file, String(at)], {
        stdio: 'ignore',
        env: childEnv(),
      });
      const signal = await new Promise((resolve) => child.on('exit', (_code, name) => resolve(name)));

      const now = readFileSync(file, 'utf8');
      assert.ok(now === 'old\n' || now === 'old\nnew\n', `call ${at}: ${now}`);
      const made = `${file}.d/new`;
      if (existsSync(made)) assert.equal(readFileSync(made, 'utf8'), 'new\n');

      for (const change of storedChanges(store, systemCalls)) restoreChange(change, systemCalls);
      assert.equal(readFileSync(file, 'utf8'), 'old\n');
      assert.deepEqual(
        readdirSync(home).toSorted(),
        existsSync(join(home, 'state')) ? ['config', 'state'] : ['config'],
        `call ${at}`,
      );
      return signal === 'SIGKILL';
    };

    let at = 0;
    while ((await Promise.all([kill(at), kill(at + 1), kill(at + 2), kill(at + 3)])).every(Boolean)) at += 4;

    assert.ok(at > 20, `only ${at} calls`);
  });

  for (const code of ['ENOSPC', 'EACCES', 'EROFS', 'EIO']) {
    test(`in a process that goes on after ${code}, is either done or undone as a whole`, () => {
      let failures = 0;
      for (let at = 0; at < 70; at += 1) {
        const { home, file, store } = place(`${code}-${at}`);
        const second = join(home, 'second');
        writeFileSync(second, '2\n');
        const files = [file, second].map((path) => ({
          path,
          client: 'putty',
          before: readFileSync(path),
          after: Buffer.from('new\n'),
          sessions: [],
        }));
        const calls = interrupted(systemCalls, at, () => {
          throw Object.assign(new Error(code), { code });
        });
        try {
          applyChange(prepareChange(store, { id: '1', atIso: AT, command: 'test', files }, calls), calls);
          assert.equal(readFileSync(file, 'utf8') + readFileSync(second, 'utf8'), 'new\nnew\n');
        } catch (error) {
          failures += 1;
          assert.match((error as Error).message, /^cannot (?:change|keep a backup in) /);
          assert.equal(readFileSync(file, 'utf8') + readFileSync(second, 'utf8'), 'old\n2\n', `call ${at}`);
        }
      }
      assert.ok(failures > 20);
    });
  }
});

describe('a change that goes through', () => {
  test('keeps the mode, the symbolic link and all bytes; undone, the file is as it was', () => {
    const { home, file, store } = place('kept');
    const link = join(home, 'link');
    symlinkSync('config', link);
    chmodSync(file, 0o640);

    const change = changed(link, store);
    applyChange(change, systemCalls);

    assert.equal(readFileSync(link, 'utf8'), 'old\nnew\n');
    assert.ok(lstatSync(link).isSymbolicLink());
    assert.equal(statSync(file).mode & 0o777, 0o640);

    restoreChange(change, systemCalls);
    markUndone(change, AT, systemCalls);
    assert.equal(readFileSync(file, 'utf8'), 'old\n');
    assert.equal(statSync(file).mode & 0o777, 0o640);
    assert.equal(storedChanges(store, systemCalls)[0]?.manifest.undoneAtIso, AT);
  });

  test('keeps content and mode where cp(1) can only copy all, as on macOS', () => {
    const { home, file } = place('copied');
    const to = join(home, 'to');
    writeFileSync(to, 'new\n');
    chmodSync(file, 0o440);

    copyThenRestore(file, to);

    assert.deepEqual([readFileSync(to, 'utf8'), statSync(to).mode & 0o7777], ['new\n', 0o440]);
  });

  const noOwner = process.getuid?.() === 0 ? false : 'only root can give a file to somebody else';
  test('keeps the owner and the group', { skip: noOwner }, () => {
    const { file, store } = place('owned');
    chownSync(file, 4711, 4712);

    applyChange(changed(file, store), systemCalls);

    assert.deepEqual([statSync(file).uid, statSync(file).gid], [4711, 4712]);
  });

  test('keeps extended attributes', { skip: noAttributes() }, () => {
    const { file, store } = place('attributes');
    python('import os,sys; os.setxattr(sys.argv[1], "user.note", b"kept")', file);

    applyChange(changed(file, store), systemCalls);

    assert.match(python('import os,sys; print(os.getxattr(sys.argv[1], "user.note"))', file), /kept/);
  });
});

describe('a change that must not happen', () => {
  test('because the file was changed meanwhile, is refused, and the other change stays', () => {
    const { file, store } = place('meanwhile');
    const change = changed(file, store);
    writeFileSync(file, 'theirs\n');

    assert.throws(() => applyChange(change, systemCalls), { code: 'CHANGED_MEANWHILE' });
    assert.equal(readFileSync(file, 'utf8'), 'theirs\n');
  });

  test('through a symbolic link that leads nowhere yet makes the file there; one in a circle is refused', () => {
    const { home } = place('nowhere');
    const [link, circle] = [join(home, 'link'), join(home, 'circle')];
    symlinkSync('away/first', link);
    mkdirSync(join(home, 'away'));
    symlinkSync('second', join(home, 'away', 'first'));
    symlinkSync('circle', circle);

    assert.equal(resolveLinks(link, systemCalls), join(home, 'away', 'second'));
    assert.throws(() => resolveLinks(circle, systemCalls), /leads back to itself/);
  });

  test('because the file has a second name, is refused', () => {
    const { home, file, store } = place('linked');
    linkSync(file, join(home, 'other'));

    assert.throws(() => applyChange(changed(file, store), systemCalls), /hard links/);
    assert.equal(readFileSync(join(home, 'other'), 'utf8'), 'old\n');
  });

  test('because it was edited since, is not undone', () => {
    const { file, store } = place('since');
    const change = changed(file, store);
    applyChange(change, systemCalls);
    writeFileSync(file, 'mine\n');

    restoreChange(change, systemCalls);

    assert.equal(stateOf(change.manifest.files[0]!, systemCalls), 'edited');
    assert.equal(readFileSync(file, 'utf8'), 'mine\n');
  });
});

function python(program: string, ...words: readonly string[]): string {
  return execFileSync('python3', ['-c', program, ...words], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function noAttributes(): string | false {
  const probe = join(folder, 'probe');
  writeFileSync(probe, '');
  try {
    python('import os,sys; os.setxattr(sys.argv[1], "user.note", b"x")', probe);
    return false;
  } catch {
    return 'needs python3 and a file system with extended attributes';
  }
}
