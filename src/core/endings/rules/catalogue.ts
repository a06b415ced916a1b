/** All rules in the order in which they are asked; the first that says yes is the verdict. */
import type { EndingRule } from '../rule.ts';
import { closed } from './closed.ts';
import { connectTimeout } from './connect-timeout.ts';
import { noConnection } from './no-connection.ts';
import { open } from './open.ts';
import { refused } from './refused.ts';
import { reset } from './reset.ts';
import { silent } from './silent.ts';

export const ENDING_RULES: readonly EndingRule[] = [
  noConnection,
  refused,
  connectTimeout,
  closed,
  reset,
  silent,
  open,
];
