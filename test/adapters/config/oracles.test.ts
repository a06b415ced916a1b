/** What other programs read after our edits: the judges are not ours. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { formatOf } from '../../../src/core/client/formats.ts';
import { decodeText, encodeText } from '../../../src/core/edit/octets.ts';
import { planFile } from '../../../src/core/fix/plan-file.ts';
import { withInterval } from '../../../src/core/fix/sshd-text.ts';
import { projectPath } from '../../expect-golden.ts';

const folder = mkdtempSync(join(tmpdir(), 'idletrace-oracles-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const has = (program: string, word: string) =>
  spawnSync(program, [word]).error === undefined ? false : `needs ${program}`;
const needsPython = has('python3', '--version');

/** The bytes after a keepalive of `seconds` was asked for in every session. */
function edited(client: string, octets: Uint8Array, seconds: number): Uint8Array {
  const decoded = decodeText(octets);
  const format = formatOf(client, decoded.text);
  assert.ok(format !== undefined, `no format of ${client} fits`);
  const plan = planFile({ format, text: decoded.text, seconds, means: () => true, isOwn: () => false });
  assert.equal(plan.kind, 'planned');
  return encodeText(plan.kind === 'planned' ? plan.after : '', decoded);
}

function kept(name: string, octets: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, octets);
  return path;
}

function python(program: string, ...words: readonly string[]): unknown {
  return JSON.parse(execFileSync('python3', ['-c', program, ...words], { encoding: 'utf8' }));
}

describe('property lists, read by plistlib', { skip: needsPython }, () => {
  const write = `
import json, plistlib, sys
many, fmt = int(sys.argv[2]), sys.argv[3]
other = {} if sys.argv[4] == 'no-false' else {'No': False}
profiles = [dict({'Name': 'p%d' % i, 'Guid': 'g%d' % i, 'Idle Code': 0, 'Send Code When Idle': True, 'Other': True, 'Size': i * 1.5}, **other) for i in range(many)]
plistlib.dump({'New Bookmarks': profiles, 'Data': b'x' * 300}, open(sys.argv[1], 'wb'), fmt=getattr(plistlib, fmt))
print('null')`;
  const compare = `
import json, plistlib, sys
before, after = (plistlib.load(open(path, 'rb')) for path in sys.argv[1:3])
for profile in before['New Bookmarks']: profile['Send Code When Idle'] = False
print(json.dumps(before == after))`;
  for (const format of ['FMT_BINARY', 'FMT_XML'])
    for (const many of [1, 30, 400])
      for (const other of ['false', 'no-false'])
        test(`${format}, ${many} profiles, ${other}: the typing ends, and all else is the same`, () => {
          const path = join(folder, `${format}-${many}-${other}`);
          python(write, path, String(many), format, other);

          const result = kept(`${format}-${many}-${other}.after`, edited('iterm2', readFileSync(path), 60));

          assert.equal(python(compare, path, result), true);
        });
});

describe('files of Windows, read by Python', { skip: needsPython }, () => {
  test('a registry export keeps its mark and line ends; its numbers are those asked for', () => {
    const text = `\uFEFFWindows Registry Editor Version 5.00\r\n\r\n[HKEY_CURRENT_USER\\Software\\SimonTatham\\PuTTY\\Sessions\\gr%FCn]\r\n"PingInterval"=dword:00000009\r\n"Wide"=hex:01,02,\\\r\n  03\r\n`;

    const path = kept('x.reg', edited('putty', Buffer.from(text, 'utf16le'), 90));

    const read = `
import json, re, sys
raw = open(sys.argv[1], 'rb').read()
text = raw.decode('utf-16')
print(json.dumps([raw[:2] == b'\\xff\\xfe', text.count('\\r\\n') == text.count('\\n'), {k: int(v, 16) for k, v in re.findall(r'"(\\w+)"=dword:([0-9a-f]{8})', text)}]))`;
    assert.deepEqual(python(read, path), [true, true, { PingInterval: 1, PingIntervalSecs: 30 }]);
  });

  test('an Xshell session', () => {
    const text =
      '\uFEFF[CONNECTION]\r\nHost=h\r\n[CONNECTION:KEEPALIVE]\r\nSendKeepAlive=0\r\nKeepAliveInterval=600\r\nKeepAlive=0\r\n[Z]\r\nKeepAlive=7\r\n';

    const path = kept('x.xsh', edited('xshell', Buffer.from(text, 'utf16le'), 45));

    const read = `
import configparser, json, sys
ini = configparser.ConfigParser(); ini.optionxform = str
ini.read_string(open(sys.argv[1], 'rb').read().decode('utf-16'))
print(json.dumps([dict(ini['CONNECTION:KEEPALIVE']), dict(ini['Z'])]))`;
    assert.deepEqual(python(read, path), [
      { SendKeepAlive: '0', KeepAliveInterval: '45', KeepAlive: '1' },
      { KeepAlive: '7' },
    ]);
  });

  test('an ansible.cfg, by the parser that Ansible uses', () => {
    const text =
      '[defaults]\nforks = 5\n[ssh_connection]\nssh_args = -C -o ControlMaster=auto ; note\n    -o Compression=yes\ncontrol_path = %(directory)s/%%h\n';

    const path = kept('ansible.cfg', edited('ansible', Buffer.from(text), 45));

    const read = `
import configparser, json, sys
ini = configparser.ConfigParser(inline_comment_prefixes=(';',), interpolation=None); ini.read(sys.argv[1])
print(json.dumps(ini['ssh_connection']['ssh_common_args']))`;
    assert.equal(python(read, path), '-o ServerAliveInterval=45 -o ServerAliveCountMax=3');
  });
});

describe('git reads', { skip: has('git', '--version') }, () => {
  const read = (path: string) =>
    execFileSync('git', ['config', '--file', path, 'core.sshCommand'], { encoding: 'utf8' }).trim();
  for (const [name, text, command] of [
    ['none yet', '[user]\n\tname = A', 'ssh -o ServerAliveInterval=45 -o ServerAliveCountMax=3'],
    [
      'one with quotes and a comment',
      '[core]\n\tsshCommand = "ssh -i \\"a b\\"" ; why\n',
      'ssh -i "a b" -o ServerAliveInterval=45 -o ServerAliveCountMax=3',
    ],
    [
      'a longer interval',
      '[core] sshcommand = ssh -o ServerAliveInterval=600 -o ServerAliveCountMax=2\n',
      'ssh -o ServerAliveInterval=45 -o ServerAliveCountMax=2',
    ],
    [
      'a continued one',
      '[core]\n\tsshCommand = ssh \\\n -v\n',
      'ssh  -v -o ServerAliveInterval=45 -o ServerAliveCountMax=3',
    ],
  ] as const)
    test(name, () => {
      const path = kept('gitconfig', edited('git', Buffer.from(text), 45));

      assert.equal(read(path), command);
    });
});

const UID_NOBODY = 65_534;
/** As root, sshd wants the folder that only its service makes (/run/sshd). */
const NOBODY = process.getuid?.() === 0 ? { uid: UID_NOBODY, gid: UID_NOBODY } : {};

describe('sshd reads', { skip: has('/usr/sbin/sshd', '-V') || has('ssh-keygen', '-?') }, () => {
  const key = join(folder, 'host_key');
  const says = (path: string, ...words: readonly string[]) =>
    spawnSync('/usr/sbin/sshd', ['-T', '-f', path, '-h', key, ...words], { encoding: 'utf8', ...NOBODY });
  for (const [name, text] of [
    ['a Match block at the end', 'Port 22\nMatch User bob\n  ClientAliveInterval 900\n'],
    ['a value of its own', 'ClientAliveInterval 5m # long\nClientAliveCountMax 2\n'],
    ['an Include of what sets another', `Include ${folder}/drop-in\nPort 22\n`],
    ['no last newline', 'Port 22'],
  ] as const)
    test(name, (context) => {
      if (!existsSync(key)) execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
      if ('uid' in NOBODY) {
        chmodSync(folder, 0o755);
        chownSync(key, UID_NOBODY, UID_NOBODY);
      }
      writeFileSync(join(folder, 'drop-in'), 'ClientAliveInterval 777\n');
      const before = kept('sshd_before', Buffer.from(text));
      const { status, stderr, stdout: old } = says(before);
      // For example without its privilege separation folder.
      if (status !== 0) return context.skip(`sshd does not run here: ${stderr.trim()}`);

      const path = kept('sshd_config', Buffer.from(withInterval(text, 45).after));

      const now = says(path).stdout;
      assert.match(now, /^clientaliveinterval 45$/m);
      assert.equal(now.replace(/^clientaliveinterval.*$/m, ''), old.replace(/^clientaliveinterval.*$/m, ''));
    });
});

describe('every real sample', {
  skip: existsSync(projectPath('../shared/facts/samples')) ? false : 'needs the samples beside the project',
}, () => {
  const root = projectPath('../shared/facts/samples');
  const clients = [
    'ansible',
    'dropbear',
    'git',
    'iterm2',
    'kitty',
    'mobaxterm',
    'putty',
    'securecrt',
    'tabby',
    'winscp',
    'xshell',
  ];
  const samples = clients.flatMap((client) =>
    existsSync(join(root, client))
      ? readdirSync(join(root, client))
          .filter((name) => !/^SOURCES|__FolderData__|folder\.ini/.test(name))
          .map((name) => ({ client, path: join(root, client, name), name }))
      : [],
  );
  for (const { client, path, name } of samples)
    test(`${client}: ${name} is edited once, and only where it must be`, () => {
      const octets = readFileSync(path);
      const decoded = decodeText(octets);
      const format = formatOf(client, decoded.text);
      assert.deepEqual(Buffer.from(encodeText(decoded.text, decoded)), octets);
      assert.ok(format !== undefined);

      if (format.read(decoded.text).length === 0) return;
      const once = Buffer.from(edited(client, octets, 4));

      assert.deepEqual(Buffer.from(edited(client, once, 4)), once);
      for (const { keepalive, otherProtocol } of format.read(decodeText(once).text))
        if (!format.onlyEndsTyping && otherProtocol === undefined && keepalive.kind === 'ssh')
          assert.equal(keepalive.seconds, 4);
    });
});
