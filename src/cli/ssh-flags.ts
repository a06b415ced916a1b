/** The options that every command which logs in passes on to ssh, with ssh's own letters. */
import type { FlagParametersForType } from '@stricli/core';
import type { CliContext } from './command-page.ts';
import { jumpHost, sshOption, wholeNumber, word } from './option-values.ts';
import type { SshOptions } from './trace-options.ts';

export interface SshFlags {
  readonly sshConfig?: string;
  readonly sshOption?: readonly string[];
  readonly port?: number;
  readonly identity?: readonly string[];
  readonly jump?: string;
}

export const sshFlags: FlagParametersForType<SshFlags, CliContext> = {
  sshConfig: {
    kind: 'parsed',
    parse: word,
    optional: true,
    placeholder: 'FILE',
    brief: 'The ssh_config to use',
  },
  sshOption: {
    kind: 'parsed',
    parse: sshOption,
    optional: true,
    variadic: true,
    placeholder: 'KEY=VALUE',
    brief: 'An option of ssh_config; the first of a key wins',
  },
  port: {
    kind: 'parsed',
    parse: wholeNumber(1, 65_535),
    optional: true,
    placeholder: 'PORT',
    brief: 'The port of the server',
  },
  identity: {
    kind: 'parsed',
    parse: word,
    optional: true,
    variadic: true,
    placeholder: 'FILE',
    brief: 'A private key to log in with',
  },
  jump: {
    kind: 'parsed',
    parse: jumpHost,
    optional: true,
    placeholder: 'HOST',
    brief: 'Go by way of this host',
  },
};

export const sshLetters = {
  F: 'sshConfig',
  o: 'sshOption',
  p: 'port',
  i: 'identity',
  J: 'jump',
} as const;

/** As a page of help groups them. */
export const sshGroup = {
  title: 'Passed on to ssh',
  options: ['ssh-config', 'ssh-option', 'port', 'identity', 'jump'],
} as const;

export function sshOptionsOf({ sshConfig, sshOption: options, port, identity, jump }: SshFlags): SshOptions {
  return { configFile: sshConfig, options: options ?? [], port, identityFiles: identity ?? [], jump };
}
