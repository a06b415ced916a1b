/** An sshd_config with everything it includes: what the rules for it look at. */
import type { SetBy } from '../sshconfig/client-run.ts';
import { type ConfigLine, type Directive, linesOf } from '../sshconfig/lines.ts';
import { lookUpServer } from '../sshconfig/server-lookup.ts';
import type { ServerReading, ServerWorld } from '../sshconfig/server-run.ts';
import { type Block, blocksOf } from './blocks.ts';
import type { TextFile } from './client-subject.ts';

export interface ServerSubject {
  readonly world: ServerWorld;
  readonly files: readonly TextFile[];
  /** As sshd starts. */
  readonly reading: ServerReading;
  /** In the order in which sshd comes by them. */
  readonly directives: readonly ServerDirective[];
}

export interface ServerDirective {
  readonly file: string;
  readonly line: ConfigLine;
  readonly directive: Directive;
  /** `undefined`: it stands before the first block of its file. */
  readonly block: Block | undefined;
  /** At the start of sshd, where everything inside of blocks is `inactive`. */
  readonly set: SetBy | undefined;
}

export function serverSubject(path: string, world: ServerWorld): ServerSubject {
  const reading = lookUpServer({ path, connection: undefined }, world);
  const paths = [...new Set([path, ...reading.seen.map(({ file }) => file)])];
  const files = paths.flatMap((each) => {
    const text = world.files.read(each);
    return text.kind === 'text' ? [{ path: each, bytes: text.bytes, lines: linesOf(text) }] : [];
  });
  const blocks = new Map(files.map((file) => [file.path, blocksOf(file.lines)]));
  const seen = new Set<string>();
  const directives = reading.seen.flatMap(({ file, line, directive, set }) => {
    const key = `${line.number}:${file}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ file, line, directive, set, block: blocks.get(file)?.get(line.number) }];
  });
  return { world, files, reading, directives };
}
