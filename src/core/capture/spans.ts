/**
 * What the time line is drawn from: stretches of activity as triples of begin,
 * end (ms) and what happened (bits). When there are too many, the closest are
 * merged: a time line cannot show more anyway.
 */
import type { Flow } from './flow.ts';

/** Bits of what happened in a stretch; those of side b are shifted by {@link SIDE_SHIFT}. */
export const SPAN = { data: 1, keepalive: 2, repeated: 4, end: 8, bare: 16 } as const;
export const SIDE_SHIFT = 8;

export function noteSpan(flow: Flow, atMs: number, by: 0 | 1, what: number): void {
  const bits = by === 0 ? what : what << SIDE_SHIFT;
  flow.spans ??= [];
  const { spans } = flow;
  const last = spans.length - 3;
  if (last >= 0) {
    const end = spans[last + 1] ?? 0;
    const gapMs = atMs - end;
    if (gapMs <= Math.max(flow.spanMergeMs, LEAST_GAP_MS)) {
      if (gapMs > 0) spans[last + 1] = atMs;
      spans[last + 2] = (spans[last + 2] ?? 0) | bits;
      return;
    }
    if (spans.length >= MOST_NUMBERS) merge(flow, spans);
  }
  spans.push(atMs, atMs, bits);
}

/** Doubles the gap below which stretches are one until half of them are left. */
function merge(flow: Flow, spans: number[]): void {
  let gapMs = Math.max(flow.spanMergeMs, LEAST_GAP_MS);
  while (spans.length > MOST_NUMBERS / 2) {
    gapMs *= 2;
    let kept = 0;
    for (let at = 3; at < spans.length; at += 3) {
      const [begin = 0, end = 0, bits = 0] = [spans[at], spans[at + 1], spans[at + 2]];
      if (begin - (spans[kept + 1] ?? 0) <= gapMs) {
        spans[kept + 1] = end;
        spans[kept + 2] = (spans[kept + 2] ?? 0) | bits;
      } else {
        kept += 3;
        spans[kept] = begin;
        spans[kept + 1] = end;
        spans[kept + 2] = bits;
      }
    }
    spans.length = kept + 3;
  }
  flow.spanMergeMs = gapMs;
}

const LEAST_GAP_MS = 250;
/** Ninety-six stretches: more than a wide terminal has columns for. */
const MOST_NUMBERS = 3 * 96;
