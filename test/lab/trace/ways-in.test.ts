/** The ways into a host that people have configured: every one must lead to a run. */
import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type Lab, withLab } from '../../../src/adapters/lab/lab.ts';
import { realIds } from '../../../src/adapters/lab/privilege.ts';
import { plainRouter, scenario, server } from '../../../src/core/lab/scenario.ts';
import type { Report } from '../../../src/core/report/model.ts';
import { whyNoLab } from '../needs-lab.ts';
import { clientFolder, configured, emptied, PROGRAM, QUIETLY, tryIn } from './try-in.ts';

const skip = await whyNoLab();
/** A jump host's sshd, accounts with another shell: these take a real root. */
const skipUnlessRoot = skip || (realIds() === undefined ? false : 'only root can start a second sshd');

const QUICK = ['--max', '2s', '--connections', '2', '--logins', '5'];

describe('what a person has configured', { skip, concurrency: 3 }, () => {
  const ways: readonly {
    readonly name: string;
    readonly words: (lab: Lab) => readonly string[];
    readonly check?: (report: Report) => void;
  }[] = [
    {
      name: 'masters, forwardings, commands, terminals, keepalives of their own',
      words: (lab) => [
        ...added(lab, [
          'ControlMaster auto',
          `ControlPath ${clientFolder(lab)}/master-%C`,
          'ControlPersist 60',
          'RemoteCommand echo not this',
          'RequestTTY force',
          'LocalForward 9999 localhost:22',
          'LocalCommand echo nor this',
          'PermitLocalCommand yes',
          'ServerAliveInterval 1',
        ]),
        'lab',
      ],
    },
    {
      name: 'a ProxyCommand',
      words: (lab) => [...added(lab, [`ProxyCommand ${throughNode(lab)} %h %p`]), 'lab'],
      check: ({ notes, path }) => {
        assert.match(notes.join('\n'), /The connection is a ProxyCommand/);
        assert.deepEqual(path.hops, []);
      },
    },
    {
      name: 'Include, Match exec, HostKeyAlias',
      words: (lab) => {
        writeFileSync(join(clientFolder(lab), 'included'), 'Match exec "true"\n  HostKeyAlias other-name\n');
        const known = join(clientFolder(lab), 'known_hosts');
        writeFileSync(known, readFileSync(known, 'utf8').replace(lab.serverAddress, 'other-name'));
        const include = `Include ${clientFolder(lab)}/included\n`;
        return [...configured(lab, 'including', (text) => include + text), 'lab'];
      },
    },
    {
      name: 'nothing: all of it on the command line, with an ssh:// address',
      words: (lab) => [
        '-F',
        '/dev/null',
        '-i',
        join(clientFolder(lab), 'user_key'),
        '-o',
        `UserKnownHostsFile=${clientFolder(lab)}/known_hosts`,
        '-o',
        'IdentityAgent=none',
        '-p',
        '2',
        '-o',
        `User=${userOf(lab)}`,
        `ssh://${lab.serverAddress}:22`,
      ],
    },
  ];
  for (const { name, words, check } of ways) {
    test(name, async () => {
      await withLab(labWith({}), async (lab) => {
        const report = await leadsIn(lab, words(lab));

        check?.(report);
        assert.deepEqual(await emptied(lab, 0, 500), [], 'nothing runs on the client');
      });
    });
  }

  test('an IPv6 address as it is', async () => {
    await withLab({ ...labWith({}), family: 6 }, async (lab) => {
      const report = await leadsIn(lab, [
        ...configured(lab, 'any', forAnyHost),
        `ssh://[${lab.serverAddress}]`,
      ]);

      assert.equal(report.target.host, lab.serverAddress);
      assert.ok(report.path.hops.length > 0);
    });
  });

  test('names made canonical before their settings are looked up', { skip: skipUnlessRoot }, async () => {
    await withLab(labWith({}), async (lab) => {
      const hosts = join(clientFolder(lab), 'hosts');
      writeFileSync(hosts, `127.0.0.1 localhost\n${lab.serverAddress} lab.example.test lab.example.test.\n`);
      const canonical = 'CanonicalizeHostname yes\nCanonicalDomains example.test\nHost lab.example.test\n';
      const config = configured(
        lab,
        'canonical',
        (text) =>
          `${canonical}${text.replace(/^Host lab\n *HostName.*\n/m, `  HostKeyAlias ${lab.serverAddress}\n`)}`,
      );
      const within = ['unshare', '-m', 'sh', '-c', 'mount --bind "$0" /etc/hosts && exec "$@"', hosts];
      const child = lab.exec([...within, process.execPath, PROGRAM, ...QUIETLY, ...QUICK, ...config, 'lab'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });

      const { verdict } = JSON.parse(await outputOf(child)) as Report;

      assert.equal(verdict.kind, 'survives', verdict.summary);
    });
  });
});

describe('jump hosts', { skip: skipUnlessRoot, concurrency: 2 }, () => {
  const ways: readonly { readonly name: string; readonly words: (lab: Lab) => readonly string[] }[] = [
    { name: '-J through one', words: (lab) => [...withJumps(lab, []), '-J', 'near', 'lab'] },
    { name: '-J through two', words: (lab) => [...withJumps(lab, []), '-J', 'near,far', 'lab'] },
    {
      name: 'ProxyJump through a host that has a ProxyJump of its own',
      words: (lab) => [...withJumps(lab, ['ProxyJump far'], ['far', 'ProxyJump near']), 'lab'],
    },
    {
      name: 'ProxyJump through a host that has a ProxyCommand of its own',
      words: (lab) => [
        ...withJumps(lab, ['ProxyJump near'], ['near', `ProxyCommand ${throughNode(lab)} %h %p`]),
        'lab',
      ],
    },
  ];
  for (const { name, words } of ways) {
    test(name, async () => {
      const routers = [plainRouter(), plainRouter()];
      await withLab({ ...labWith({}), routers }, async (lab) => {
        const jumps = await Promise.all([1, 2].map((at) => sshdOn(lab, at)));

        await leadsIn(lab, words(lab));

        assert.deepEqual(await emptied(lab, 0, 500), [], 'nothing runs on the client');
        for (const jump of jumps) jump.kill();
      });
    });
  }
});

describe('accounts', { skip: skipUnlessRoot, concurrency: 3 }, () => {
  for (const shell of [
    '/bin/dash',
    '/usr/bin/fish',
    '/usr/bin/zsh',
    '/bin/tcsh',
    '/bin/ksh93',
    '/bin/mksh',
  ].filter((path) => existsSync(path))) {
    test(`with ${shell} as login shell`, () =>
      inAccount(
        [
          `export SHELL=${shell}`,
          `[ -z "$SSH_ORIGINAL_COMMAND" ] && exec ${shell} -l`,
          `exec ${shell} -c "$SSH_ORIGINAL_COMMAND"`,
        ],
        (report) => assert.ok(report.verdict.serverFirst !== null, 'the server was made to speak'),
      ));
  }

  test('whose start-up files talk', () =>
    inAccount(
      [
        'printf "Welcome!\\r\\n\\033[31mno newline here: "',
        'exec sh -c "${SSH_ORIGINAL_COMMAND:-exec sh -i}"',
      ],
      () => undefined,
    ));

  test('on a system without /proc and without ps: the client speaks first, and it is said', () =>
    inAccount(
      [
        'B=$(mktemp -d); ln -s /bin/sh /bin/grep /bin/sleep "$B"; export B SSH_ORIGINAL_COMMAND',
        `exec unshare -m sh -c 'mount -t tmpfs none /proc; PATH=$B; eval "\${SSH_ORIGINAL_COMMAND:-exec sh -i}"'`,
      ],
      ({ notes, verdict }) => {
        assert.equal(verdict.serverFirst, null);
        assert.match(notes.join('\n'), /The server could not be made to speak first/);
      },
    ));

  async function inAccount(lines: readonly string[], check: (report: Report) => void): Promise<void> {
    const forced = join(mkdtempSync('/tmp/idletrace-test-'), 'account');
    writeFileSync(forced, ['#!/bin/sh', ...lines, ''].join('\n'));
    chmodSync(dirname(forced), 0o755);
    chmodSync(forced, 0o755);
    await withLab(labWith({ ForceCommand: forced }), async (lab) => {
      check(await leadsIn(lab, ['-F', lab.sshConfigPath, 'lab']));
    });
  }
});

describe('few logins', { skip, concurrency: 2 }, () => {
  test('one alone still brackets a limit', async () => {
    await withLab(labWith({}), async (lab) => {
      const words = [...QUIETLY, '--max', '3s', '--logins', '1', '-F', lab.sshConfigPath, 'lab'];

      const { report, status, stderr } = await tryIn(lab, words);

      assert.equal(status, 0, stderr);
      assert.equal(report?.logins, 1);
      assert.equal(report.verdict.kind, 'survives');
    });
  });
});

describe('a key with a passphrase', { skip, concurrency: 2 }, () => {
  const SECRET = 'correct horse "battery" $taple \\ ';

  test('is asked for once, and is nowhere to be seen', async () => {
    await withLab(labWith({}), async (lab) => {
      const typed = await atTerminal(lab, [SECRET]);

      assert.equal(typed.asked, 1, typed.shown);
      assert.match(typed.shown, /lives to 2 s at least|survives|No limit/i);
      assert.equal(typed.seen, '', 'in no argument, environment or file');
      assert.ok(!typed.shown.includes('horse'), 'what is typed is not shown');
    });
  });

  test('that is mistyped at first is asked for again', async () => {
    await withLab(labWith({}), async (lab) => {
      const typed = await atTerminal(lab, ['wrong', SECRET]);

      assert.equal(typed.asked, 2, typed.shown);
      assert.match(typed.shown, /lives to 2 s at least|survives|No limit/i);
    });
  });

  /** Runs on a terminal of its own, answers every prompt with the next secret, and looks for the last one everywhere. */
  async function atTerminal(lab: Lab, secrets: readonly string[]) {
    const key = join(clientFolder(lab), 'user_key');
    const locking = lab.exec(['ssh-keygen', '-q', '-p', '-P', '', '-N', SECRET, '-f', key], {
      stdio: 'inherit',
    });
    await new Promise((resolve) => locking.on('close', resolve));
    const command = `${process.execPath} ${PROGRAM} trace --no-journal ${QUICK.join(' ')} -F ${lab.sshConfigPath} lab`;
    const child = lab.exec(['script', '-qefc', command, '/dev/null'], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, TERM: 'xterm' },
    });
    let shown = '';
    let asked = 0;
    let seen = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      shown += text;
      const prompts = shown.match(/Enter passphrase for/g)?.length ?? 0;
      if (prompts <= asked) return;
      asked = prompts;
      setTimeout(() => child.stdin?.write(`${secrets[asked - 1] ?? 'no more'}\r`), 200);
    });
    const look = setInterval(() => (seen ||= whereIs('horse', lab)), 200);
    await new Promise((resolve) => child.on('exit', resolve));
    clearInterval(look);
    return { asked, shown, seen };
  }
});

/** The report of a quick run that found no limit, there being none. */
async function leadsIn(lab: Lab, words: readonly string[]): Promise<Report> {
  const { report, status, stderr } = await tryIn(lab, [...QUIETLY, ...QUICK, ...words]);
  assert.equal(status, 0, `${stderr}\n${report?.verdict.summary}\n${report?.notes.join('\n')}`);
  assert.equal(report?.verdict.kind, 'survives', report?.verdict.summary);
  return report;
}

function labWith(sshd: Readonly<Record<string, string>>) {
  const sshdOptions = new Map(Object.entries(sshd));
  return scenario({ summary: 'a way in', routers: [plainRouter()], server: server({ sshdOptions }) });
}

function added(lab: Lab, lines: readonly string[]): readonly string[] {
  return configured(lab, 'own', (text) => `${text}${lines.map((line) => `  ${line}\n`).join('')}`);
}

function forAnyHost(text: string): string {
  return text.replace('Host lab', 'Host *').replace(/^ *HostName.*\n/m, '');
}

function userOf({ sshConfigPath }: Lab): string {
  return /^ *User (.*)$/m.exec(readFileSync(sshConfigPath, 'utf8'))?.[1] ?? '';
}

/** A ProxyCommand as netcat would be one. */
function throughNode(lab: Lab): string {
  const path = join(clientFolder(lab), 'carry.cjs');
  const script = [
    'const socket = require("net").connect(Number(process.argv[3]), process.argv[2]);',
    'process.stdin.pipe(socket).pipe(process.stdout);',
    'socket.on("error", () => process.exit(1));',
  ];
  writeFileSync(path, script.join('\n'));
  return `${process.execPath} ${path}`;
}

/** The routers as hosts `near` and `far`; `lines` go to the lab's own host, `more` names a host and a line for it. */
function withJumps(
  lab: Lab,
  lines: readonly string[],
  more: readonly [string, string] | [] = [],
): readonly string[] {
  const known = join(clientFolder(lab), 'known_hosts');
  const key = readFileSync(known, 'utf8').split(' ').slice(1).join(' ');
  const names = ['near', 'far'];
  const addresses = names.map((_, i) => lab.nodes[i + 1]?.leftAddress ?? '');
  writeFileSync(known, [lab.serverAddress, ...addresses].map((address) => `${address} ${key}`).join(''));
  return configured(lab, 'jumping', (text) => {
    const hosts = names.map((name, i) => {
      const host = text
        .replace('Host lab', `Host ${name}`)
        .replace(/HostName .*/, `HostName ${addresses[i]}`);
      return more[0] === name ? `${host}  ${more[1]}\n` : host;
    });
    return `${text}${lines.map((line) => `  ${line}\n`).join('')}${hosts.join('')}`;
  });
}

/** The server's sshd, on a router as well. */
async function sshdOn(lab: Lab, at: number): Promise<ChildProcess> {
  const folder = join(dirname(clientFolder(lab)), 'server');
  const node = lab.nodes[at]!;
  const config = join(folder, `sshd_config_${at}`);
  const text = readFileSync(join(folder, 'sshd_config'), 'utf8');
  writeFileSync(config, text.replace(/ListenAddress .*/, `ListenAddress ${node.leftAddress}:22`));
  const place = 'mount -t tmpfs tmpfs /run; mkdir -m 755 /run/sshd; exec /usr/sbin/sshd -D -e -f "$0"';
  const child = lab.execOn(node, ['unshare', '-m', 'sh', '-c', place, config], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr?.on('data', (data: Buffer) => (said += data.toString()));
  while (!said.includes('Server listening') && child.exitCode === null) await delay(10);
  return child;
}

/** Files of the lab's client and the temporary folder, arguments and environments that hold `word`. */
function whereIs(word: string, lab: Lab): string {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const places = [
    ...processes.flatMap((pid) => [`/proc/${pid}/cmdline`, `/proc/${pid}/environ`]),
    ...readdirSync(clientFolder(lab)).map((name) => join(clientFolder(lab), name)),
    ...readdirSync('/tmp')
      .filter((name) => name.startsWith('idletrace-'))
      .flatMap((name) => filesIn(join('/tmp', name))),
  ];
  return places.filter((path) => Number(path.split('/')[2]) !== process.pid && holds(path, word)).join(' ');
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return [];
  }
}

function holds(path: string, word: string): boolean {
  try {
    return readFileSync(path, 'latin1').includes(word);
  } catch {
    return false;
  }
}

async function outputOf(child: ChildProcess): Promise<string> {
  let text = '';
  child.stdout?.setEncoding('utf8').on('data', (part: string) => (text += part));
  await new Promise((resolve) => child.on('close', resolve));
  return text;
}
