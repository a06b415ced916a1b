/** The report as one page that needs nothing else: no script, no font, no picture from elsewhere. */
import { durationText } from '../duration.ts';
import { times } from '../endings/words.ts';
import { printable } from '../report/printable.ts';
import type { CapturePicture, ConnectionReport, SilenceReport } from './model.ts';
import { PAGE_STYLE } from './page-style.ts';
import { classText } from './silence-lines.ts';
import { endText, idleText, keepaliveText, limitText, sshText } from './words.ts';

export function renderPage(report: CapturePicture): string {
  const left = report.listed - report.worst.length;
  const title = `idletrace: ${report.files.map(({ name }) => name).join(', ')}`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${safe(title)}</title>
<style>${PAGE_STYLE}</style>
<header>
<h1>Who ended these connections</h1>
${report.files.map(({ name, packets, connections, warning }) => `<p>${safe(name)}: ${times(packets, 'packet')}, ${times(connections, 'TCP connection')}${warning === null ? '' : `. <strong>It ${safe(warning)}.</strong>`}</p>`).join('\n')}
${report.limits.map((limit) => `<p class="limit">${safe(limitText(limit))}</p>`).join('\n')}
${silenceTable(report.silences)}
<p class="key">${KEY.map(([what, text]) => `<span><i class="${what}"></i>${text}</span>`).join(' ')}</p>
</header>
<main>
${report.worst.map((connection) => section(connection, report)).join('\n')}
${left > 0 ? `<p>${left} more are in the JSON.</p>` : ''}
</main>
</html>
`;
}

/** All connections, in classes; empty: none was ended by a silence. */
function silenceTable([all]: readonly SilenceReport[]): string {
  if (all === undefined || all.died === 0) return '';
  const most = Math.max(...all.classes.map(({ lived, died }) => Math.max(lived, died)));
  const bar = (count: number, what: string): string =>
    `<td class="bar">${count}<i class="${what}" style="width:${((count / most) * 100).toFixed(1)}px"></i>`;
  const rows = all.classes.map(
    ({ fromMs, toMs, lived, died }) =>
      `<tr><th>${safe(classText(fromMs, toMs))}${bar(lived, 'keepalive')}${bar(died, 'end')}`,
  );
  return `<table><tr><th>silence<th>lived through it<th>ended by it\n${rows.join('\n')}</table>`;
}

function section(connection: ConnectionReport, { files }: CapturePicture): string {
  const {
    client,
    server,
    stream,
    lengthMs,
    longestGapMs,
    ending,
    confidence,
    summary,
    because,
    filter,
    notes,
  } = connection;
  const idle = idleText(connection);
  const rows = [
    ['silent for', durationText(longestGapMs)],
    ['kept by', keepaliveText(connection)],
    ['ssh', sshText(connection)],
    ...because.map(({ frame, fact }) => [`frame ${frame}`, fact]),
    ...notes.map(({ frame, note }) => [frame === null ? 'note' : `frame ${frame}`, note]),
    ...connection.elsewhere.map(({ file, fact }) => [`file ${file + 1}`, fact]),
    ['Wireshark', filter],
  ].filter(([, text]) => text !== '');
  return `<section class="${ending}">
<h2>${safe(client)} <span>to</span> ${safe(server)} <small>stream ${stream}${files.length > 1 ? ` of ${safe(files[connection.file]?.name ?? '')}` : ''}, ${safe(durationText(lengthMs))}</small></h2>
<p class="end">${safe(endText(connection))}${idle === '' ? '' : `, ${safe(idle)}`} <em>${confidence}</em></p>
${timeLine(connection)}
<p>${safe(summary)}</p>
<table>${rows.map(([name = '', text = '']) => `<tr><th>${safe(name)}<td>${name === 'Wireshark' ? `<code>${safe(text)}</code>` : safe(text)}`).join('\n')}</table>
</section>`;
}

/** Drawn to scale, as wide as the window lets it be; what is shorter than a hair is a hair. */
function timeLine(connection: ConnectionReport): string {
  const { lengthMs, spans } = connection;
  if (lengthMs === 0) return '';
  const lanes = (['client', 'server'] as const).map((who) => {
    const marks = spans.flatMap((span) => {
      const what = SHOWN.find((each) => span[who].includes(each));
      if (what === undefined) return [];
      const from = (span.fromMs / lengthMs) * 100;
      const share = ((span.toMs - span.fromMs) / lengthMs) * 100;
      const width = share < HAIR_SHARE ? `${HAIR}` : `${share.toFixed(3)}%`;
      const title = `<title>${who}: ${span[who].join(', ')} from ${safe(durationText(span.fromMs))}</title>`;
      const body = `<rect class="${what}" x="${from.toFixed(3)}%" y="4" width="${width}" height="${ROW - 8}">${title}</rect>`;
      const end = span[who].includes('end')
        ? `<rect class="end" x="${(from + share).toFixed(3)}%" y="0" width="${HAIR}" height="${ROW}"/>`
        : '';
      return [what === 'end' ? end : body + end];
    });
    const line = `<line class="lane" x1="0" x2="100%" y1="${ROW / 2}" y2="${ROW / 2}"/>`;
    return `<span>${who}</span><svg height="${ROW}" role="img" aria-label="time line of the ${who}">${line}${marks.join('')}</svg>`;
  });
  const ticks = [0, 0.25, 0.5, 0.75, 1].map(
    (part) => `<span>${part === 0 ? '0' : safe(durationText(lengthMs * part))}</span>`,
  );
  return `<div class="line">${lanes.join('')}<div class="ticks">${ticks.join('')}</div></div>`;
}

/** Text from a capture or a file name is only ever text. */
function safe(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const KEY = [
  ['data', 'data'],
  ['keepalive', 'keepalive'],
  ['repeated', 'sent again'],
  ['bare', 'acknowledgements'],
  ['end', 'FIN or RST'],
  ['idle', 'silence'],
] as const;
const SHOWN = ['repeated', 'data', 'keepalive', 'end', 'bare'] as const;
const ROW = 26;
/** Pixels, and the share of a wide window that is as much, percent. */
const HAIR = 2;
const HAIR_SHARE = 0.25;
