/** An explanation as a person reads it. A pure function of it. */
import { type Line, paint, type Style, say } from '../report/style.ts';
import { INDENT, labelled, labelledProse, padded, widthOf, wrapped } from '../report/text-layout.ts';
import type { Explanation, Match } from './match.ts';

/** In lines of at most `widthColumns` (80 at least); ends with a newline. */
export function renderExplanation(explanation: Explanation, style: Style, widthColumns: number): string {
  const columns = Math.min(MOST_COLUMNS, Math.max(LEAST_COLUMNS, widthColumns)) - 1;
  const sections = sectionsOf(explanation, columns).filter((section) => section.length > 0);
  const lines = sections.flatMap((section, at) => (at === 0 ? section : [[], ...section]));
  return `\n${lines.map((line) => paint(line, style)).join('\n')}\n\n`;
}

/** What to collect where nothing is known of it. */
export function unknownHint(): string {
  return 'to find out: the lines before it, ssh -v, the server log of that minute (idletrace logs FILE), and idletrace HOST; idletrace explain lists what is known';
}

function sectionsOf(
  { matches, knows, factsAsOf }: Explanation,
  columns: number,
): readonly (readonly Line[])[] {
  if (knows !== null) return knowledge(knows, columns);
  const [first, ...others] = readingFirst(matches);
  if (first === undefined) return [];
  const listed = first.kind === 'product' && others.length > 0;
  const date = [[say(`${INDENT}Facts of ${factsAsOf}; --json has all of it.`, 'dim')]];
  if (listed)
    return [...matches.slice(0, MOST_LISTED).map((match) => brief(match, columns)), rest(matches), date];
  return [whole(first, columns), list(others, columns), date];
}

/** Where a text fits many causes, what the text itself says comes first. */
function readingFirst(matches: readonly Match[]): readonly Match[] {
  const [first] = matches;
  const reading = matches.find(({ kind }) => kind === 'text');
  if (first?.kind !== 'cause' || reading === undefined) return matches;
  const causes = matches.filter(({ kind }) => kind === 'cause').length;
  return causes < MANY ? matches : [reading, ...matches.filter((match) => match !== reading)];
}

function whole(match: Match, columns: number): readonly Line[] {
  const name = match.kind === 'text' ? '' : match.id;
  return [
    ...headline(match.title, name, columns),
    [],
    ...several('said by', match.saidBy.slice(0, MOST_SPEAKERS), columns),
    ...labelledProse('means', match.meaning, columns),
    ...labelledProse('not', match.notMeaning, columns),
    ...several('next', match.next, columns),
    ...several('sources', match.sources, columns, 'dim'),
  ];
}

function headline(title: string, name: string, columns: number): readonly Line[] {
  const width = columns - INDENT.length - widthOf(name) - 2;
  return wrapped(say(title).text, width).map((text, at) =>
    at === 0
      ? [say(INDENT), say(padded(text, width + 2), 'bold'), say(name, 'dim')]
      : [say(INDENT + text, 'bold')],
  );
}

/** A product among others: whose, what it then does, and where that is known from. */
function brief({ id, title, meaning, sources }: Match, columns: number): readonly Line[] {
  return [
    ...headline(title, id, columns),
    ...wrapped(say(meaning).text, columns - 2 * INDENT.length).map(
      (text): Line => [say(INDENT + INDENT + text)],
    ),
    ...sources
      .slice(0, 1)
      .flatMap((source) =>
        wrapped(say(source).text, columns - 2 * INDENT.length).map(
          (text): Line => [say(INDENT + INDENT + text, 'dim')],
        ),
      ),
  ];
}

function rest(matches: readonly Match[]): readonly Line[] {
  const more = matches.length - MOST_LISTED;
  return more <= 0 ? [] : [[say(`${INDENT}${more} more: --json names them.`)]];
}

function list(others: readonly Match[], columns: number): readonly Line[] {
  if (others.length === 0) return [];
  const shown = others.slice(0, MOST_OTHERS);
  const idColumns = Math.max(...shown.map(({ id }) => widthOf(id))) + 2;
  const lines = shown.flatMap(({ id, title }) =>
    wrapped(say(title).text, columns - 2 * INDENT.length - idColumns).map(
      (text, at): Line => [say(INDENT + INDENT), say(padded(at === 0 ? id : '', idColumns)), say(text)],
    ),
  );
  const more = others.length - shown.length;
  const head = `Also, the commonest first${more > 0 ? ` (${more} more with --json)` : ''}; idletrace explain NAME tells more:`;
  return [...wrapped(head, columns - INDENT.length).map((text): Line => [say(INDENT + text)]), ...lines];
}

function knowledge(knows: NonNullable<Explanation['knows']>, columns: number): readonly (readonly Line[])[] {
  const groups = [
    ['Settings', knows.settings],
    ['Texts and questions', knows.texts],
    ['Causes', knows.causes],
    ['Products', knows.products],
  ] as const;
  return groups.map(([title, entries]) => {
    const idColumns = Math.max(...entries.map(({ id }) => widthOf(id))) + 2;
    return [
      [say(INDENT + title, 'bold')],
      ...entries.flatMap(({ id, title: words }) =>
        wrapped(say(words).text, Math.max(20, columns - 2 * INDENT.length - idColumns)).map(
          (text, at): Line => [say(INDENT + INDENT), say(padded(at === 0 ? id : '', idColumns)), say(text)],
        ),
      ),
    ];
  });
}

/** Each item on lines of its own under one label; line breaks in an item are kept. */
function several(label: string, items: readonly string[], columns: number, tone?: 'dim'): readonly Line[] {
  const lines = items
    .flatMap((item) => item.split('\n'))
    .flatMap((item) => {
      const indent = /^ */.exec(item)?.[0] ?? '';
      const prose = labelledProse('', item, columns).map((line) =>
        say(
          line
            .map(({ text }) => text)
            .join('')
            .trim(),
          tone,
        ),
      );
      return prose.map((span): Line => (indent === '' ? [span] : [say(indent), span]));
    });
  return labelled(label, lines);
}

const LEAST_COLUMNS = 80;
const MOST_COLUMNS = 100;
const MOST_LISTED = 8;
const MOST_OTHERS = 8;
const MOST_SPEAKERS = 4;
/** From so many causes on, a text decides nothing by itself. */
const MANY = 4;
