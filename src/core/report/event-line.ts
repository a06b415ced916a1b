/** Progress where nothing can be redrawn (a pipe, a log): one line for each thing that happened. */
import { clockText } from '../duration.ts';
import { printable } from './printable.ts';

export interface Notice {
  /** Since the run began. */
  readonly atMs: number;
  readonly text: string;
}

/** `   2:31  ladder: alive after 118.0 s of silence`, without a newline. */
export function eventLine({ atMs, text }: Notice): string {
  return `${clockText(atMs).padStart(CLOCK_COLUMNS)}  ${printable(text)}`;
}

/** `1:02:03` */
const CLOCK_COLUMNS = 7;
