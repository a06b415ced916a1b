/** `idletrace trace`: its options, what they mean, and what they become. */
import { buildCommand } from '@stricli/core';
import { OperationalError } from '../core/errors.ts';
import type { Target } from '../core/target/target.ts';
import { type CliContext, type CommandPage, jsonFlag } from './command-page.ts';
import { durationMs, firstRungMs, resolution, target, wholeNumber, word } from './option-values.ts';
import { type SshFlags, sshFlags, sshGroup, sshLetters, sshOptionsOf } from './ssh-flags.ts';
import type { ColorChoice, JournalChoice, Resolution, TraceOptions } from './trace-options.ts';

interface TraceFlags extends SshFlags {
  readonly max: number;
  readonly first: number;
  readonly resolution: Resolution;
  readonly connections: number;
  readonly logins?: number;
  readonly require?: number;
  readonly forbid?: number;
  readonly fix: boolean;
  readonly yes: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly color: ColorChoice;
  readonly ascii: boolean;
  readonly journal?: string;
  readonly noJournal: boolean;
}

/** Far above what any server takes well (MaxStartups 10:30:100); a typing error, not a wish. */
const MOST_CONNECTIONS = 256;
const MOST_LOGINS = 1000;

const command = buildCommand<TraceFlags, [Target], CliContext>({
  func(flags, parsedTarget) {
    this.choose({ kind: 'trace', options: traceOptionsOf(flags, parsedTarget) });
  },
  parameters: {
    flags: {
      ...sshFlags,
      max: {
        kind: 'parsed',
        parse: durationMs,
        default: '15m',
        placeholder: 'DURATION',
        brief: 'The longest idle time worth waiting for',
      },
      first: {
        kind: 'parsed',
        parse: firstRungMs,
        default: '1s',
        placeholder: 'DURATION',
        brief: 'The first idle time that is tried',
      },
      resolution: {
        kind: 'parsed',
        parse: resolution,
        default: '2%',
        placeholder: 'X',
        brief: 'How narrow the answer must become: a percentage of it, or a duration',
      },
      connections: {
        kind: 'parsed',
        parse: wholeNumber(1, MOST_CONNECTIONS),
        default: '16',
        placeholder: 'N',
        brief: 'Connections held to measure with',
      },
      logins: {
        kind: 'parsed',
        parse: wholeNumber(1, MOST_LOGINS),
        optional: true,
        placeholder: 'N',
        brief: 'The most logins in all; the connections that tell most are kept, 1 still measures, slowly',
      },
      require: {
        kind: 'parsed',
        parse: durationMs,
        optional: true,
        placeholder: 'DURATION',
        brief: 'Exit with 1 unless a silent session lives that long',
      },
      forbid: {
        kind: 'parsed',
        parse: durationMs,
        optional: true,
        placeholder: 'DURATION',
        brief: 'Exit with 1 unless a session left alone has ended by then, to a second or 2 %',
      },
      fix: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'Write the cure that was proven ("idletrace fix"), and verify it',
      },
      yes: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'With --fix: write it without asking',
      },
      json: { ...jsonFlag, brief: 'Write the report to stdout as one JSON document' },
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
        brief: 'Nothing but ASCII in the report and the view',
      },
      journal: {
        kind: 'parsed',
        parse: word,
        optional: true,
        placeholder: 'FILE',
        brief: 'Keep the record of the run there',
      },
      noJournal: { kind: 'boolean', default: false, withNegated: false, brief: 'Keep no record of the run' },
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
  docs: { brief: 'Measure the idle limit of a session, find who sets it, prove the cure' },
});

export const tracePage: CommandPage = {
  route: ['trace'],
  command,
  description: [
    'Logs in many times through your own ssh, leaves the sessions alone, and watches which of them die. Each is kept busy in another way: not at all, by SSH keepalives, by TCP keepalives, by keepalives that reach only to hop 1, to hop 2, and so on. Which ones live and which die tells how long a silent session lives, who ends it, at which hop, and which keepalive stops it, all in one wait of little more than the limit itself.',
    'Nothing is installed on the server, and no privilege is needed here.',
  ],
  groups: [
    { title: 'Measuring', options: ['max', 'first', 'resolution', 'connections', 'logins'] },
    sshGroup,
    {
      title: 'Result',
      options: [
        'fix',
        'yes',
        'json',
        'require',
        'forbid',
        'quiet',
        'color',
        'ascii',
        'journal',
        'no-journal',
      ],
    },
  ],
  examples: [
    { line: 'idletrace prod', says: 'who drops idle sessions to prod, and after how long' },
    { line: 'idletrace --max 2h10m root@192.0.2.7 -p 2222', says: 'wait for limits up to 2 h 10 min' },
    {
      line: 'idletrace --json --require 1h prod',
      says: 'for scripts: exit status 1 unless idle sessions live an hour',
    },
    {
      line: 'idletrace --forbid 15m --max 20m prod',
      says: 'for auditors: exit status 1 if an idle session outlives the policy',
    },
    { line: 'idletrace --logins 1 prod', says: 'one login only, where each needs a one-time code' },
    { line: 'idletrace tcp://192.0.2.7:5432', says: 'a TCP connection that needs no login' },
  ],
  argumentValues: [],
  afterDashes: undefined,
};

function traceOptionsOf(flags: TraceFlags, parsedTarget: Target): TraceOptions {
  return {
    target: parsedTarget,
    ssh: sshOptionsOf(flags),
    maxIdleMs: flags.max,
    firstIdleMs: Math.min(flags.first, flags.max),
    connections: flags.connections,
    logins: flags.logins,
    resolution: flags.resolution,
    fix: flags.fix ? { yes: flags.yes } : undefined,
    json: flags.json,
    quiet: flags.quiet,
    requireMs: flags.require,
    forbidMs: forbiddenMs(flags),
    journal: journalOf(flags),
    color: flags.color,
    ascii: flags.ascii,
  };
}

/** What lives longer must have had the time to. */
function forbiddenMs({ forbid, max }: Pick<TraceFlags, 'forbid' | 'max'>): number | undefined {
  if (forbid !== undefined && forbid >= max) {
    throw new OperationalError('USAGE', '--forbid must be less than --max, or nothing could outlive it', {
      hint: 'give a larger --max',
    });
  }
  return forbid;
}

function journalOf(flags: Pick<TraceFlags, 'journal' | 'noJournal'>): JournalChoice {
  if (flags.noJournal && flags.journal !== undefined) {
    throw new OperationalError('USAGE', '--journal and --no-journal contradict each other', {
      hint: 'give one of them',
    });
  }
  if (flags.noJournal) return { kind: 'none' };
  return flags.journal === undefined ? { kind: 'default' } : { kind: 'file', path: flags.journal };
}
