/**
 * Idle times at which something really has its limit, for the rungs of the
 * ladder: where a limit lies near one of these, it most often is that one.
 */
import { PRODUCTS } from '../facts/products.ts';

/** Milliseconds, ascending: the defaults of the catalogue's products, and what people are told to set. */
export const LANDMARKS_MS: readonly number[] = [
  ...new Set([
    ...PRODUCTS.flatMap(({ defaultSeconds, confidence }) =>
      defaultSeconds === undefined || confidence === 'low' ? [] : [defaultSeconds],
    ),
    120, // sshd's LoginGraceTime (sshd_config(5)); natmap
    180, // what guides for hardening sshd set ClientAliveInterval to
  ]),
]
  .toSorted((a, b) => a - b)
  .map((seconds) => seconds * 1000);
