/** The block that a line stands in: what `Host` or `Match` it belongs to. */
import { columnOf, type ConfigLine, type Directive } from '../sshconfig/lines.ts';
import { delimited } from '../sshconfig/words.ts';
import type { Place } from '../sshconfig/config-files.ts';

export interface Block {
  readonly kind: 'host' | 'match';
  readonly line: ConfigLine;
  readonly directive: Directive;
}

/** The block of each line, by its number; `undefined`: it stands before the first one. */
export function blocksOf(lines: readonly ConfigLine[]): ReadonlyMap<number, Block | undefined> {
  const blocks = new Map<number, Block | undefined>();
  let block: Block | undefined;
  for (const line of lines) {
    if (
      line.content.kind === 'directive' &&
      (line.content.name === 'host' || line.content.name === 'match')
    ) {
      block = { kind: line.content.name, line, directive: line.content };
    }
    blocks.set(line.number, block);
  }
  return blocks;
}

/** Names that the block is meant for, made up where it has patterns; empty: none can be told. */
export function namesFor({ kind, directive }: Block): readonly string[] {
  const words = directive.words?.map(({ text }) => text) ?? [];
  if (kind === 'host') return words.filter((word) => !word.startsWith('!')).flatMap(namesLike);
  return criteriaOf(directive)
    .filter(({ name }) => name === 'host' || name === 'originalhost')
    .flatMap(({ value }) => value.split(',').filter((each) => !each.startsWith('!')))
    .flatMap(namesLike);
}

/** Two, so that one that happens to be like another pattern gives no false answer. */
function namesLike(pattern: string): readonly string[] {
  if (!/[*?]/.test(pattern)) return pattern === '' ? [] : [pattern];
  const fill = (text: string, char: string): string => pattern.replaceAll('*', text).replaceAll('?', char);
  return [fill('zq', 'z'), fill('xj-xj', '7')];
}

interface Criterion {
  /** In small letters, without `!`. */
  readonly name: string;
  readonly value: string;
}

/** The conditions of a `Match` with their values; those without one have an empty value. */
function criteriaOf({ rest }: Directive): readonly Criterion[] {
  const criteria: Criterion[] = [];
  let offset: number | undefined = 0;
  while (offset !== undefined) {
    const here: number = offset;
    const { word, nextOffset } = delimited(rest.text, here);
    offset = nextOffset;
    if (word === undefined || word.text === '' || word.text.startsWith('#')) break;
    const name = word.text.replace(/^!/, '').toLowerCase();
    if (WITHOUT_VALUE.has(name) || offset === undefined) criteria.push({ name, value: '' });
    else {
      const argument = delimited(rest.text, offset);
      criteria.push({ name, value: argument.word?.text ?? '' });
      offset = argument.nextOffset;
    }
  }
  return criteria;
}

/** Whether the block takes in every host: `Host *`, `Match all`. */
export function isCatchAll({ kind, directive }: Block): boolean {
  const words = directive.words?.map(({ text }) => text) ?? [];
  if (kind === 'host') return words.includes('*') && !words.some((word) => word.startsWith('!'));
  const criteria = criteriaOf(directive);
  return (
    criteria.length > 0 &&
    criteria.every(({ name, value }) => name === 'all' || (name === 'host' && value === '*'))
  );
}

export function placeOf(file: string, line: ConfigLine, offset: number): Place {
  return { file, line: line.number, column: columnOf(line, offset) };
}

const WITHOUT_VALUE: ReadonlySet<string> = new Set(['all', 'canonical', 'final', 'invalid-user']);
