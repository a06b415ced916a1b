/** The settings of the sshd that serves this login, as far as they could be read, and how sure that is. */
import type { ServerSoftware } from './openssh-version.ts';
import { type Sections, wordsAfter } from './sections.ts';
import { type FileSettings, settingsInFiles } from './sshd-files.ts';

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

export function readSshd(
  sections: Sections,
  banner: string | undefined,
  release: ServerSoftware['release'],
): SshdReading {
  const sshd = sections.get('sshd');
  const listener = wordsAfter(sshd, 'listener');
  const doubt =
    listener === undefined
      ? 'which sshd it is that serves this login could not be seen from the account'
      : DOUBTS[hasChanged(sections, listener)];
  const effective = sections.all.filter(({ name }) => name === 'sshd-effective').at(-1);
  const common = { sure: doubt === undefined, doubt };
  const inFiles = settingsInFiles(sections, banner, release);
  if (effective?.exitStatus === 0) {
    const settings = effectiveSettings(effective.lines, effective.where, inFiles);
    if (settings.size > 0) return { ...common, settings, status: 'read', needs: undefined };
  }
  if (inFiles !== undefined) {
    const settings = fileSettings(inFiles, optionsOf(wordsAfter(sshd, 'options') ?? ''));
    return { ...common, settings, status: 'read', needs: undefined };
  }
  const isHidden = sshd === undefined || listener === undefined;
  return {
    ...common,
    settings: undefined,
    status: isHidden ? 'unknown' : 'denied',
    needs: isHidden ? undefined : 'root on the server (sshd -T)',
  };
}

/** `sshd -T`: a keyword in small letters and its value on each line. */
function effectiveSettings(
  lines: readonly string[],
  command: string,
  inFiles: FileSettings | undefined,
): ReadonlyMap<string, SettingRead> {
  const settings = new Map<string, SettingRead>();
  for (const line of lines) {
    const [, keyword, value] = /^([a-z][a-z0-9]*) (.*)$/.exec(line) ?? [];
    if (keyword === undefined || value === undefined || settings.has(keyword)) continue;
    const found = inFiles?.(keyword);
    const place = found?.kind === 'known' && found.value === value.trim() ? found.place : undefined;
    const source = place === undefined ? command.replace(/ -C .*$/, '') : `${place.file}:${place.line}`;
    settings.set(keyword, { value: value.trim(), source });
  }
  return settings;
}

/** What the files say, for those that nobody may ask `sshd -T` about; what is in doubt is left out. */
function fileSettings(
  inFiles: FileSettings,
  options: ReadonlyMap<string, string>,
): ReadonlyMap<string, SettingRead> {
  const settings = new Map<string, SettingRead>();
  for (const keyword of SSHD_KEYWORDS.map((title) => title.toLowerCase())) {
    const option = options.get(keyword);
    const found = inFiles(keyword);
    if (option !== undefined) settings.set(keyword, { value: option, source: 'the command line of sshd' });
    else if (found.kind === 'known') {
      const source = found.place === undefined ? 'nobody sets it' : `${found.place.file}:${found.place.line}`;
      settings.set(keyword, { value: found.value ?? '', source });
    }
  }
  return settings;
}

/** `-o Key=Value` of its command line, which counts more than its files. */
function optionsOf(words: string): ReadonlyMap<string, string> {
  return new Map(
    [...words.matchAll(/-o ([A-Za-z]+)=(\S+)/g)].map(([, key = '', value = '']) => [
      key.toLowerCase(),
      value,
    ]),
  );
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

/** What idle sessions may have to do with. */
export const SSHD_KEYWORDS = [
  'ClientAliveInterval',
  'ClientAliveCountMax',
  'ChannelTimeout',
  'UnusedConnectionTimeout',
  'TCPKeepAlive',
  'LoginGraceTime',
  'MaxStartups',
] as const;
/** Fields of /proc/PID/stat, counted from 1 (proc(5)). */
const STATE_FIELD = 3;
const STARTTIME_FIELD = 22;
/** USER_HZ, the same on every architecture in use. */
const TICKS_PER_SECOND = 100;
/** The boot time is a whole number of seconds, and moves with the wall clock. */
const CLOCK_SLACK_S = 2;
