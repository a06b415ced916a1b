/** What is seen while a capture is read: a line redrawn in place; with --follow, a line for each end. */
import { statSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { canRedraw } from '../adapters/terminal.ts';
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
  { quiet, follow }: Pick<PcapOptions, 'quiet' | 'follow'>,
  { stderr, env }: Io,
  { path, capture }: { readonly path: string; readonly capture: Capture },
): PcapProgress {
  const totalBytes = sizeOf(path);
  const isShown = !quiet && !follow && canRedraw(stderr, env);
  let shownAtMs = performance.now();
  let breathedAtMs = shownAtMs;
  let hasLine = false;
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
      if (hasLine) stderr.write('\r\u001b[2K');
    },
  };
}

/** 0: unknown. */
function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

const REDRAW_EVERY_MS = 200;
const BREATHE_EVERY_MS = 100;
