/** `idletrace fix`, `undo`, `clients`: the cure, where it belongs. */
import { buildCommand } from '@stricli/core';
import { type CliContext, type CommandPage, jsonFlag } from './command-page.ts';
import type { FixOptions } from './fix-options.ts';
import type { SshTarget } from '../core/target/target.ts';
import { durationMs, loginTarget, seconds, word } from './option-values.ts';
import { type SshFlags, sshFlags, sshGroup, sshLetters, sshOptionsOf } from './ssh-flags.ts';

interface FixFlags {
  readonly client?: readonly string[];
  readonly file?: string;
  readonly interval?: number;
  readonly from?: string;
  readonly server: boolean;
  readonly snippet?: string;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly force: boolean;
  readonly json: boolean;
}

const fix: CommandPage = {
  route: ['fix'],
  command: buildCommand<FixFlags, [string?], CliContext>({
    func(flags, target) {
      this.choose({ kind: 'fix', options: fixOptionsOf(flags, target) });
    },
    parameters: {
      flags: {
        client: {
          kind: 'parsed',
          parse: word,
          optional: true,
          variadic: true,
          placeholder: 'NAME',
          brief: 'The program to set: openssh-client if you say nothing; "idletrace clients" lists them',
        },
        file: {
          kind: 'parsed',
          parse: word,
          optional: true,
          placeholder: 'FILE',
          brief: "That file instead of the program's own",
        },
        interval: {
          kind: 'parsed',
          parse: seconds,
          optional: true,
          placeholder: 'SECONDS',
          brief: 'So often, instead of what the last report on the target proved',
        },
        from: {
          kind: 'parsed',
          parse: word,
          optional: true,
          placeholder: 'REPORT',
          brief: 'Go by this report (of trace --json) instead of the last run',
        },
        server: {
          kind: 'boolean',
          default: false,
          withNegated: false,
          brief:
            'Set sshd: of this machine, or over ssh of the TARGET, as root or by sudo -n; else the steps are printed',
        },
        snippet: {
          kind: 'parsed',
          parse: word,
          optional: true,
          placeholder: 'NAME',
          brief: 'Print the lines for a library: paramiko, ssh2, jsch, go, mina, libssh2, libssh',
        },
        dryRun: {
          kind: 'boolean',
          default: false,
          withNegated: false,
          brief: 'Show the change, write nothing',
        },
        yes: { kind: 'boolean', default: false, withNegated: false, brief: 'Write it without asking' },
        force: {
          kind: 'boolean',
          default: false,
          withNegated: false,
          brief: 'Write it even while a program runs that would write its file back',
        },
        json: jsonFlag,
      },
      positional: {
        kind: 'tuple',
        parameters: [
          {
            parse: word,
            optional: true,
            placeholder: 'TARGET',
            brief: 'A host, a pattern of hosts, or the name of a session; all where it is left out',
          },
        ],
      },
    },
    docs: { brief: 'Write the keepalive that cures it where the program will use it' },
  }),
  description: [
    'Takes the interval that the last trace of the target proved and writes it where the program really reads it: in ssh_config the first value wins, so the place matters, and the real ssh is asked before and after. The change is shown first. Everything else in the file stays as it is, to the byte, and "idletrace undo" takes it back.',
    'What is as good already is left. Where somebody decided the limit, nothing is written, and it says whom to ask. Typed characters are never the cure; where a program types some, it says so.',
  ],
  groups: [
    { title: 'What to set', options: ['client', 'file', 'server', 'snippet'] },
    { title: 'How often', options: ['interval', 'from'] },
    { title: 'Doing it', options: ['dry-run', 'yes', 'force', 'json'] },
  ],
  examples: [
    { line: 'idletrace fix prod --dry-run', says: 'what it would write for the host prod' },
    {
      line: 'idletrace fix --client putty --interval 60',
      says: 'every session of PuTTY, a keepalive a minute',
    },
    {
      line: 'idletrace fix --client putty --file export.reg',
      says: 'a registry export, to be imported again',
    },
    {
      line: 'idletrace fix prod --server',
      says: 'sshd there: checked by sshd -t, reloaded, a new login tried, else put back',
    },
    { line: 'idletrace fix --snippet paramiko', says: 'the lines for your own program' },
  ],
  argumentValues: [],
  afterDashes: undefined,
};

const undo: CommandPage = {
  route: ['undo'],
  command: buildCommand<{ readonly list: boolean; readonly json: boolean }, [string?], CliContext>({
    func({ list, json }, id) {
      this.choose({ kind: 'undo', options: { id, list, json } });
    },
    parameters: {
      flags: {
        list: {
          kind: 'boolean',
          default: false,
          withNegated: false,
          brief: 'Show what was changed, and how it stands',
        },
        json: jsonFlag,
      },
      positional: {
        kind: 'tuple',
        parameters: [
          {
            parse: word,
            optional: true,
            placeholder: 'ID',
            brief: 'Which change; the last if you say nothing',
          },
        ],
      },
    },
    docs: { brief: 'Take back a change that fix made' },
  }),
  description: [
    'The file becomes what it was, to the byte. Where it was edited since, nothing is changed, and both differences are shown.',
  ],
  groups: [],
  examples: [{ line: 'idletrace undo --list', says: 'all changes, the oldest first' }],
  argumentValues: [],
  afterDashes: undefined,
};

const clients: CommandPage = {
  route: ['clients'],
  command: buildCommand<{ readonly json: boolean }, [], CliContext>({
    func({ json }) {
      this.choose({ kind: 'clients', options: { json } });
    },
    parameters: { flags: { json: jsonFlag } },
    docs: { brief: 'Show which SSH programs are here, and what keeps their sessions alive' },
  }),
  description: [
    'Per session or host: what it sends (an SSH message, nothing, typed characters), how often, and whether that is within the limit that was measured for the host.',
  ],
  groups: [],
  examples: [],
  argumentValues: [],
  afterDashes: undefined,
};

interface VerifyFlags extends SshFlags {
  readonly limit?: number;
  readonly from?: string;
  readonly json: boolean;
}

const verify: CommandPage = {
  route: ['verify'],
  command: buildCommand<VerifyFlags, [SshTarget?], CliContext>({
    func(flags, sshTarget) {
      const { limit, from, json } = flags;
      const options = { target: sshTarget, ssh: sshOptionsOf(flags), limitMs: limit, reportPath: from, json };
      this.choose({ kind: 'verify', options });
    },
    parameters: {
      flags: {
        ...sshFlags,
        limit: {
          kind: 'parsed',
          parse: durationMs,
          optional: true,
          placeholder: 'DURATION',
          brief: 'The limit to go past, instead of what the last trace measured',
        },
        from: {
          kind: 'parsed',
          parse: word,
          optional: true,
          placeholder: 'REPORT',
          brief: 'Go by this report (of trace --json), its limit and its target, instead of the last run',
        },
        json: jsonFlag,
      },
      aliases: sshLetters,
      positional: {
        kind: 'tuple',
        parameters: [
          {
            parse: loginTarget,
            optional: true,
            placeholder: 'TARGET',
            brief: 'What ssh would take; that of the report where it is left out',
          },
        ],
      },
    },
    docs: { brief: 'Leave sessions alone past the limit, as configured and without keepalive: cured or not' },
  }),
  description: [
    'Logs in four times: twice with your configuration as it is, twice without any keepalive as the negative control. All are left alone past the limit; then the client speaks first on one of each, the server on the other.',
    'Where the server itself sends keepalives, every session gets them and there is no negative control: then the limit that was measured before is the comparison, and it says so.',
    'Exit status 0: cured. 1: a session as configured died. 3: the control lived as well, so nothing is shown.',
  ],
  groups: [sshGroup, { title: 'Result', options: ['limit', 'from', 'json'] }],
  examples: [
    { line: 'idletrace verify prod', says: 'after idletrace fix prod' },
    { line: 'idletrace verify --from report.json', says: 'target and limit from a report' },
  ],
  argumentValues: [],
  afterDashes: undefined,
};

export const fixPages: readonly CommandPage[] = [fix, verify, undo, clients];

function fixOptionsOf(flags: FixFlags, target: string | undefined): FixOptions {
  return {
    target,
    clients: flags.client ?? [],
    file: flags.file,
    intervalSeconds: flags.interval,
    reportPath: flags.from,
    server: flags.server,
    snippet: flags.snippet,
    dryRun: flags.dryRun,
    yes: flags.yes,
    force: flags.force,
    json: flags.json,
  };
}
