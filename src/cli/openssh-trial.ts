/**
 * Candidates for a change of an ssh_config, tried with the real ssh outside the
 * person's folders: a copy of the file, and where an included file is to be
 * changed, of everything that is included, each Include naming the copies.
 */
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { configFiles } from '../adapters/config-files.ts';
import { askSsh } from '../adapters/ssh/ssh-program.ts';
import { decodeText, encodeText } from '../core/edit/octets.ts';
import { applyEdits, type TextEdit } from '../core/edit/text-edit.ts';
import { OperationalError } from '../core/errors.ts';
import type { Candidate, SshOptions } from '../core/fix/openssh-candidates.ts';
import { type Resolved, whatIsWrong } from '../core/fix/openssh-check.ts';
import { readConfigText } from '../core/fix/openssh-text.ts';
import { DEEPEST_INCLUDE } from '../core/sshconfig/config-files.ts';

export interface ConfigFile {
  readonly path: string;
  /** `undefined`: it is not there yet. */
  readonly octets: Uint8Array | undefined;
  readonly text: string;
}

export interface PlacedCandidate extends Candidate {
  readonly file: ConfigFile;
}

export interface Trial {
  readonly main: ConfigFile;
  /** What `~` stands for to ssh. */
  readonly home: string;
  readonly pattern: string;
  readonly options: SshOptions;
  /** The first is what is asked for. */
  readonly hosts: readonly string[];
  /** What makes ssh read the file alone, as it is. */
  readonly alone: readonly string[];
  readonly signal: AbortSignal;
}

/** Throws NOT_DONE where none does what is asked for and nothing else. */
export async function firstThatWorks(
  candidates: readonly PlacedCandidate[],
  trial: Trial,
): Promise<PlacedCandidate> {
  const { main, home, pattern, options, hosts, alone, signal } = trial;
  const folder = mkdtempSync(join(tmpdir(), 'idletrace-'));
  const [sample = ''] = hosts;
  try {
    const old = await resolveAll(hosts, alone, signal);
    let wrong: string | undefined;
    for (const { file, after, ...rest } of candidates) {
      const path =
        file === main
          ? copyOf(main, after, folder)
          : copyWithIncludes(main.path, { path: file.path, text: after }, { folder, home });
      if (path === undefined) continue;
      const isWrong = async (names: readonly string[]) =>
        whatIsWrong({
          pattern,
          wanted: options,
          before: new Map(names.map((name) => [name, old.get(name) ?? ''])),
          after: await resolveAll(names, ['-F', path], signal),
        });
      const why = (await isWrong([sample])) ?? (await isWrong(hosts));
      if (why === undefined) return { file, after, ...rest };
      wrong ??= why;
    }
    throw new OperationalError(
      'NOT_DONE',
      `found no place for ${pattern} that changes nothing else: ${wrong ?? 'there is none'}`,
      {
        hint: `for once, without a file: ssh ${Object.entries(options)
          .map(([key, value]) => `-o ${key}=${value}`)
          .join(' ')} ${sample}`,
      },
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What ssh says for each of the hosts. */
export async function resolveAll(
  hosts: readonly string[],
  words: readonly string[],
  signal: AbortSignal,
): Promise<Resolved> {
  const found = new Map<string, string>();
  const waiting = [...hosts];
  const ask = async (): Promise<void> => {
    for (let host = waiting.shift(); host !== undefined; host = waiting.shift()) {
      const { status, stdout, stderr } = await askSsh(host, words, signal);
      found.set(host, status === 0 ? stdout : `refused ${stderr.replace(/^.*?: /, '')}`);
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, ask));
  return new Map(hosts.map((host) => [host, found.get(host) ?? '']));
}

/** Whether a file that is included is the person's own to edit: below the folder of the main file, and not written by a program. */
export function isOwnInclude({
  path,
  main,
  text,
}: {
  readonly path: string;
  readonly main: string;
  readonly text: string;
}): boolean {
  const isBelow = path.startsWith(`${dirname(main)}/`);
  return isBelow && !/^\s*#.*\b(?:generated|do not edit|managed by)\b/im.test(text);
}

function copyOf({ octets }: ConfigFile, after: string, folder: string): string {
  const to = join(folder, 'config');
  writeFileSync(to, encodeText(after, decodeText(octets ?? new Uint8Array())), { mode: 0o600 });
  return to;
}

/** The path of the main one's copy. `undefined`: an Include is written in a way that only ssh itself can follow. */
function copyWithIncludes(
  main: string,
  changed: { readonly path: string; readonly text: string },
  { folder, home }: { readonly folder: string; readonly home: string },
): string | undefined {
  const files = configFiles(home);
  let copies = 0;
  const copiesOf = (word: string, depth: number): readonly string[] | undefined => {
    // Since OpenSSH 10 tokens and variables are filled in (ssh_config(5)).
    if (/[%$]/.test(word)) return undefined;
    const pattern = /^[/~]/.test(word) ? word : `${home}/.ssh/${word}`;
    const found = files.glob(Buffer.from(pattern, 'utf8').toString('latin1'));
    const to = found.map((one) => copy(Buffer.from(one, 'latin1').toString('utf8'), depth + 1));
    return to.every((one) => one !== undefined) ? to : undefined;
  };
  const copy = (path: string, depth: number): string | undefined => {
    if (depth > DEEPEST_INCLUDE) return undefined;
    const decoded = decodeText(readFileSync(path));
    const text = realpathSync(path) === changed.path ? changed.text : decoded.text;
    const includes = readConfigText(text)
      .blocks.flatMap(({ directives }) => directives)
      .filter(({ name }) => name === 'include');
    const edits: TextEdit[] = [];
    for (const { words, startOffset, endOffset } of includes) {
      const lists = words.map((word) => copiesOf(word, depth));
      if (lists.includes(undefined)) return undefined;
      const names = lists.flatMap((list) => list ?? []);
      edits.push({
        startOffset,
        endOffset,
        insert: names.length === 0 ? join(folder, 'none') : names.join(' '),
      });
    }
    const to = join(folder, `${(copies += 1)}`);
    writeFileSync(to, encodeText(applyEdits(text, edits), decoded), { mode: 0o600 });
    return to;
  };
  return copy(main, 0);
}

/** ssh -G is short; more of them would only get into each other's way. */
const SIDE_BY_SIDE = 4;
