/**
 * The shape of src/, as data: main -> cli -> { drive, adapters } -> core, and inside the core one way again.
 * Each row carries its reason, which is what a person reads when a test fails. The picture is in ARCHITECTURE.md.
 */
import type { Law, Taboo } from './faults.ts';

/** More than this and a file does two things; the linter holds the same number without comments. */
export const MAX_LINES = 300;
/** Tables of facts are as long as the facts are many; no code stands in them. */
export const DATA_TABLES: readonly string[] = [
  'core/facts/causes/',
  'core/facts/products/',
  'core/facts/settings/',
];

const GROUND: readonly string[] = ['core/errors.ts', 'core/duration.ts'];

/** How text is laid out on a terminal, whatever it says. */
const LOOKS: readonly string[] = [
  'core/report/printable.ts',
  'core/report/style.ts',
  'core/report/text-layout.ts',
];

export const LAWS: readonly Law[] = [
  { of: 'main.ts', may: ['cli'], packages: ['node:'], why: 'main only starts the command line' },
  {
    of: 'cli',
    may: ['drive', 'adapters', 'core'],
    packages: ['node:', '@stricli/core', '@valibot/to-json-schema'],
    why: 'cli joins the layers below and is known to main alone',
  },
  {
    of: 'drive',
    may: ['core'],
    why: 'loops see the world only through the ports of core; cli hands them the adapters',
  },
  {
    of: 'adapters',
    may: ['core'],
    packages: ['node:'],
    why: 'adapters are thin: they know core and their outside thing, neither loops, commands nor each other',
  },
  {
    of: 'adapters/capture-source.ts',
    may: ['core'],
    packages: ['node:', 'fzstd'],
    why: 'captures come packed by gzip and zstd, and Node 20 knows only the first',
  },
  {
    of: 'adapters/net',
    may: ['core'],
    packages: ['node:', 'koffi'],
    why: 'sockets know core and the system, whoever speaks over them',
  },
  {
    of: 'adapters/ssh',
    may: ['core', 'adapters/net'],
    packages: ['node:'],
    why: 'an ssh process runs over a socket of ours, and knows nothing else outside core',
  },
  {
    of: 'adapters/lab',
    may: ['core'],
    packages: ['node:', 'ssh2'],
    why: 'the lab is a world of its own: what is measured in it must not lean on it, nor it on that',
  },

  { of: 'core/errors.ts', may: [], why: 'it is the ground of core' },
  { of: 'core/duration.ts', may: ['core/errors.ts'], why: 'it is the ground of core' },
  {
    of: 'core/facts',
    may: [],
    why: 'what the world is like is known before anything is measured, and depends on nothing here',
  },
  { of: 'core/net', may: GROUND, why: 'addresses and hops know nothing of what is measured over them' },
  {
    of: 'core/lint',
    may: [...GROUND, 'core/sshconfig', 'core/facts', ...LOOKS],
    packages: ['valibot'],
    why: 'findings are about files alone, whatever was or will be measured',
  },
  {
    of: 'core/sshconfig',
    may: GROUND,
    why: 'configuration files are read for their own sake, whoever asks what is in them',
  },
  {
    of: 'core/target',
    may: [...GROUND, 'core/net'],
    why: 'what to reach is known before anything is measured',
  },
  {
    of: 'core/ssh',
    may: [...GROUND, 'core/net', 'core/target'],
    why: 'how ssh is called does not depend on what for',
  },
  {
    of: 'core/inspect',
    may: [...GROUND, 'core/net', 'core/sshconfig'],
    why: 'what can be read before any waiting is known before anything is measured',
  },
  {
    of: 'core/lab',
    may: [...GROUND, 'core/net'],
    packages: ['smol-toml'],
    why: 'a lab is a network, whatever is measured in it',
  },
  {
    of: 'core/measure',
    may: [...GROUND, 'core/net', 'core/facts'],
    why: 'a measurement knows times and outcomes, not who asked or what follows',
  },
  {
    of: 'core/trace',
    may: [...GROUND, 'core/net', 'core/target', 'core/ssh', 'core/inspect', 'core/measure'],
    why: 'the run plans and records; what its events mean is judged above it',
  },
  {
    of: 'core/evidence',
    may: [...GROUND, 'core/net', 'core/target', 'core/ssh', 'core/inspect', 'core/measure', 'core/trace'],
    why: 'evidence states what was seen, without a verdict',
  },
  {
    of: 'core/journal',
    may: [
      ...GROUND,
      'core/net',
      'core/target',
      'core/inspect',
      'core/measure',
      'core/trace',
      'core/evidence',
    ],
    why: 'a journal keeps what a run was made of and what happened to it',
  },
  {
    of: 'core/verdict',
    may: [
      ...GROUND,
      'core/facts',
      'core/net',
      'core/target',
      'core/inspect',
      'core/measure',
      'core/trace',
      'core/evidence',
    ],
    why: 'a verdict reads evidence, and knows neither cure nor rendering',
  },
  {
    of: 'core/remedy',
    may: [
      ...GROUND,
      'core/facts',
      'core/net',
      'core/target',
      'core/inspect',
      'core/measure',
      'core/trace',
      'core/evidence',
      'core/verdict',
    ],
    why: 'a remedy follows from a verdict, whoever will render it',
  },
  { of: 'core/wire', may: GROUND, why: 'octets are read without knowing what they are wanted for' },
  {
    of: 'core/capture',
    may: [...GROUND, 'core/wire'],
    why: 'a connection in a capture is what its packets were, without a verdict',
  },
  {
    of: 'core/endings',
    may: [...GROUND, 'core/wire', 'core/capture'],
    why: 'how a connection ended is judged from what was seen of it, whoever will render it',
  },
  {
    of: 'core/capture-report',
    may: [...GROUND, 'core/wire', 'core/capture', 'core/endings', 'core/report'],
    packages: ['valibot'],
    why: 'its report is made of verdicts, and looks as the other reports do',
  },
  {
    of: 'core/report',
    may: [
      ...GROUND,
      'core/facts',
      'core/net',
      'core/target',
      'core/measure',
      'core/trace',
      'core/evidence',
      'core/verdict',
      'core/remedy',
      'core/inspect',
    ],
    packages: ['valibot'],
    why: 'a report is made of results; nothing in core depends on how it looks',
  },
  {
    of: 'core/logs',
    may: [...GROUND, 'core/facts', ...LOOKS],
    packages: ['valibot'],
    why: 'a log is read by itself; of the report it shares only how text is laid out',
  },
  {
    of: 'core/explain',
    may: [...GROUND, 'core/facts', ...LOOKS],
    packages: ['valibot'],
    why: 'an explanation comes from the facts alone; of the report it shares only how text is laid out',
  },
  {
    of: 'core/edit',
    may: GROUND,
    packages: ['diff'],
    why: 'bytes, lines and edits know nothing of what the file is for',
  },
  {
    of: 'core/client',
    may: [...GROUND, 'core/edit'],
    packages: ['yaml'],
    why: "a program's settings are read and edited whatever the reason",
  },
  {
    of: 'core/fix',
    may: [...GROUND, 'core/edit', 'core/client', 'core/sshconfig'],
    packages: ['valibot'],
    why: 'what to write follows from a report and the files; nothing measures by it',
  },
];

export const TABOOS: readonly Taboo[] = [
  { in: 'core', words: /\bDate\.now\b/, but: 'time enters core as an argument (atMs)' },
  {
    in: 'core',
    words: /\bnew\s+Date\b|(?<!\.)\bDate\s*\(/,
    but: 'wall time enters core as a number or an ISO string',
  },
  { in: 'core', words: /\bMath\.random\b/, but: 'randomness enters core as an argument (a seed)' },
  {
    in: 'drive',
    words: /\bDate\.now\b|\bperformance\.now\b|\bprocess\.hrtime\b/,
    but: 'a loop asks the clock it was given',
  },
  { in: 'drive', words: /\bMath\.random\b/, but: 'a run must be replayable' },
  {
    in: 'main.ts',
    words: /\bprocess\.exit\s*\(/,
    but: 'output still on its way would be lost: set process.exitCode',
  },
  { in: 'cli', words: /\bprocess\.exit(?:Code)?\b/, but: 'only main.ts decides how the process ends' },
  { in: 'drive', words: /\bprocess\./, but: 'only main.ts, cli and adapters know the process' },
  { in: 'adapters', words: /\bprocess\.exit(?:Code)?\b/, but: 'only main.ts decides how the process ends' },
];
