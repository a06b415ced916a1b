/** `idletrace pcap FILE…`: read, judge, render. */
import { openCaptureSource } from '../adapters/capture-source.ts';
import { columnsOf, styleFor } from '../adapters/terminal.ts';
import { Capture } from '../core/capture/capture.ts';
import type { CapturePicture, CaptureReport } from '../core/capture-report/model.ts';
import { Survey } from '../core/capture-report/survey.ts';
import { Worst } from '../core/capture-report/worst.ts';
import { OperationalError } from '../core/errors.ts';
import { readCapture } from '../drive/read-capture.ts';
import { EXIT } from './exit-codes.ts';
import { heedSignals } from './interruption.ts';
import type { Io } from './io.ts';
import { openPcapProgress } from './pcap-progress.ts';
import type { PcapOptions } from './pcap-options.ts';
import { writeJson, writeJsonLines } from './pcap-json.ts';

export async function runPcap(options: PcapOptions, io: Io): Promise<number> {
  const interruption = heedSignals();
  const survey = new Survey(options.all, options.filter);
  const files: CaptureReport['files'] = [];
  try {
    for (const [file, path] of options.paths.entries()) {
      files.push(await readFile(path, file, { options, io, survey, signal: interruption.signal }));
      if (interruption.signal.aborted) break;
    }
  } finally {
    interruption.close();
  }
  for (const { name, warning } of files)
    if (warning !== null) io.stderr.write(`idletrace: ${name} ${warning}\n`);
  await show(survey, files, options, io);
  const status = interruption.status();
  if (status !== undefined) return options.follow ? EXIT.done : status;
  return files.every(({ packets, warning }) => packets === 0 && warning !== null) ? EXIT.usage : EXIT.done;
}

interface Reading {
  readonly options: PcapOptions;
  readonly io: Io;
  readonly survey: Survey;
  readonly signal: AbortSignal;
}

async function readFile(
  path: string,
  file: number,
  { options, io, survey, signal }: Reading,
): Promise<CaptureReport['files'][number]> {
  const source = openCaptureSource({ path, stdin: io.stdin, follow: options.follow, signal });
  const capture = new Capture((flow) => survey.add(flow, file), MOST_FLOWS);
  const progress = openPcapProgress(options, io, { path, capture });
  try {
    const read = await readCapture(source, capture, (readBytes) => {
      progress.show(readBytes);
      return signal.aborted ? undefined : progress.breath();
    });
    const { streams } = capture;
    capture.close();
    survey.endFile(file, capture.lastAtMs, read.startedAtEpochMs);
    const isKnown = Number.isFinite(read.startedAtEpochMs);
    return {
      name: source.name,
      packets: read.packets,
      warning: read.warning ?? evictedText(capture.evicted),
      connections: streams,
      startedAt: isKnown ? isoText(read.startedAtEpochMs) : null,
    };
  } finally {
    progress.close();
    source.close();
  }
}

async function show(
  survey: Survey,
  files: CaptureReport['files'],
  options: PcapOptions,
  io: Io,
): Promise<void> {
  if (options.json) return writeJson(survey, files, io.stdout);
  if (options.jsonLines) return writeJsonLines(survey, io.stdout);
  const { renderCapture } = await import('../core/capture-report/terminal.ts');
  const style = styleFor(io.stdout, options, io.env);
  const worst = new Worst(MOST_SHOWN);
  for (const connection of survey.reports()) worst.add(connection);
  const report: CapturePicture = {
    files,
    worst: worst.list(),
    listed: worst.count,
    limits: [...survey.limits()],
    silences: [...survey.silences()],
    endings: survey.endings(),
  };
  if (options.htmlPath !== undefined) await writePage(report, options.htmlPath);
  io.stdout.write(renderCapture(report, style, columnsOf(io.stdout)));
}

async function writePage(report: CapturePicture, path: string): Promise<void> {
  const { renderPage } = await import('../core/capture-report/html.ts');
  const { writeFile } = await import('node:fs/promises');
  try {
    await writeFile(path, renderPage(report));
  } catch (cause) {
    throw new OperationalError('FILE', `cannot write ${path}: ${(cause as Error).message}`, {
      hint: 'give another path to --html',
      cause,
    });
  }
}

function evictedText(count: number): string | null {
  return count === 0
    ? null
    : `has more open connections at once than are kept; ${count} were judged before their end`;
}

/** `null`-safe: a clock far off gives years that no date can hold. */
function isoText(epochMs: number): string | null {
  const date = new Date(epochMs);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** A page with more is slow to open. */
const MOST_SHOWN = 500;
/** At some 1.5 KB each this is what a small machine can hold. */
const MOST_FLOWS = 500_000;
