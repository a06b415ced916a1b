/** What comes of reading a value: the value, nothing, or a refusal. */
import type { Word } from './words.ts';

/** What of the machine a value may depend on. */
export interface ValueWorld {
  /** Ports by the names of services, as /etc/services has them. */
  readonly services: ReadonlyMap<string, number>;
  /** Algorithms that the build knows, as `ssh -Q` lists them; a kind that is missing: any name may be one. */
  readonly algorithms: ReadonlyMap<string, ReadonlySet<string>>;
  /** Which of the two programs reads. */
  readonly side: 'client' | 'server';
}

export type Reading =
  /** `value` as `ssh -G` or `sshd -T` would print it. */
  | { readonly kind: 'value'; readonly value: string }
  /** Accepted, but it sets nothing: the next one counts. */
  | { readonly kind: 'unset' }
  /** `at`: the word that is wrong. `value`: what ssh goes on with until it ends at the end of the file; `undefined`: nothing. */
  | {
      readonly kind: 'refused';
      readonly message: string;
      readonly at: Word;
      readonly value: string | undefined;
    };

/** As {@link Reading}, with the number of words it took; more on the line is refused. */
export type Taken = { readonly reading: Reading; readonly words: number | 'all' };

export function value(text: string): Reading {
  return { kind: 'value', value: text };
}

export function refused(message: string, at: Word): Reading {
  return { kind: 'refused', message, at, value: undefined };
}

export const TAKES_TIME = 'takes whole seconds, or a time such as 90, 5m or 1h30m';
