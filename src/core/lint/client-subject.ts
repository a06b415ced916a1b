/** An ssh_config with everything it includes, asked about every host that it names: what the rules for it look at. */
import type { ClientFile, ClientReading, ClientWorld, Seen, SetBy } from '../sshconfig/client-run.ts';
import { lookUpClient } from '../sshconfig/client-lookup.ts';
import type { Answer } from '../sshconfig/answer.ts';
import { type ConfigLine, type Directive, linesOf } from '../sshconfig/lines.ts';
import { type Block, blocksOf, namesFor } from './blocks.ts';

export interface ClientSubject {
  readonly world: ClientWorld;
  readonly files: readonly TextFile[];
  readonly asked: readonly { readonly host: string; readonly reading: ClientReading }[];
  /** In the order in which ssh comes by them. */
  readonly directives: readonly AskedDirective[];
}

export interface TextFile {
  readonly path: string;
  readonly bytes: string;
  readonly lines: readonly ConfigLine[];
}

export interface AskedDirective {
  readonly file: string;
  readonly line: ConfigLine;
  readonly directive: Directive;
  /** `undefined`: it stands before the first block of its file. */
  readonly block: Block | undefined;
  readonly outcomes: readonly Outcome[];
}

/** What came of the line for a host. */
export interface Outcome {
  readonly host: string;
  readonly reading: ClientReading;
  readonly active: Answer;
  readonly set: SetBy | undefined;
}

export function clientSubject(files: readonly ClientFile[], world: ClientWorld): ClientSubject {
  const ask = (host: string): ClientReading =>
    lookUpClient({ host, user: undefined, port: undefined, options: [], files }, world);
  const first = ask(NOBODY);
  const paths = [...new Set([...files.map(({ path }) => path), ...first.seen.map(({ file }) => file)])];
  const texts = paths.flatMap((path) => {
    const text = world.files.read(path);
    return text.kind === 'text' ? [{ path, bytes: text.bytes, lines: linesOf(text) }] : [];
  });
  const blocks = new Map(texts.map(({ path, lines }) => [path, blocksOf(lines)]));
  const named = [...blocks.values()].flatMap((each) => [...new Set(each.values())]);
  const hosts = named.flatMap((block) => (block === undefined ? [] : namesFor(block)));
  const asked = [
    { host: NOBODY, reading: first },
    ...[...new Set(hosts)].slice(0, MOST_HOSTS).map((host) => ({ host, reading: ask(host) })),
  ];
  const directives = new Map<string, AskedDirective & { readonly outcomes: Outcome[] }>();
  for (const { host, reading } of asked) {
    for (const seen of firstPass(reading.seen)) {
      const { file, line, directive, active, set } = seen;
      const key = `${line.number}:${file}`;
      const block = blocks.get(file)?.get(line.number);
      const known = directives.get(key) ?? { file, line, directive, block, outcomes: [] };
      known.outcomes.push({ host, reading, active, set });
      directives.set(key, known);
    }
  }
  return { world, files: texts, asked, directives: [...directives.values()] };
}

/** A line may be read again in a second pass, or because two `Include` name its file; what it does first is what it does. */
function firstPass(seen: readonly Seen[]): readonly Seen[] {
  const best = new Map<string, Seen>();
  for (const each of seen) {
    const key = `${each.line.number}:${each.file}`;
    const before = best.get(key);
    if (
      before === undefined ||
      RANK[before.set?.effect ?? 'inactive'] < RANK[each.set?.effect ?? 'inactive']
    ) {
      best.set(key, each);
    }
  }
  return [...best.values()];
}

const RANK = { inactive: 0, shadowed: 1, perhaps: 2, sets: 3 } as const;

/** A host that no configuration has a block for, so that only what is for all of them counts. */
const NOBODY = 'idletrace-no-such-host';

/** A file may name thousands; a rule says nothing about those that were not asked. */
const MOST_HOSTS = 250;
