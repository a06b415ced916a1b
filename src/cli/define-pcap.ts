/** `idletrace pcap`: its options, what they mean, and what they become. */
import { buildCommand } from '@stricli/core';
import type { CaptureFilter } from '../core/capture-report/filter.ts';
import { type CliContext, type CommandPage, jsonFlag } from './command-page.ts';
import { durationMs, wholeNumber, word } from './option-values.ts';
import type { ColorChoice } from './trace-options.ts';

interface PcapFlags {
  readonly json: boolean;
  readonly jsonLines: boolean;
  readonly html?: string;
  readonly all: boolean;
  readonly onlyInteresting: boolean;
  readonly follow: boolean;
  readonly host?: string;
  readonly port?: number;
  readonly ssh: boolean;
  readonly idleOver?: number;
  readonly endedBy?: NonNullable<CaptureFilter['endedBy']>;
  readonly quiet: boolean;
  readonly color: ColorChoice;
  readonly ascii: boolean;
}

const ENDED_BY = [
  'client',
  'server',
  'middlebox',
  'nobody-seen',
  'unknown',
  'fin',
  'reset',
  'silent',
  'open',
  'refused',
  'connect-timeout',
] as const;

const flag = (brief: string) => ({ kind: 'boolean', default: false, withNegated: false, brief }) as const;

const command = buildCommand<PcapFlags, [string, ...string[]], CliContext>({
  func(flags, ...paths) {
    const { json, jsonLines, html, all, follow, quiet, color, ascii } = flags;
    const filter: CaptureFilter = {
      host: flags.host,
      port: flags.port,
      sshOnly: flags.ssh,
      idleOverMs: flags.idleOver,
      endedBy: flags.endedBy,
    };
    this.choose({
      kind: 'pcap',
      options: {
        paths,
        json,
        jsonLines,
        htmlPath: html,
        all: all && !flags.onlyInteresting,
        follow,
        filter,
        quiet,
        color,
        ascii,
      },
    });
  },
  parameters: {
    flags: {
      json: jsonFlag,
      jsonLines: flag('Write one JSON document a line to stdout, a connection each'),
      html: {
        kind: 'parsed',
        parse: word,
        optional: true,
        placeholder: 'FILE',
        brief: 'Write one page with the time lines there',
      },
      all: flag('Show every connection'),
      onlyInteresting: flag('Only what was silent for long, or ended badly (the default)'),
      follow: flag('Go on at the end of a file that still grows; say what ended as it ends'),
      host: {
        kind: 'parsed',
        parse: word,
        optional: true,
        placeholder: 'ADDRESS',
        brief: 'Only connections of this address',
      },
      port: {
        kind: 'parsed',
        parse: wholeNumber(1, 65_535),
        optional: true,
        placeholder: 'PORT',
        brief: 'Only connections with this port on either side',
      },
      ssh: flag('Only SSH'),
      idleOver: {
        kind: 'parsed',
        parse: durationMs,
        optional: true,
        placeholder: 'DURATION',
        brief: 'Only connections that were silent for longer',
      },
      endedBy: {
        kind: 'enum',
        values: ENDED_BY,
        optional: true,
        placeholder: 'WHOM',
        brief: `Only what was ended by, or like: ${ENDED_BY.join(', ')}`,
      },
      quiet: flag('No progress on stderr'),
      color: {
        kind: 'enum',
        values: ['auto', 'always', 'never'],
        default: 'auto',
        placeholder: 'WHEN',
        brief: 'Colour: auto, always or never',
      },
      ascii: flag('Nothing but ASCII in the report'),
    },
    aliases: { f: 'follow' },
    positional: {
      kind: 'array',
      parameter: {
        parse: word,
        placeholder: 'FILE',
        brief: 'A capture: pcap or pcapng, packed by gzip or zstd or not; - is standard input',
      },
      minimum: 1,
    },
  },
  docs: { brief: 'Say from a packet capture who ended each connection, and whether for being idle' },
});

export const pcapPage: CommandPage = {
  route: ['pcap'],
  command,
  description: [
    'Reads captures of tcpdump, Wireshark and their kin once, from beginning to end, and says of each TCP connection how long it was silent, what kept it alive, who ended it and how, and whether the end is what it seems: a RST is held against the TTL, IP-ID, timestamps and round trip of the side whose address it bears. Each verdict names the frames that show it, and a filter to look at them in Wireshark.',
    'Captures of one connection taken at two places are matched, and the comparison says between which of them packets got lost. A damaged file gives what can be read of it, and a line that says where it broke.',
  ],
  groups: [
    {
      title: 'Which connections',
      options: ['all', 'only-interesting', 'host', 'port', 'ssh', 'idle-over', 'ended-by'],
    },
    { title: 'Reading', options: ['follow', 'quiet'] },
    { title: 'Result', options: ['json', 'json-lines', 'html', 'color', 'ascii'] },
  ],
  examples: [
    { line: 'idletrace pcap dump.pcap', says: 'what happened to the connections in it' },
    { line: 'idletrace pcap --ssh --idle-over 60s *.pcapng.gz', says: 'idle SSH sessions only' },
    { line: 'idletrace pcap client.pcap server.pcap', says: 'on which side of the path packets vanished' },
    {
      line: 'sudo tcpdump -U -w - port 22 | idletrace pcap -f -',
      says: 'watch, and hear of each end as it comes',
    },
  ],
  argumentValues: [],
  afterDashes: undefined,
};
