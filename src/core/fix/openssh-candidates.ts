/**
 * Where the keepalive of a host can be written in an ssh_config, the best place
 * first. In ssh_config the first value wins, and a line belongs to the block
 * above it; which of these places works is not decided here but tried with ssh.
 */
import { applyEdits, eolOf, insertAfter, type TextEdit } from '../edit/text-edit.ts';
import { type ConfigBlock, type ConfigText, isExactly, isForAll, readConfigText } from './openssh-text.ts';

export type SshOptions = Readonly<Record<string, number>>;

export interface Candidate {
  /** The whole text afterwards. */
  readonly after: string;
  readonly why: string;
}

export interface Place {
  readonly text: string;
  /** As it would stand after `Host`; `*`: every host. */
  readonly pattern: string;
  readonly options: SshOptions;
}

/** In blocks that are for the pattern and for nothing else, and that no program generates. */
export function ownBlocksFor(place: Place): readonly Candidate[] {
  const config = readConfigText(place.text);
  return config.blocks
    .filter((block) => isExactly(block, place.pattern) && !isManaged(config, block.head?.lineNumber ?? 0))
    .map((block) => inBlock(place, config, block));
}

/** In a block of its own, the least conspicuous place first. */
export function newPlacesFor(place: Place): readonly Candidate[] {
  const config = readConfigText(place.text);
  return place.pattern === '*' ? inBlocksForAll(place, config) : newBlocks(place, config);
}

/** A value that stands in the block is replaced; what is missing is put after the block's last line. */
function inBlock({ text, options }: Place, config: ConfigText, block: ConfigBlock): Candidate {
  const edits: TextEdit[] = [];
  const missing: string[] = [];
  let replaced: number | undefined;
  const indent = indentOf(block, config);
  for (const [key, value] of Object.entries(options)) {
    const old = block.directives.find(({ name }) => name === key.toLowerCase());
    if (old === undefined) missing.push(`${indent}${key} ${value}`);
    else {
      edits.push({ startOffset: old.startOffset, endOffset: old.endOffset, insert: String(value) });
      replaced ??= old.lineNumber;
    }
  }
  const last = block.directives.at(-1) ?? block.head;
  if (missing.length > 0) edits.push(insertAfter(last?.line, missing, eolOf(config.lines, '\n')));
  const name = `"${block.head?.line.content.trim() ?? ''}" (line ${block.head?.lineNumber ?? 1})`;
  return {
    after: applyEdits(text, edits),
    why:
      replaced === undefined
        ? `in the block that is for it alone, ${name}`
        : `it replaces the value on line ${replaced}, in the block that is for it alone, ${name}`,
  };
}

/** For every host: at the end, so that what is said for single hosts still comes first and wins. */
function inBlocksForAll(place: Place, config: ConfigText): readonly Candidate[] {
  const block = newBlock(place, config);
  const isEmpty = config.lines.length === 0;
  const before = config.lines.at(-1)?.content.trim() === '' || isEmpty ? [] : [''];
  return [
    {
      after: applyEdits(place.text, [
        insertAfter(config.lines.at(-1), [...before, ...block], eolOf(config.lines, '\n')),
      ]),
      why: 'at the end of the file, for every host: the first value wins, so what single hosts have above keeps its say',
    },
  ];
}

function newBlocks(place: Place, config: ConfigText): readonly Candidate[] {
  const heads = config.blocks.slice(1);
  const forAll = heads.find(isForAll);
  const atEnd = inBlocksForAll(place, config).map(({ after }) => ({
    after,
    why: 'in a block of its own at the end of the file: nothing above sets it for this host',
  }));
  return [
    ...(forAll === undefined ? atEnd : [beforeBlock(place, config, forAll)]),
    ...heads.slice(0, 1).map((first) => beforeBlock(place, config, first)),
    atTop(place, config),
  ];
}

function beforeBlock(place: Place, config: ConfigText, block: ConfigBlock): Candidate {
  const managed = config.managed.find(([from, to]) => block.firstLine >= from && block.firstLine <= to);
  const lineNumber = managed?.[0] ?? block.firstLine;
  const line = config.lines[lineNumber - 1];
  const eol = eolOf(config.lines, '\n');
  const above = config.lines[lineNumber - 2]?.content.trim() ?? '';
  // As the file has it: blocks apart, or one right below the other.
  const apart = above === '' ? [''] : [];
  const insert = [...newBlock(place, config), ...apart].map((content) => content + eol).join('');
  const at = line?.startOffset ?? 0;
  return {
    after: applyEdits(place.text, [{ startOffset: at, endOffset: at, insert }]),
    why: `in a block of its own before "${block.head?.line.content.trim() ?? ''}" (line ${block.head?.lineNumber ?? 1}): the first value wins, so it must stand above what holds for more hosts`,
  };
}

/** Above everything. What stood there for every host is given back to every host by a `Host *` line. */
function atTop(place: Place, config: ConfigText): Candidate {
  const eol = eolOf(config.lines, '\n');
  const first = config.blocks[0]?.directives[0];
  const lines = [...newBlock(place, config), '', ...(first === undefined ? [] : ['Host *'])];
  return {
    after: lines.map((content) => content + eol).join('') + place.text,
    why:
      first === undefined
        ? 'in a block of its own at the top of the file, since the first value wins'
        : `in a block of its own at the top of the file: what is set from line ${first.lineNumber} on holds for every host and would win; "Host *" after the block gives it back to every host`,
  };
}

function newBlock({ pattern, options }: Place, config: ConfigText): readonly string[] {
  const indent = indentOf(undefined, config);
  const quoted = /\s/.test(pattern) ? `"${pattern}"` : pattern;
  return [`Host ${quoted}`, ...Object.entries(options).map(([key, value]) => `${indent}${key} ${value}`)];
}

/** As the block's own lines are indented, else as the file's are. */
function indentOf(block: ConfigBlock | undefined, { blocks }: ConfigText): string {
  const own = block?.directives ?? [];
  const others = blocks.filter(({ head }) => head !== undefined).flatMap(({ directives }) => directives);
  const line = [...own, ...(own.length > 0 ? [] : others)][0]?.line.content;
  return line === undefined ? '  ' : (/^[ \t]*/.exec(line)?.[0] ?? '');
}

function isManaged({ managed }: ConfigText, lineNumber: number): boolean {
  return managed.some(([from, to]) => lineNumber >= from && lineNumber <= to);
}
