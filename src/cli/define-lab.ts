/** `idletrace lab`: networks to try things in. */
import { buildCommand } from '@stricli/core';
import { type CliContext, type CommandPage, jsonFlag, type NoFlags } from './command-page.ts';
import { word } from './option-values.ts';

const scenario = {
  parse: word,
  placeholder: 'FILE',
  brief: 'A scenario: the path of a file, or a name that "lab list" shows',
} as const;

const userFlag = {
  kind: 'parsed',
  parse: word,
  optional: true,
  placeholder: 'NAME',
  brief: 'Run the command as this user of the machine',
} as const;

const list: CommandPage = {
  route: ['lab', 'list'],
  command: buildCommand<{ readonly json: boolean }, [], CliContext>({
    func(flags) {
      this.choose({ kind: 'lab-list', json: flags.json });
    },
    parameters: { flags: { json: jsonFlag } },
    docs: { brief: 'Show the scenarios that come with idletrace' },
  }),
  description: ['Each scenario is one way for an idle session to die, with a drawing of its network.'],
  groups: [],
  examples: [],
  argumentValues: [],
  afterDashes: undefined,
};

const up: CommandPage = {
  route: ['lab', 'up'],
  command: buildCommand<NoFlags, [string], CliContext>({
    func(_flags, file) {
      this.choose({ kind: 'lab-up', file });
    },
    parameters: { flags: {}, positional: { kind: 'tuple', parameters: [scenario] } },
    docs: { brief: 'Bring a network up and keep it until Ctrl-C or "lab down"' },
  }),
  description: ['Prints how to enter the client of the network and how to reach its server.'],
  groups: [],
  examples: [],
  argumentValues: [],
  afterDashes: undefined,
};

const runPage: CommandPage = {
  route: ['lab', 'run'],
  command: buildCommand<{ readonly user?: string }, [string, ...string[]], CliContext>({
    func(flags, file, ...words) {
      this.choose({ kind: 'lab-run', file, command: words, user: flags.user });
    },
    parameters: {
      flags: { user: userFlag },
      positional: {
        kind: 'array',
        parameter: { parse: word, placeholder: 'FILE', brief: scenario.brief },
        minimum: 1,
      },
    },
    docs: { brief: 'Run a command inside a network, then take it down' },
  }),
  description: [
    'The command runs on the client of the network. IDLETRACE_LAB_SSH_CONFIG names an ssh_config in which the server is called "lab". The exit status is that of the command.',
  ],
  groups: [],
  examples: [
    {
      line: 'idletrace lab run FILE -- bash',
      says: 'look around on the client; try: idletrace -F "$IDLETRACE_LAB_SSH_CONFIG" lab',
    },
  ],
  argumentValues: [],
  afterDashes: 'COMMAND...',
};

const down: CommandPage = {
  route: ['lab', 'down'],
  command: buildCommand<NoFlags, [], CliContext>({
    func() {
      this.choose({ kind: 'lab-down' });
    },
    parameters: { flags: {} },
    docs: { brief: 'Take all networks down, left-overs of crashed runs too' },
  }),
  description: ['Touches nothing but what idletrace made.'],
  groups: [],
  examples: [],
  argumentValues: [],
  afterDashes: undefined,
};

export const labPages: readonly CommandPage[] = [list, up, runPage, down];
