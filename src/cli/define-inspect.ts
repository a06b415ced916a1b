/** `idletrace inspect`: what can be known before any waiting. */
import { buildCommand } from '@stricli/core';
import type { Target } from '../core/target/target.ts';
import { type CliContext, type CommandPage, jsonFlag } from './command-page.ts';
import { target } from './option-values.ts';
import { type SshFlags, sshFlags, sshGroup, sshLetters, sshOptionsOf } from './ssh-flags.ts';
import type { ColorChoice } from './trace-options.ts';

interface InspectFlags extends SshFlags {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly color: ColorChoice;
  readonly ascii: boolean;
}

const command = buildCommand<InspectFlags, [Target], CliContext>({
  func(flags, parsedTarget) {
    const { json, quiet, color, ascii } = flags;
    const options = { target: parsedTarget, ssh: sshOptionsOf(flags), json, quiet, color, ascii };
    this.choose({ kind: 'inspect', options });
  },
  parameters: {
    flags: {
      ...sshFlags,
      json: { ...jsonFlag, brief: 'Write the inspection to stdout as one JSON document' },
      quiet: { kind: 'boolean', default: false, withNegated: false, brief: 'No progress on stderr' },
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
        brief: 'Nothing but ASCII in the inspection',
      },
    },
    aliases: sshLetters,
    positional: {
      kind: 'tuple',
      parameters: [
        {
          parse: target,
          placeholder: 'TARGET',
          brief:
            '[user@]host, an alias of ssh_config, ssh://[user@]host[:port], or tcp://host:port without a login',
        },
      ],
    },
  },
  docs: { brief: 'Say at once what can be known of the idle limits on both ends' },
});

export const inspectPage: CommandPage = {
  route: ['inspect'],
  command,
  description: [
    'Logs in once, changes nothing, and reads what sets idle limits: the ssh settings of both ends and where each comes from, TMOUT as the login shell really has it, timers and connection tables of both kernels, the addresses on the path. It says what each can do to an idle session and after how long, which causes that suggests or rules out, what could not be read and which permission that would take.',
    'What a box on the path forgets cannot be read from outside: for that there is idletrace trace.',
  ],
  groups: [sshGroup, { title: 'Result', options: ['json', 'quiet', 'color', 'ascii'] }],
  examples: [
    { line: 'idletrace inspect prod', says: 'suspects before any waiting' },
    {
      line: "idletrace inspect --json prod | jq '.suspects[0]'",
      says: 'for scripts: the first suspect',
    },
  ],
  argumentValues: [],
  afterDashes: undefined,
};
