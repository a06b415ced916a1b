/** Findings as a person reads them. A pure function of the document. */
import { type Line, paint, say, type Style, type Tone } from '../../report/style.ts';
import { INDENT, padded, wrapped } from '../../report/text-layout.ts';
import type { EffectiveValue, LintDocument } from '../document.ts';

type Finding = LintDocument['findings'][number];

/** In lines of at most `widthColumns` (80 at least); ends with a newline. `host`: of --for. */
export function renderFindings(
  document: LintDocument,
  host: string | undefined,
  { style, widthColumns }: { readonly style: Style; readonly widthColumns: number },
): string {
  const columns = Math.min(MOST_COLUMNS, Math.max(LEAST_COLUMNS, widthColumns)) - 1;
  const files = [...new Set(document.findings.map(({ file }) => file))];
  const sections: readonly (readonly Line[])[] = [
    ...files.map((file) => ofFile(file, document.findings, columns)),
    ...(document.effective === undefined ? [] : [effectiveLines(document.effective, host ?? '')]),
    [[say(INDENT), say(summary(document), document.findings.length === 0 ? 'good' : 'bold')]],
  ];
  const lines = sections.flatMap((section, at) => (at === 0 ? section : [[], ...section]));
  return `\n${lines.map((line) => paint(line, style)).join('\n')}\n\n`;
}

function ofFile(file: string, findings: readonly Finding[], columns: number): readonly Line[] {
  const own = findings.filter((finding) => finding.file === file);
  const placeColumns = Math.max(...own.map(({ line, column }) => `${line}:${column}`.length)) + 2;
  return [
    [say(INDENT), say(file, 'bold')],
    ...own.flatMap((finding) => ofFinding(finding, placeColumns, columns)),
  ];
}

function ofFinding(finding: Finding, placeColumns: number, columns: number): readonly Line[] {
  const { line, column, severity, message, fix, rule } = finding;
  const before = INDENT.length * 2 + placeColumns + SEVERITY_COLUMNS;
  const blank = say(INDENT.repeat(2) + ' '.repeat(placeColumns + SEVERITY_COLUMNS));
  const head: Line = [
    say(INDENT.repeat(2) + padded(`${line}:${column}`, placeColumns)),
    say(padded(severity, SEVERITY_COLUMNS), TONES[severity]),
  ];
  const says = wrapped(say(message).text, columns - before);
  const cures = wrapped(say(`${fix}  [${rule}]`).text, columns - before);
  return [
    ...says.map((text, at): Line => (at === 0 ? [...head, say(text)] : [blank, say(text)])),
    ...cures.map((text): Line => [blank, say(text, 'dim')]),
  ];
}

function effectiveLines(effective: Readonly<Record<string, EffectiveValue>>, host: string): readonly Line[] {
  return [
    [say(INDENT), say(`What counts for ${host}`, 'bold')],
    ...Object.entries(effective).map(
      ([title, value]): Line => [
        say(INDENT.repeat(2) + padded(title, TITLE_COLUMNS)),
        ...effectiveSpans(value),
      ],
    ),
  ];
}

function effectiveSpans({ value, status, file, line, candidates }: EffectiveValue): Line {
  if (status === 'refused') return [say('nothing: the file is refused', 'bad')];
  if (status === 'unknown') {
    const all = candidates.map(
      (each) => `${each.value ?? 'none'} (${each.file === null ? 'default' : `${each.file}:${each.line}`})`,
    );
    return [say(`cannot be told from the files alone: ${all.join(' or ')}`)];
  }
  return [
    say(padded(String(value), VALUE_COLUMNS)),
    say(status === 'default' ? 'default' : `${file}:${line}`, 'dim'),
  ];
}

function summary({ findings, files }: LintDocument): string {
  const names = files.map(({ file, kind }) => `${file} (${kind})`).join(', ');
  if (files.length === 0) return 'There is no configuration file to look at.';
  if (findings.length === 0) return `Nothing to say against ${names}.`;
  const counts = (['error', 'warning', 'info'] as const).flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    if (count === 0) return [];
    return [`${count} ${severity === 'info' || count === 1 ? severity : `${severity}s`}`];
  });
  return `${counts.join(', ')}.`;
}

const TONES: Readonly<Record<Finding['severity'], Tone>> = { error: 'bad', warning: 'bold', info: 'dim' };
const SEVERITY_COLUMNS = 'warning'.length + 2;
const TITLE_COLUMNS = 'ServerAliveCountMax'.length + 2;
const VALUE_COLUMNS = 8;
const LEAST_COLUMNS = 80;
const MOST_COLUMNS = 110;
