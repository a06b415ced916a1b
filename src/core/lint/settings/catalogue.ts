/** Every rule for the settings of other clients. */
import type { Rule } from '../rule.ts';
import type { SettingsSubject } from './entries.ts';
import { settingsIntervalTooLong } from './rules/interval-too-long.ts';
import { keepaliveOff } from './rules/keepalive-off.ts';
import { pingInterval } from './rules/ping-interval.ts';
import { puttyKeyIgnored } from './rules/putty-key-ignored.ts';
import { sshOptions } from './rules/ssh-options.ts';
import { tabbyMilliseconds } from './rules/tabby-milliseconds.ts';
import { typesCharacters } from './rules/types-characters.ts';

export const SETTINGS_RULES: readonly Rule<SettingsSubject>[] = [
  typesCharacters,
  pingInterval,
  settingsIntervalTooLong,
  puttyKeyIgnored,
  keepaliveOff,
  tabbyMilliseconds,
  sshOptions,
];
