/** `idletrace explain`: what a text, a setting, a duration or a name means. */
import { buildCommand } from '@stricli/core';
import type { ExplainOptions } from './choice.ts';
import { type CliContext, type CommandPage, jsonFlag } from './command-page.ts';

const command = buildCommand<Omit<ExplainOptions, 'words'>, string[], CliContext>({
  func(flags, ...words) {
    this.choose({ kind: 'explain', options: { words, ...flags } });
  },
  parameters: {
    flags: {
      json: { ...jsonFlag },
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
        brief: 'Nothing but ASCII in the answer',
      },
    },
    positional: {
      kind: 'array',
      parameter: {
        parse: String,
        placeholder: 'WHAT',
        brief: 'An error text, a setting, a duration, a product, or the id of a cause; - reads it from stdin',
      },
    },
  },
  docs: { brief: 'Say what an error text, a setting or a duration means' },
});

export const explainPage: CommandPage = {
  route: ['explain'],
  command,
  description: [
    'What it means and what it does not, who says it and when, what to do next, and the sources. Offline and at once. A text may be pasted as it is, with host names, times, prefixes of a log, broken lines and typing errors. A duration is answered with the products whose limit it is. Without WHAT: all that is known, by name.',
    'The exit status is 3 where nothing of the kind is known.',
  ],
  groups: [],
  examples: [
    {
      line: 'idletrace explain "client_loop: send disconnect: Broken pipe"',
      says: 'what that text says, and what it does not',
    },
    { line: 'idletrace explain 350s', says: 'whose limit is that?' },
    { line: 'idletrace explain TMOUT', says: 'what a setting does' },
    { line: 'journalctl -u ssh -n 20 | idletrace explain -', says: 'what stands in it' },
  ],
  argumentValues: [],
  afterDashes: undefined,
};
