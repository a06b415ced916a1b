/** The settings of the sshd that serves this login, as far as they could be read, and how sure that is. */
import { type Sections, wordsAfter } from './sections.ts';

export interface SettingRead {
  /** In sshd's own words; times may carry units. */
  readonly value: string;
  /** The command, or file and line. */
  readonly source: string;
}

export interface SshdReading {
  /** By keyword in small letters; `undefined`: nothing could be read. */
  readonly settings: ReadonlyMap<string, SettingRead> | undefined;
  /** What stands in the way of reading them. */
  readonly status: 'read' | 'denied' | 'unknown';
  /** Who may read them; `undefined`: they were read, or nobody could say. */
  readonly needs: string | undefined;
  /** The running sshd was seen, and its files have not changed since it started: what they say is what it does. */
  readonly sure: boolean;
  /** Why it is not sure, for a person; `undefined`: it is. */
  readonly doubt: string | undefined;
}

export function readSshd(sections: Sections): SshdReading {
  const sshd = sections.get('sshd');
  const listener = wordsAfter(sshd, 'listener');
  const doubt =
    listener === undefined
      ? 'which sshd it is that serves this login could not be seen from the account'
      : DOUBTS[hasChanged(sections, listener)];
  const effective = sections.all.filter(({ name }) => name === 'sshd-effective').at(-1);
  const common = { sure: doubt === undefined, doubt };
  if (effective?.exitStatus === 0) {
    const settings = effectiveSettings(effective.lines, effective.where);
    if (settings.size > 0) return { ...common, settings, status: 'read', needs: undefined };
  }
  return {
    ...common,
    settings: undefined,
    status: sshd === undefined || listener === undefined ? 'unknown' : 'denied',
    needs: sshd === undefined || listener === undefined ? undefined : 'root on the server (sshd -T)',
  };
}

/** `sshd -T`: a keyword in small letters and its value on each line. */
function effectiveSettings(lines: readonly string[], command: string): ReadonlyMap<string, SettingRead> {
  const settings = new Map<string, SettingRead>();
  for (const line of lines) {
    const [, keyword, value] = /^([a-z][a-z0-9]*) (.*)$/.exec(line) ?? [];
    if (keyword === undefined || value === undefined || settings.has(keyword)) continue;
    settings.set(keyword, { value: value.trim(), source: command.replace(/ -C .*$/, '') });
  }
  return settings;
}

/**
 * By the times of its files and of the listening process (proc(5): starttime
 * in ticks after the boot).
 */
function hasChanged(sections: Sections, listener: string): 'yes' | 'no' | 'unknown' {
  const stat = sections.get('ancestors')?.lines.find((line) => line.startsWith(`stat ${listener} (`));
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  const ticks = Number(fields[STARTTIME_FIELD - STATE_FIELD]);
  const bootSeconds = Number(wordsAfter(sections.get('stat-boot'), 'btime'));
  const changed = sections.all
    .filter(({ name }) => name === 'sshd-config-time')
    .map(({ lines }) => Number(lines[0]));
  const startedSeconds = bootSeconds + ticks / TICKS_PER_SECOND;
  if (changed.length === 0 || ![startedSeconds, ...changed].every(Number.isFinite)) return 'unknown';
  return changed.every((seconds) => seconds <= startedSeconds + CLOCK_SLACK_S) ? 'no' : 'yes';
}

const DOUBTS = {
  yes: 'a file of its configuration is newer than the running sshd: it may not be in effect',
  no: undefined,
  unknown: 'whether its configuration is as it was when sshd started could not be told',
} as const;

/** Fields of /proc/PID/stat, counted from 1 (proc(5)). */
const STATE_FIELD = 3;
const STARTTIME_FIELD = 22;
/** USER_HZ, the same on every architecture in use. */
const TICKS_PER_SECOND = 100;
/** The boot time is a whole number of seconds, and moves with the wall clock. */
const CLOCK_SLACK_S = 2;
