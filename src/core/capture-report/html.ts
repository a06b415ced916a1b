/** The report as one page that needs nothing else: no script, no font, no picture from elsewhere. */
import { durationText } from '../duration.ts';
import { printable } from '../report/printable.ts';
import type { CapturePicture, ConnectionReport } from './model.ts';
import { PAGE_STYLE } from './page-style.ts';
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
${report.files.map(({ name, packets, connections, warning }) => `<p>${safe(name)}: ${packets} packets, ${connections} TCP connections${warning === null ? '' : `. <strong>It ${safe(warning)}.</strong>`}</p>`).join('\n')}
${report.limits.map((limit) => `<p class="limit">${safe(limitText(limit))}</p>`).join('\n')}
<p class="key"><i class="data"></i> data <i class="keepalive"></i> keepalive <i class="repeated"></i> sent again <i class="end"></i> FIN or RST <i class="idle"></i> silence</p>
</header>
<main>
${report.worst.map(section).join('\n')}
${left > 0 ? `<p>${left} more are in the JSON.</p>` : ''}
</main>
</html>
`;
}

function section(connection: ConnectionReport): string {
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
<h2>${safe(client)} <span>to</span> ${safe(server)} <small>stream ${stream}, ${safe(durationText(lengthMs))}</small></h2>
<p class="end">${safe(endText(connection))}${idle === '' ? '' : `, ${safe(idle)}`} <em>${confidence}</em></p>
${timeLine(connection)}
<p>${safe(summary)}</p>
<table>${rows.map(([name = '', text = '']) => `<tr><th>${safe(name)}<td>${name === 'Wireshark' ? `<code>${safe(text)}</code>` : safe(text)}`).join('\n')}</table>
</section>`;
}

/** Drawn to scale; what is shorter than a hair is a hair. */
function timeLine(connection: ConnectionReport): string {
  const { lengthMs, spans } = connection;
  if (lengthMs === 0) return '';
  const marks = (['client', 'server'] as const).flatMap((who, row) =>
    spans.flatMap((span) => {
      const what = SHOWN.find((each) => span[who].includes(each));
      if (what === undefined) return [];
      const x = (span.fromMs / lengthMs) * WIDE;
      const width = Math.max(HAIR, ((span.toMs - span.fromMs) / lengthMs) * WIDE);
      const body = `<rect class="${what}" x="${x.toFixed(2)}" y="${row * ROW + 4}" width="${width.toFixed(2)}" height="${ROW - 8}"><title>${who}: ${span[who].join(', ')} from ${safe(durationText(span.fromMs))}</title></rect>`;
      const isEnd = span[who].includes('end');
      const end = isEnd
        ? `<rect class="end" x="${(x + width - HAIR).toFixed(2)}" y="${row * ROW}" width="${HAIR}" height="${ROW}"/>`
        : '';
      return [what === 'end' ? end : body + end];
    }),
  );
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((part) => {
    const anchor = part === 0 ? 'start' : part === 1 ? 'end' : 'middle';
    return `<text x="${part * WIDE}" y="${ROW * 2 + 14}" text-anchor="${anchor}">${part === 0 ? '0' : safe(durationText(lengthMs * part))}</text>`;
  });
  const names = ['client', 'server'].map(
    (who, row) => `<text x="-8" y="${row * ROW + ROW / 2 + 4}" text-anchor="end">${who}</text>`,
  );
  const lanes = [0, 1].map(
    (row) =>
      `<line class="lane" x1="0" x2="${WIDE}" y1="${row * ROW + ROW / 2}" y2="${row * ROW + ROW / 2}"/>`,
  );
  return `<svg viewBox="-60 -2 ${WIDE + 66} ${ROW * 2 + 22}" role="img" aria-label="time line">${[...lanes, ...names, ...marks, ...ticks].join('')}</svg>`;
}

/** Text from a capture or a file name is only ever text. */
function safe(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const SHOWN = ['repeated', 'data', 'keepalive', 'end', 'bare'] as const;
const WIDE = 900;
const ROW = 26;
const HAIR = 2;
