/** `idletrace logs`: how the sessions in a log ended. */
import { buildCommand } from '@stricli/core';
import type { LogsOptions } from './choice.ts';
import { type CliContext, type CommandPage, jsonFlag } from './command-page.ts';
import { sinceMs, word } from './option-values.ts';

const command = buildCommand<Omit<LogsOptions, 'files'>, string[], CliContext>({
  func(flags, ...files) {
    this.choose({ kind: 'logs', options: { files, ...flags } });
  },
  parameters: {
    flags: {
      json: { ...jsonFlag },
      jsonl: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'Write one JSON object a session, a line each',
      },
      since: {
        kind: 'parsed',
        parse: sinceMs,
        optional: true,
        placeholder: 'WHEN',
        brief: 'Only sessions that ended since then: 24h, 7d, 2026-11-01',
      },
      user: {
        kind: 'parsed',
        parse: word,
        optional: true,
        placeholder: 'NAME',
        brief: 'Only sessions of that user',
      },
      host: {
        kind: 'parsed',
        parse: word,
        optional: true,
        placeholder: 'HOST',
        brief: 'Only sessions logged by that host, or from that address',
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
        brief: 'Nothing but ASCII in the result',
      },
      quiet: { kind: 'boolean', default: false, withNegated: false, brief: 'No progress on stderr' },
    },
    positional: {
      kind: 'array',
      parameter: { parse: word, placeholder: 'FILE', brief: 'A log, packed or not; - is stdin' },
    },
  },
  docs: { brief: 'Say how the SSH sessions in a log ended, and why' },
});

export const logsPage: CommandPage = {
  route: ['logs'],
  command,
  description: [
    'Reads auth.log, secure, the journal (as text or journalctl -o json), logs of dropbear, of sshd on Windows, what ssh -v or ssh -E wrote, and PuTTY logs; plain, or packed with gzip, xz or zstd; gigabytes as a stream. Joins the lines of each session and says who, from where, how long, how it ended, and whether that was for idleness. Attacks, failed logins and ordinary logouts are no drops.',
    'Where the log does not say why a session ended, neither does idletrace. sshd before 9.8 logs a lost connection only at LogLevel VERBOSE.',
  ],
  groups: [{ title: 'Which sessions', options: ['since', 'user', 'host'] }],
  examples: [
    { line: 'idletrace logs /var/log/auth.log', says: 'what ended the sessions in it' },
    { line: 'journalctl -u ssh -o json | idletrace logs --since 24h -', says: 'from the journal' },
    { line: 'idletrace logs --jsonl /var/log/auth.log* | jq .end', says: 'for scripts, of any size' },
  ],
  argumentValues: [],
  afterDashes: undefined,
};
