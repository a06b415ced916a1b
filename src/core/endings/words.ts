/** Small pieces of sentences about connections. */
import { durationText } from '../duration.ts';
import type { Side } from '../capture/side.ts';
import type { Who } from './seen.ts';

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function the(who: Who): string {
  return `the ${who}`;
}

export function times(count: number, what: string): string {
  return count === 1 ? `one ${what}` : `${count} ${what}s`;
}

export function lasting(ms: number): string {
  return durationText(ms);
}

/** `5 times over 57.3 s`. */
export function repeatsText(side: Side, endAtMs: number): string {
  const count = side.repeatsInVain;
  return `${count === 1 ? 'once' : `${count} times`} over ${durationText(Math.max(0, endAtMs - side.unackedAtMs))}`;
}
