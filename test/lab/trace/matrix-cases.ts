/** Every scenario of the matrix. The place of one says which network its seed draws: new ones go to the end. */
import { BEFALLING_CASES } from './befalling-cases.ts';
import { CASES, type Case } from './cases.ts';
import { NETWORK_CASES } from './network-cases.ts';
import { SERVER_CASES } from './server-cases.ts';
import { VARIANT_CASES } from './variant-cases.ts';

export const MATRIX_CASES: readonly Case[] = [
  ...CASES,
  ...NETWORK_CASES,
  ...SERVER_CASES,
  ...VARIANT_CASES,
  ...BEFALLING_CASES,
];
