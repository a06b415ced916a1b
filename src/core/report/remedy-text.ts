/** Remedies as lines to paste. */
import { holdText } from './arm-rows.ts';
import type { Remedy, Report } from './model.ts';
import { type Line, say } from './style.ts';
import { LABELLED_AT, labelled, wrapped } from './text-layout.ts';

/** All remedies, best first, in at most `columns` (lines to paste are never broken). No lines where there is none. */
export function remedyLines(report: Report, columns: number): readonly Line[] {
  return report.remedies.flatMap((remedy, at) => [
    ...(at === 0 ? [] : [[]]),
    ...labelled(labelOf(remedy, at), blockOf(remedy, report, columns), at === 0 ? 'bold' : 'dim'),
  ]);
}

function labelOf(remedy: Remedy, at: number): string {
  if (remedy.kind === 'ask-the-owner') return 'ask';
  if (at > 0) return 'or';
  return remedy.provenAliveMs === null ? 'try' : 'cure';
}

function blockOf(remedy: Remedy, report: Report, columns: number): readonly Line[] {
  const why = wrapped(say(remedy.why).text, columns - LABELLED_AT).map((line): Line => [say(line, 'dim')]);
  const { set } = remedy;
  if (set === null) return why;
  const settings = Object.entries(set.options);
  const isSsh = set.host !== null;
  const lines = isSsh
    ? [`Host ${set.host}`, ...settings.map(([key, value]) => `  ${key} ${value}`)]
    : settings.map(([key, value]) => (key.includes('.') ? `${key} = ${value}` : `${key} ${value}`));
  const pasted: readonly Line[] = [
    [say(`in ${set.file}`, 'dim'), ...provenSpans(remedy), say(':', 'dim')],
    ...lines.map((line): Line => [say(line, 'bold')]),
  ];
  const once: readonly Line[] = isSsh
    ? [
        [
          say('or once: ', 'dim'),
          say(`ssh ${settings.map(([key, value]) => `-o ${key}=${value}`).join(' ')} ${report.target.spec}`),
        ],
      ]
    : [];
  return [...pasted, ...once, ...why];
}

function provenSpans({ provenAliveMs }: Remedy): Line {
  return provenAliveMs === null ? [] : [say(` (proven: lived ${holdText(provenAliveMs)})`, 'good')];
}
