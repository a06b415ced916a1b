/** Findings of texts, without any file or program. */
import { lintClient, lintServer } from '../../../src/core/lint/lint-openssh.ts';
import { applyRules, type Finding } from '../../../src/core/lint/rule.ts';
import { SETTINGS_RULES } from '../../../src/core/lint/settings/catalogue.ts';
import { type SettingsKind, settingsSubject } from '../../../src/core/lint/settings/entries.ts';
import type { Build } from '../../../src/core/sshconfig/client-run.ts';
import type { ConfigFiles } from '../../../src/core/sshconfig/config-files.ts';

export interface LintInput {
  readonly build?: Build;
  /** Other files, by their paths. */
  readonly more?: Readonly<Record<string, string>>;
  /** Files that ssh would not trust. */
  readonly insecure?: readonly string[];
}

const BUILD: Build = { version: [9, 6], debian: true };

export function findingsOfClient(
  text: string,
  { build = BUILD, more = {}, insecure = [] }: LintInput = {},
): readonly Finding[] {
  return lintClient([{ path: 'ssh_config', scope: 'user', explicit: true }], {
    ...worldOf({ ssh_config: text, ...more }, insecure),
    build,
    side: 'client',
    localUser: 'me',
    runs: () => 'unknown',
    resolves: () => 'unknown',
  });
}

export function findingsOfServer(
  text: string,
  { build = BUILD, more = {} }: LintInput = {},
): readonly Finding[] {
  return lintServer('sshd_config', {
    ...worldOf({ sshd_config: text, ...more }, []),
    build,
    side: 'server',
    groupsOf: () => undefined,
  });
}

export function findingsOfSettings(kind: SettingsKind, text: string): readonly Finding[] {
  return applyRules(SETTINGS_RULES, settingsSubject('settings', kind, text));
}

function worldOf(texts: Readonly<Record<string, string>>, insecure: readonly string[]) {
  const files: ConfigFiles = {
    read(path) {
      const bytes = texts[path];
      if (bytes === undefined) return { kind: 'absent' };
      return {
        kind: 'text',
        bytes,
        insecure: insecure.includes(path) ? 'can be written by everybody' : undefined,
      };
    },
    glob: (pattern) => Object.keys(texts).filter((path) => path === pattern),
  };
  return { files, services: new Map<string, number>(), algorithms: new Map(), readsOn: true } as const;
}
