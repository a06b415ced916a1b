/** What is seen while a capture is read: a line redrawn in place; with --follow, a line for each end. */
import { statSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { canRedraw } from '../adapters/terminal.ts';
import { CaptureNews } from '../core/capture-report/news.ts';
import type { Capture } from '../core/capture/capture.ts';
import { printable } from '../core/report/printable.ts';
import type { Io } from './io.ts';
import type { PcapOptions } from './pcap-options.ts';

export interface PcapProgress {
  show(readBytes: number): void;
  /** Lets signals be heard now and then; `undefined`: it is not time. */
  breath(): Promise<void> | undefined;
  close(): void;
}

export function openPcapProgress(
  { quiet, follow, json, jsonLines }: Pick<PcapOptions, 'quiet' | 'follow' | 'json' | 'jsonLines'>,
  { stdout, stderr, env }: Io,
  { path, capture }: { readonly path: string; readonly capture: Capture },
): PcapProgress {
  const totalBytes = sizeOf(path);
  const isShown = !quiet && !follow && canRedraw(stderr, env);
  let shownAtMs = performance.now();
  let breathedAtMs = shownAtMs;
  let hasLine = false;
  const news = new CaptureNews();
  // What is asked for as JSON has stdout for itself.
  const newsTo = json || jsonLines ? stderr : stdout;
  const tell = (): void => {
    for (const line of news.of(capture.open(), capture.lastAtMs)) newsTo.write(`${printable(line)}\n`);
  };
  // By a beat of its own: a pipe may be silent for long after the packet that tells most.
  const beat = follow ? setInterval(tell, NEWS_EVERY_MS) : undefined;
  return {
    show(readBytes) {
      const nowMs = performance.now();
      if (!isShown || nowMs - shownAtMs < REDRAW_EVERY_MS) return;
      shownAtMs = nowMs;
      hasLine = true;
      const share = totalBytes > 0 ? ` ${Math.min(100, Math.floor((100 * readBytes) / totalBytes))} %` : '';
      const counts = `${capture.packets} packets, ${capture.streams} connections`;
      stderr.write(`\r\u001b[2K  reading ${printable(path)}${share}  ${counts}`);
    },
    breath() {
      const nowMs = performance.now();
      if (nowMs - breathedAtMs < BREATHE_EVERY_MS) return undefined;
      breathedAtMs = nowMs;
      return turn();
    },
    close() {
      clearInterval(beat);
      if (follow) tell();
      if (hasLine) stderr.write('\r\u001b[2K');
    },
  };
}

/** 0: unknown. */
function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

const REDRAW_EVERY_MS = 200;
/** Judging all open connections takes some microseconds each. */
const NEWS_EVERY_MS = 250;
const BREATHE_EVERY_MS = 100;
