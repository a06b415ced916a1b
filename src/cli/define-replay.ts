/** `idletrace replay`: judge a recorded run again. */
import { buildCommand } from '@stricli/core';
import type { ReplayOptions } from './choice.ts';
import { type CliContext, type CommandPage, jsonFlag } from './command-page.ts';
import { word } from './option-values.ts';

const command = buildCommand<Omit<ReplayOptions, 'journalPath'>, [string], CliContext>({
  func(flags, journalPath) {
    this.choose({ kind: 'replay', options: { journalPath, ...flags } });
  },
  parameters: {
    flags: {
      json: { ...jsonFlag, brief: 'Write the report to stdout as one JSON document' },
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
        brief: 'Nothing but ASCII in the report',
      },
    },
    positional: {
      kind: 'tuple',
      parameters: [
        { parse: word, placeholder: 'JOURNAL', brief: 'The record of a run, as its report names it' },
      ],
    },
  },
  docs: { brief: 'Judge a recorded run again, without the network' },
});

export const replayPage: CommandPage = {
  route: ['replay'],
  command,
  description: [
    'A trace keeps a record of everything it saw. Replaying it gives the report that this version of idletrace makes of the same facts: after an update, for a bug report, or from a run that was cut off.',
  ],
  groups: [],
  examples: [{ line: 'idletrace replay --json run.jsonl', says: 'the report of that run as JSON' }],
  argumentValues: [],
  afterDashes: undefined,
};
