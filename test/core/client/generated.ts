/** Files of each format, generated; and a reader of each that shares nothing with the editor under test. */
import fc from 'fast-check';
import { ansible } from '../../../src/core/client/ansible.ts';
import { autossh } from '../../../src/core/client/autossh.ts';
import { dropbearDefault, dropbearUci } from '../../../src/core/client/dropbear.ts';
import type { ClientFormat } from '../../../src/core/client/format.ts';
import { gitConfig } from '../../../src/core/client/git-config.ts';
import { itermJson, itermXml } from '../../../src/core/client/iterm2.ts';
import { kittyFile } from '../../../src/core/client/kitty-file.ts';
import { mobaXterm } from '../../../src/core/client/mobaxterm.ts';
import { puttyFile } from '../../../src/core/client/putty-file.ts';
import { puttyReg } from '../../../src/core/client/putty-reg.ts';
import { secureCrt } from '../../../src/core/client/securecrt.ts';
import { tabby } from '../../../src/core/client/tabby.ts';
import { winScp } from '../../../src/core/client/winscp.ts';
import { xshell } from '../../../src/core/client/xshell.ts';

/** Every setting of the file, `section/key` to value. */
export type Model = Readonly<Record<string, string>>;

export interface GeneratedFormat {
  readonly name: string;
  readonly format: ClientFormat;
  readonly isTree?: true;
  readonly file: fc.Arbitrary<string>;
  readonly model: (text: string) => Model;
  /** What the keys of `changed` must read after a keepalive of so many seconds. */
  readonly expected: (seconds: number, changed: readonly string[]) => (key: string) => string | undefined;
}

const eol = fc.constantFrom('\n', '\r\n');
const ping = fc.constantFrom('0', '1', '2', '10', '60', '600');
const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9 ]{0,8}$/);
const text = fc.stringMatching(/^[ -~]{0,12}$/);

/** Lines joined by one kind of line end, with or without the last. */
function joined(contents: fc.Arbitrary<readonly string[]>): fc.Arbitrary<string> {
  return fc
    .tuple(contents, eol, fc.boolean())
    .map(([all, end, last]) => all.join(end) + (last && all.length > 0 ? end : ''));
}

function lines(...kinds: readonly fc.Arbitrary<string>[]): fc.Arbitrary<readonly string[]> {
  return fc.array(fc.oneof(...kinds), { maxLength: 14 });
}

function keyed(...keys: readonly string[]): fc.Arbitrary<string> {
  return fc.tuple(fc.constantFrom(...keys), ping).map(([key, value]) => `${key}${value}`);
}

/** Sections are read as GetPrivateProfileString does: the first key of the first section of a name. */
function iniModel(content: string): Model {
  const model: Record<string, string> = {};
  let section = '';
  for (const line of content.split(/\r?\n/)) {
    if (/^\s*\[.*\]\s*$/.test(line)) section = line.trim().slice(1, -1).toLowerCase();
    else if (line.includes('=') && !line.trim().startsWith(';')) {
      const key = line.slice(0, line.indexOf('=')).trim().toLowerCase();
      if (key !== '') model[`${section}/${key}`] ??= line.slice(line.indexOf('=') + 1);
    }
  }
  return model;
}

function lineModel(pattern: RegExp, wins: 'first' | 'last'): (content: string) => Model {
  return (content) => {
    const model: Record<string, string> = {};
    for (const line of content.split(/\r?\n/)) {
      const [, key, value = ''] = pattern.exec(line) ?? [];
      if (key !== undefined && (wins === 'last' || !(key in model))) model[key] = value;
    }
    return model;
  };
}

function regModel(content: string): Model {
  const model: Record<string, string> = {};
  let section = '';
  for (const line of content.split(/\r?\n/)) {
    const header = /^\[(-?)(.*)\]$/.exec(line.trim());
    if (header !== null) {
      section = (header[2] ?? '').toLowerCase();
      if (header[1] === '-')
        for (const key of Object.keys(model)) if (key.startsWith(`${section}/`)) delete model[key];
    }
    const [, key, value] = /^\s*"([^"]*)"=(.*)$/.exec(line) ?? [];
    if (key === undefined || value === undefined) continue;
    if (value.trim() === '-') delete model[`${section}/${key.toLowerCase()}`];
    else model[`${section}/${key.toLowerCase()}`] = value.trim();
  }
  return model;
}

const SESSIONS = String.raw`HKEY_CURRENT_USER\Software\SimonTatham\PuTTY\Sessions`;
const hex = (seconds: number) => seconds.toString(16).padStart(8, '0');

export const GENERATED: readonly GeneratedFormat[] = [
  {
    name: 'a PuTTY session file',
    format: puttyFile,
    file: joined(
      lines(
        keyed(
          'PingInterval=',
          'PingIntervalSecs=',
          'pingintervalsecs=',
          ' PingInterval=',
          '#PingIntervalSecs=',
          'PingInterval =',
        ),
        fc.tuple(word, text).map(([key, value]) => `${key}=${value}`),
        text,
      ),
    ),
    model: lineModel(/^([^=]+)=(.*)$/, 'first'),
    expected: (seconds) => (key) =>
      ({ PingInterval: String(Math.floor(seconds / 60)), PingIntervalSecs: String(seconds % 60) })[key],
  },
  {
    name: 'a KiTTY portable session',
    format: kittyFile,
    file: joined(
      lines(
        keyed('PingInterval\\', 'PingIntervalSecs\\').map((line) => `${line}\\`),
        fc.tuple(word, word).map(([key, value]) => `${key}\\${value}\\`),
      ),
    ),
    model: lineModel(/^([A-Za-z][^\\]*)\\(.*)\\$/, 'first'),
    expected: (seconds) => (key) =>
      ({ PingInterval: String(Math.floor(seconds / 60)), PingIntervalSecs: String(seconds % 60) })[key],
  },
  {
    name: 'a registry export',
    format: puttyReg,
    file: joined(
      fc
        .array(
          fc.tuple(
            fc.constantFrom('alpha', 'Alpha', 'Default%20Settings', 'gr%FCn'),
            lines(
              fc
                .tuple(
                  fc.constantFrom('PingInterval', 'pingintervalsecs', 'PingIntervalSecs', 'Port'),
                  fc.constantFrom('dword:0000000a', 'dword:00000001', '"x"', '-'),
                )
                .map(([key, value]) => `"${key}"=${value}`),
              fc.constantFrom('; a comment', '', '"Colour0"="1,2,3"', '"Path"="c:\\\\x \\"y\\""'),
            ),
          ),
          { maxLength: 4 },
        )
        .map((sections) => [
          'Windows Registry Editor Version 5.00',
          '',
          ...sections.flatMap(([name, body]) => [`[${SESSIONS}\\${name}]`, ...body]),
        ]),
    ),
    model: regModel,
    expected: (seconds) => (key) => {
      const name = /\/(ping.*)$/.exec(key)?.[1];
      if (name === 'pinginterval') return `dword:${hex(Math.floor(seconds / 60))}`;
      return name === 'pingintervalsecs' ? `dword:${hex(seconds % 60)}` : undefined;
    },
  },
  {
    name: 'a SecureCRT session',
    format: secureCrt,
    file: joined(
      lines(
        fc
          .tuple(
            fc.constantFrom(
              'D:"Idle NO-OP Check"',
              'D:"Idle NO-OP Timeout"',
              'D:"[SSH2] Port"',
              ' D:"Idle NO-OP Check"',
            ),
            fc.constantFrom('00000000', '00000001', '0000003c'),
          )
          .map(([key, value]) => `${key}=${value}`),
        fc.constantFrom(
          'S:"Idle String"=\\r',
          'D:"Idle Check"=00000001',
          'B:"Font"=00000003',
          ' 00 01 02',
          'Z:"List"=00000001',
        ),
      ),
    ),
    model: lineModel(/^([A-Z]:"[^"]*")=(.*)$/, 'first'),
    expected: (seconds) => (key) =>
      ({ 'D:"Idle NO-OP Check"': '00000001', 'D:"Idle NO-OP Timeout"': hex(seconds) })[key],
  },
  {
    name: 'an Xshell session',
    format: xshell,
    file: joined(
      lines(
        fc.constantFrom(
          '[CONNECTION:KEEPALIVE]',
          '[CONNECTION]',
          '[connection:keepalive]',
          '[SessionInfo]',
          '',
        ),
        keyed('KeepAlive=', 'KeepAliveInterval=', 'SendKeepAlive=', 'keepalive='),
        fc.constantFrom('KeepAliveString=\\n', 'Host=example.org', 'Password=abc='),
      ),
    ),
    model: iniModel,
    expected: (seconds) => (key) =>
      ({ 'connection:keepalive/keepalive': '1', 'connection:keepalive/keepaliveinterval': String(seconds) })[
        key
      ],
  },
  {
    name: 'a MobaXterm.ini',
    format: mobaXterm,
    file: joined(
      lines(
        fc.constantFrom('[SSH]', '[Misc]', '[Bookmarks]', 'XKeepAlive=1', 'a= #109#0%host%22%u%'),
        keyed('SSHKeepAlive2='),
      ),
    ),
    model: iniModel,
    expected: () => (key) => ({ 'ssh/sshkeepalive2': '1' })[key],
  },
  {
    name: 'a WinSCP.ini',
    format: winScp,
    file: joined(
      lines(
        fc.constantFrom(
          '[Sessions\\a/b%20c]',
          '[Sessions\\x]',
          '[Configuration\\Interface]',
          'HostName=example.org',
          'FSProtocol=5',
          '',
        ),
        keyed('PingType=', 'PingInterval=', 'PingIntervalSecs='),
      ),
    ),
    model: iniModel,
    expected: (seconds) => (key) => {
      if (!key.startsWith('sessions\\')) return undefined;
      if (key.endsWith('/pingtype')) return '1';
      if (key.endsWith('/pinginterval')) return String(Math.floor(seconds / 60));
      return key.endsWith('/pingintervalsecs') ? String(seconds % 60) : undefined;
    },
  },
  {
    name: "OpenWrt's dropbear configuration",
    format: dropbearUci,
    file: joined(
      lines(
        fc.constantFrom(
          'config dropbear',
          "config dropbear 'lan'",
          'config other',
          "\toption Port '22'",
          '# a comment',
          '',
        ),
        fc
          .tuple(fc.constantFrom("'", '"', ''), ping)
          .map(([quote, value]) => `\toption SSHKeepAlive ${quote}${value}${quote}`),
      ),
    ),
    model(content) {
      const model: Record<string, string> = {};
      let section = 'none';
      let count = 0;
      for (const line of content.split(/\r?\n/)) {
        const [, type] = /^\s*config\s+(\S+)/.exec(line) ?? [];
        if (type !== undefined) section = `${type}${(count += 1)}`;
        const [, key, value = ''] = /^\s*option\s+(\S+)\s+(\S+)/.exec(line) ?? [];
        if (key !== undefined) model[`${section}/${key}`] = value.replaceAll(/['"]/g, '');
      }
      return model;
    },
    expected: (seconds) => (key) => (/^dropbear\d+\/SSHKeepAlive$/.test(key) ? String(seconds) : undefined),
  },
  {
    name: "Debian's defaults of dropbear",
    format: dropbearDefault,
    file: joined(
      lines(
        fc.constantFrom(
          'DROPBEAR_PORT=22',
          '# -K',
          'DROPBEAR_EXTRA_ARGS=',
          'DROPBEAR_EXTRA_ARGS="-w -K 600"',
          "DROPBEAR_EXTRA_ARGS='-g'",
          'DROPBEAR_EXTRA_ARGS=-w',
        ),
      ),
    ),
    model: lineModel(/^(\w+)=(.*)$/, 'last'),
    expected: (seconds, changed) => (key) =>
      key === 'DROPBEAR_EXTRA_ARGS' && changed.includes(key) ? `K${seconds}` : undefined,
  },
  {
    name: 'an ansible.cfg',
    format: ansible,
    file: joined(
      lines(
        fc.constantFrom(
          '[defaults]',
          '[ssh_connection]',
          'timeout = 10',
          '# ssh_args = x',
          'ssh_args = -C -o ControlMaster=auto',
          'ssh_common_args=-o ServerAliveInterval=600 ; note',
          'ssh_args: -o "ServerAliveInterval 900"',
          'ssh_common_args = -A',
          '    -o Compression=yes',
          '',
        ),
      ),
    ),
    model: iniModel,
    expected: () => (key) => (key.startsWith('ssh_connection/') ? '*' : undefined),
  },
  {
    name: 'a git configuration',
    format: gitConfig,
    file: joined(
      lines(
        fc.constantFrom(
          '[core]',
          '[CORE]',
          '[core "x"]',
          '[user]',
          '\tname = A # b',
          '\tsshCommand = ssh -i ~/.ssh/x',
          '\tsshcommand = "ssh -o ServerAliveInterval=600" ; why',
          '[core] bare = false',
          '\teditor = vi \\',
          '; note',
          '',
        ),
      ),
    ),
    model: lineModel(/^\s*(name)\s*=\s*(.*)$/, 'last'),
    expected: () => () => undefined,
  },
  {
    name: 'a unit or script with autossh',
    format: autossh,
    file: joined(
      lines(
        fc.constantFrom(
          '[Service]',
          'Description=autossh tunnel',
          '# autossh -M 0 x',
          'ExecStart=/usr/bin/autossh -M 0 -N -o "ServerAliveInterval 600" host',
          'ExecStart=autossh -- -Nn host',
          '@reboot user=1 autossh -M 0 host',
          'AUTOSSH_POLL=60 autossh \\',
          '  -M 0 host',
        ),
      ),
    ),
    model: lineModel(/^(Description)=(.*)$/, 'last'),
    expected: () => () => undefined,
  },
  {
    name: "Tabby's config.yaml",
    format: tabby,
    isTree: true,
    file: fc
      .array(
        fc.record({
          type: fc.constantFrom('ssh', 'local', 'telnet'),
          name: fc.constantFrom('a', "'b: c'", '"ü"'),
          shape: fc.constantFrom('block', 'flow', 'none', 'empty'),
          interval: fc.option(fc.constantFrom('60', '240', '5000', '60000', '0')),
        }),
        { maxLength: 5 },
      )
      .map((profiles) =>
        [
          'version: 7',
          'profiles:',
          ...profiles.flatMap(({ type, name, shape, interval }) => {
            const entries = [
              'host: example.org',
              ...(interval === null ? [] : [`keepaliveInterval: ${interval}`]),
            ];
            const options = {
              block: ['    options:', ...entries.map((entry) => `      ${entry}`), '      input: {}'],
              flow: [`    options: {${entries.join(', ')}}`],
              none: [],
              empty: ['    options: {}'],
            }[shape];
            return [`  - type: ${type}`, `    name: ${name}`, ...options, '    weight: -1'];
          }),
          ...(profiles.length === 0 ? ['  []'] : []),
          'hotkeys:',
          '  copy: [Ctrl-C]',
          '',
        ].join('\n'),
      ),
    model(content) {
      const model: Record<string, string> = {};
      let profile = -1;
      for (const line of content.split('\n')) {
        if (line.startsWith('  - ')) profile += 1;
        const [, value] = /keepaliveInterval: (\d+)/.exec(line) ?? [];
        if (value !== undefined) model[`${profile}/keepaliveInterval`] = value;
        else if (!line.includes('options')) model[`${profile}/${line.replace('- ', '').trim()}`] = '';
      }
      return model;
    },
    expected: (seconds) => (key) => (key.endsWith('/keepaliveInterval') ? String(1000 * seconds) : undefined),
  },
  {
    name: "iTerm2's property list",
    format: itermXml,
    isTree: true,
    file: joined(
      fc
        .array(
          fc.tuple(
            word,
            fc.constantFrom('<true/>', '<false/>', '<true></true>'),
            fc.constantFrom('', '<!-- <key>Send Code When Idle</key><true/> -->'),
          ),
          { maxLength: 5 },
        )
        .map((profiles) => [
          '<?xml version="1.0" encoding="UTF-8"?>',
          '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
          '<plist version="1.0"><dict><key>New Bookmarks</key><array>',
          ...profiles.flatMap(([name, on, comment]) => [
            '<dict>',
            comment,
            '  <key>Idle Code</key><integer>0</integer>',
            `  <key>Send Code When Idle</key>`,
            `  ${on}`,
            `  <key>Name</key><string>${name} &amp; x</string>`,
            '  <key>Other</key><true/>',
            '</dict>',
          ]),
          '</array></dict></plist>',
        ]),
    ),
    model: (content) => Object.fromEntries(content.split(/\r?\n/).map((line, at) => [`${at}`, line])),
    expected: (_seconds, changed) => (key) => (changed.includes(key) ? '  <false/>' : undefined),
  },
  {
    name: 'a dynamic profile of iTerm2',
    format: itermJson,
    isTree: true,
    file: fc
      .array(
        fc.record(
          {
            Name: text,
            Guid: text,
            'Send Code When Idle': fc.boolean(),
            'Idle Code': fc.nat(255),
            Tags: fc.array(text, { maxLength: 2 }),
          },
          { requiredKeys: ['Name'] },
        ),
        { maxLength: 4 },
      )
      .chain((profiles) =>
        fc
          .constantFrom(undefined, 2, '\t')
          .map((indent) => JSON.stringify({ Profiles: profiles }, undefined, indent)),
      ),
    model(content) {
      const { Profiles } = JSON.parse(content) as { Profiles: Record<string, unknown>[] };
      return Object.fromEntries(
        Profiles.flatMap((profile, at) =>
          Object.entries(profile).map(([key, value]) => [`${at}/${key}`, JSON.stringify(value)]),
        ),
      );
    },
    expected: () => (key) => (key.endsWith('/Send Code When Idle') ? 'false' : undefined),
  },
];
