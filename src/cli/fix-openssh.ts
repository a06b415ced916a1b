/** The plan for the OpenSSH client: candidates from core, tried with the real ssh before anything is written. */
import { existsSync, readFileSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { FileCalls } from '../adapters/config/file-calls.ts';
import { readIfThere, resolveLinks } from '../adapters/config/safe-write.ts';
import { askSsh, filesRead } from '../adapters/ssh/ssh-program.ts';
import { decodeText } from '../core/edit/octets.ts';
import { OperationalError } from '../core/errors.ts';
import { isOwnValue, type Manifest } from '../core/fix/manifest.ts';
import { newPlacesFor, ownBlocksFor, type SshOptions } from '../core/fix/openssh-candidates.ts';
import { type Resolved, settingIn, whatIsWrong } from '../core/fix/openssh-check.ts';
import { hostsNamed, readConfigText, sampleOf, takes } from '../core/fix/openssh-text.ts';
import {
  type ConfigFile,
  firstThatWorks,
  isOwnInclude,
  type PlacedCandidate,
  resolveAll,
} from './openssh-trial.ts';
import { changeOfText, NO_PLAN, type Plan } from './planned-change.ts';

export interface OpenSshWish {
  /** `undefined`: every host. */
  readonly target: string | undefined;
  readonly file: string | undefined;
  readonly seconds: number;
  readonly why: string;
  readonly manifests: readonly Manifest[];
  readonly calls: FileCalls;
  readonly signal: AbortSignal;
}

export async function planOpenSsh(wish: OpenSshWish): Promise<Plan> {
  const { seconds, manifests, calls, signal } = wish;
  const { path: named, words, note } = configFile(wish.file);
  const path = resolveLinks(named, calls);
  const before = readIfThere(path, calls);
  const text = decodeText(before ?? new Uint8Array()).text;
  const pattern = patternOf(wish.target);
  // What ssh is asked with before the file exists.
  const wordsNow = before === undefined && words.length > 0 ? ['-F', '/dev/null'] : words;
  const sample = /[*?]/.test(pattern) ? sampleOf(pattern) : destinationOf(wish.target ?? '');
  const { resolved, files } = await effective(sample, wordsNow, signal);
  const options = optionsFor(resolved, {
    seconds,
    isOwn: (own) =>
      [path, ...files].some((one) => isOwnValue(manifests, { path: one, session: pattern, seconds: own })),
  });
  const notes = [...note, ...masterNote(resolved, wish.target)];
  const current = settingIn(resolved, 'serveraliveinterval') ?? '0';
  if (options === undefined) {
    const why = `ssh sends a keepalive every ${current} s already`;
    return { ...NO_PLAN, left: [{ client: CLIENT, file: path, session: pattern, why }], notes };
  }
  const hosts = [...new Set([sample, ...namesIn(files, text), 'idletrace-any'])];
  const alone = before === undefined ? ['-F', '/dev/null'] : ['-F', path];
  const main: ConfigFile = { path, octets: before, text };
  const candidate = await firstThatWorks(placesFor(main, files, { pattern, options, calls }), {
    main,
    home: userInfo().homedir,
    pattern,
    options,
    hosts,
    alone,
    signal,
  });
  const wanted = { pattern, wanted: options };
  const unchanged = await resolveAll(hosts, wordsNow, signal);
  return {
    ...NO_PLAN,
    notes: [...notes, ...ownSayNotes(unchanged, pattern, seconds), 'it takes effect with the next ssh'],
    changes: [
      {
        client: CLIENT,
        ...changeOfText(candidate.file.path, candidate.file.octets, candidate.after),
        settings: options,
        sessions: [{ session: pattern, before: { ServerAliveInterval: Number(current) }, after: options }],
        written: [{ session: pattern, seconds }],
        why: `${wish.why}; ${candidate.why}`,
        verify: async () => {
          const wrong = whatIsWrong({
            ...wanted,
            before: unchanged,
            after: await resolveAll(hosts, words, signal),
          });
          return wrong === undefined
            ? {
                said: `ssh -G ${sample}: ${Object.entries(options)
                  .map(([key, value]) => `${key.toLowerCase()} ${value}`)
                  .join(', ')}; ${hosts.length - 1} other names resolve as before`,
              }
            : { wrong };
        },
      },
    ],
  };
}

/** Places in the main file and in what it includes, best first: a block that is for the pattern alone, wherever it is, then new ones. */
function placesFor(
  main: ConfigFile,
  files: readonly string[],
  {
    pattern,
    options,
    calls,
  }: { readonly pattern: string; readonly options: SshOptions; readonly calls: FileCalls },
): readonly PlacedCandidate[] {
  const included = files.flatMap((named): readonly PlacedCandidate[] => {
    const path = resolveLinks(named, calls);
    const octets = path === main.path ? undefined : readIfThere(path, calls);
    if (octets === undefined) return [];
    const { text } = decodeText(octets);
    if (!isOwnInclude({ path: named, main: main.path, text })) return [];
    return ownBlocksFor({ text, pattern, options }).map((candidate) => ({
      ...candidate,
      why: `${candidate.why}, in ${named}, which ${main.path} includes`,
      file: { path, octets, text },
    }));
  });
  const place = { text: main.text, pattern, options };
  const own = ownBlocksFor(place).map((candidate) => ({ ...candidate, file: main }));
  const others = newPlacesFor(place).map((candidate) => ({ ...candidate, file: main }));
  return [...own, ...included, ...others];
}

/** What is to be set; `undefined`: what there is, is as good or better. */
function optionsFor(
  resolved: string,
  { seconds, isOwn }: { readonly seconds: number; readonly isOwn: (seconds: number) => boolean },
): SshOptions | undefined {
  const interval = Number(settingIn(resolved, 'serveraliveinterval') ?? 0);
  const countMax = Number(settingIn(resolved, 'serveralivecountmax') ?? 3);
  const interim = interval === 0 || interval > seconds || (isOwn(interval) && interval !== seconds);
  // With 0, ssh ends a healthy session that is quiet for one interval.
  const count = countMax === 0 || (interval === 0 && countMax === 3) ? { ServerAliveCountMax: 3 } : {};
  if (!interim && countMax !== 0) return undefined;
  return interim ? { ServerAliveInterval: seconds, ...count } : count;
}

/** What ssh says for one host, and the files that it read for it. Throws SSH_CONFIG where it refuses them. */
async function effective(host: string, words: readonly string[], signal: AbortSignal) {
  const { status, stdout, stderr } = await askSsh(host, ['-v', ...words], signal);
  if (status !== 0) {
    const said = stderr.split('\n').filter((line) => line.trim() !== '' && !/^(?:debug|OpenSSH_)/.test(line));
    throw new OperationalError(
      'SSH_CONFIG',
      `ssh itself refuses the configuration: ${said.at(0)?.trim() ?? `ssh -G ended with ${status}`}`,
      {
        hint: `mend that first (idletrace lint says more); try: ssh ${[...words, '-G', host].join(' ')}`,
      },
    );
  }
  return { resolved: stdout, files: filesRead(stderr) };
}

function namesIn(files: readonly string[], text: string): readonly string[] {
  const texts = files.map((file) => {
    try {
      return decodeText(readFileSync(file)).text;
    } catch {
      return '';
    }
  });
  return [text, ...texts].flatMap((one) => hostsNamed(readConfigText(one)));
}

function configFile(file: string | undefined): {
  readonly path: string;
  readonly words: readonly string[];
  readonly note: readonly string[];
} {
  if (file !== undefined) return { path: file, words: ['-F', file], note: [] };
  // ssh asks the passwd file, not $HOME, where home is.
  const own = join(userInfo().homedir, '.ssh', 'config');
  const other = join(homedir(), '.ssh', 'config');
  if (other === own || !existsSync(other)) return { path: own, words: [], note: [] };
  return {
    path: other,
    words: ['-F', other],
    note: [`ssh by itself reads ${own}, whatever HOME says: this file counts with ssh -F alone`],
  };
}

/** What stands after `Host`: the name as it is typed, without its user. */
function patternOf(target: string | undefined): string {
  if (target === undefined) return '*';
  return destinationOf(target).replace(/^.*@/, '');
}

/** `[user@]host` of it. */
function destinationOf(target: string): string {
  return /^ssh:\/\/(.*?)(?::\d+)?\/?$/.exec(target)?.[1]?.replace(/\[(.*)\]$/, '$1') ?? target;
}

function masterNote(resolved: string, target: string | undefined): readonly string[] {
  const master = settingIn(resolved, 'controlmaster') ?? 'false';
  return ['false', 'no'].includes(master)
    ? []
    : [
        `connections are shared (ControlMaster ${master}): a running master keeps its old values until ssh -O exit ${target ?? 'HOST'}`,
      ];
}

function ownSayNotes(resolved: Resolved, pattern: string, seconds: number): readonly string[] {
  if (!/[*?]/.test(pattern)) return [];
  const worse = [...resolved].filter(
    ([host, says]) => takes(pattern, host) && Number(settingIn(says, 'serveraliveinterval') ?? 0) > seconds,
  );
  return worse.length === 0
    ? []
    : [
        `${worse.map(([host]) => host).join(', ')}: an interval of their own that is longer; it stays (idletrace fix NAME changes it)`,
      ];
}

const CLIENT = 'openssh-client';
