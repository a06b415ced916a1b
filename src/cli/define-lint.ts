/** `idletrace lint`: what is wrong in the files that say how ssh, sshd and other clients keep sessions alive. */
import { buildCommand } from '@stricli/core';
import type { LintOptions } from './choice.ts';
import { type CliContext, type CommandPage, jsonFlag } from './command-page.ts';
import { lintHost, opensshVersion } from './option-values.ts';

const command = buildCommand<Omit<LintOptions, 'paths'>, string[], CliContext>({
  func(flags, ...paths) {
    this.choose({ kind: 'lint', options: { paths, ...flags } });
  },
  parameters: {
    flags: {
      json: { ...jsonFlag },
      format: {
        kind: 'enum',
        values: ['human', 'json', 'sarif', 'unix'],
        default: 'human',
        placeholder: 'FORMAT',
        brief: 'human, json, sarif (2.1.0), or unix: file:line:column, for editors',
      },
      for: {
        kind: 'parsed',
        parse: lintHost,
        optional: true,
        placeholder: 'HOST',
        brief: 'Say too which keepalive settings count for this host, and from where',
      },
      failOn: {
        kind: 'enum',
        values: ['info', 'warning', 'error'],
        default: 'info',
        placeholder: 'SEVERITY',
        brief: 'The least severity that makes the exit status 1',
      },
      openssh: {
        kind: 'parsed',
        parse: opensshVersion,
        optional: true,
        placeholder: 'VERSION',
        brief: 'Judge by this version, such as 8.9, instead of the one on this machine',
      },
      color: {
        kind: 'enum',
        values: ['auto', 'always', 'never'],
        default: 'auto',
        placeholder: 'WHEN',
        brief: 'Colour: auto, always or never',
      },
      ascii: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'Nothing but ASCII in the findings',
      },
    },
    positional: {
      kind: 'array',
      parameter: {
        parse: String,
        placeholder: 'FILE',
        brief: 'An ssh_config, an sshd_config, or the settings of another client',
      },
    },
  },
  docs: { brief: 'Find what is wrong in ssh_config, sshd_config and the settings of other clients' },
});

export const lintPage: CommandPage = {
  route: ['lint'],
  command,
  description: [
    'Values that never count because another comes first, keywords of the other side or of another version, numbers that OpenSSH refuses, intervals longer than common limits, counts of 0, and more; each with its place, what it does, and the cure. Includes are followed. Nothing is changed, and nothing but ssh -V is run: no Match exec, no name is looked up.',
    'Without FILE: your own ~/.ssh/config and the files in /etc/ssh. The kind of a file is known by its name and its content: besides OpenSSH it may belong to PuTTY, KiTTY, WinSCP, SecureCRT, Xshell, iTerm2, Tabby, FileZilla, MobaXterm, Ansible, autossh or dropbear on OpenWrt.',
    'The exit status is 1 where there is a finding, of whatever severity (see --fail-on), 0 where there is none, and 2 for a file that cannot be read or is of no known kind.',
  ],
  groups: [],
  examples: [
    { line: 'idletrace lint', says: 'the files that ssh and sshd read on this machine' },
    { line: 'idletrace lint --for prod', says: 'and what counts for the host prod' },
    { line: 'idletrace lint --format unix sshd_config', says: 'for the quickfix list of an editor' },
  ],
  argumentValues: [],
  afterDashes: undefined,
};
