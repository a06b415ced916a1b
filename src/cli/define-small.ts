/** The commands that only print what idletrace knows of itself: `schema`, `completion`, `man`. */
import { buildCommand } from '@stricli/core';
import type { Shell } from './choice.ts';
import type { CliContext, CommandPage, NoFlags } from './command-page.ts';

const schemaPage: CommandPage = {
  route: ['schema'],
  command: buildCommand<NoFlags, [string?], CliContext>({
    func(_flags, name) {
      this.choose({ kind: 'schema', name: name ?? 'report' });
    },
    parameters: {
      flags: {},
      positional: {
        kind: 'tuple',
        parameters: [
          {
            parse: String,
            optional: true,
            placeholder: 'NAME',
            brief: 'Which document: report (the default), pcap, inspect, explain, logs',
          },
        ],
      },
    },
    docs: { brief: 'Print the JSON Schema of what --json writes' },
  }),
  description: [
    'JSON Schema, draft 7. Fields may be added to a document; none is renamed or removed without a new version.',
  ],
  groups: [],
  examples: [],
  argumentValues: ['report', 'pcap', 'inspect', 'explain', 'logs'],
  afterDashes: undefined,
};

const completionPage: CommandPage = {
  route: ['completion'],
  command: buildCommand<NoFlags, [Shell], CliContext>({
    func(_flags, shell) {
      this.choose({ kind: 'completion', shell });
    },
    parameters: {
      flags: {},
      positional: {
        kind: 'tuple',
        parameters: [{ parse: shellName, placeholder: 'SHELL', brief: 'bash, zsh or fish' }],
      },
    },
    docs: { brief: 'Print the completion script for a shell' },
  }),
  description: ['For the running shell, or to be kept in a file of its start-up.'],
  groups: [],
  examples: [
    { line: 'eval "$(idletrace completion bash)"', says: 'in ~/.bashrc' },
    { line: 'idletrace completion zsh > ~/.zfunc/_idletrace', says: 'in a folder of $fpath' },
    { line: 'idletrace completion fish | source', says: 'in ~/.config/fish/config.fish' },
  ],
  argumentValues: ['bash', 'zsh', 'fish'],
  afterDashes: undefined,
};

const manPage: CommandPage = {
  route: ['man'],
  command: buildCommand<NoFlags, [], CliContext>({
    func() {
      this.choose({ kind: 'man' });
    },
    parameters: { flags: {} },
    docs: { brief: 'Print the manual page, in roff' },
  }),
  description: ['As man(1) reads it.'],
  groups: [],
  examples: [{ line: 'idletrace man | man -l -', says: 'read it' }],
  argumentValues: [],
  afterDashes: undefined,
};

export const smallPages: readonly CommandPage[] = [schemaPage, completionPage, manPage];

function shellName(text: string): Shell {
  if (text === 'bash' || text === 'zsh' || text === 'fish') return text;
  throw new Error(`is bash, zsh or fish, not "${text}"`);
}
