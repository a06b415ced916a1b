/** Every rule there is, whatever it looks at: for lists of them. */
import type { ListedRule } from './render/sarif.ts';
import {
  CLIENT_RULES,
  ENCODING_RULES,
  KEEPALIVE_RULES,
  LINES_RULES,
  REFUSAL_RULES,
  SERVER_RULES,
} from './rules/catalogue.ts';
import { SETTINGS_RULES } from './settings/catalogue.ts';

export const ALL_RULES: readonly ListedRule[] = [
  ...ENCODING_RULES,
  ...REFUSAL_RULES,
  ...CLIENT_RULES,
  ...SERVER_RULES,
  ...KEEPALIVE_RULES,
  ...LINES_RULES,
  ...SETTINGS_RULES,
];
