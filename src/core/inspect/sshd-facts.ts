/** The SSH server's own settings as facts: what it counts, and what that means in its version. */
import { type Fact, fact } from './fact.ts';
import {
  asksAtHalfRate,
  CHANNEL_TIMEOUT_SINCE,
  COUNT_MAX_0_IS_OFF,
  isAtLeast,
  type ServerSoftware,
} from './openssh-version.ts';
import type { Sections } from './sections.ts';
import { readSshd, SSHD_KEYWORDS, type SshdReading } from './sshd-reading.ts';
import { shellTimeoutSeconds, sshdSeconds } from './sshd-time.ts';

export function sshdFacts(
  sections: Sections | undefined,
  banner: string | undefined,
  software: ServerSoftware | undefined,
): readonly Fact[] {
  const version = fact({
    id: 'ssh-server',
    side: 'server',
    value: banner,
    source: 'its greeting',
    status: banner === undefined ? 'unknown' : 'read',
  });
  if (sections === undefined) return [version];
  if (software?.kind === 'dropbear') return [version, ...dropbearFacts(sections)];
  if (software?.kind !== 'openssh') return [version];
  const reading = readSshd(sections, banner, software.release);
  const { release } = software;
  return [version, ...SSHD_KEYWORDS.map((keyword) => settingFact(keyword, reading, release))];
}

type Release = ServerSoftware['release'];

function settingFact(keyword: string, reading: SshdReading, release: Release): Fact {
  const isNewer = keyword === 'ChannelTimeout' || keyword === 'UnusedConnectionTimeout';
  const known = { id: keyword, side: 'server' } as const;
  if (isNewer && release !== undefined && !isAtLeast(release, CHANNEL_TIMEOUT_SINCE)) {
    const note = 'came with OpenSSH 9.2';
    return fact({ ...known, source: 'the version of the server', status: 'absent', note });
  }
  const { settings, status, needs, sure, doubt } = reading;
  if (settings === undefined) return fact({ ...known, source: 'sshd -T', status, needs });
  const read = settings.get(keyword.toLowerCase());
  if (read === undefined) {
    // sshd leaves it out while it is empty.
    const isEmpty = keyword === 'ChannelTimeout' && release !== undefined && sure;
    return fact({ ...known, source: 'sshd -T', status: isEmpty ? 'absent' : 'unknown', note: doubt });
  }
  const isTime = TIMES.has(keyword);
  const seconds = sshdSeconds(read.value);
  const unset = isNewer && (read.value === 'none' || read.value === '' || read.value === '0');
  const meaning = meaningOf(keyword, read.value, settings, release);
  return fact({
    ...known,
    value: unset ? undefined : (seconds ?? read.value),
    unit: isTime && seconds !== undefined && !unset ? 's' : undefined,
    source: read.source,
    status: sure ? (unset ? 'absent' : 'read') : 'unknown',
    ...meaning,
    note: [meaning.note, doubt].filter((words) => words !== undefined).join('; ') || undefined,
  });
}

function meaningOf(
  keyword: string,
  value: string,
  settings: NonNullable<SshdReading['settings']>,
  release: Release,
): Pick<Fact, 'idleLimitMs' | 'note'> {
  const intervalS = sshdSeconds(settings.get('clientaliveinterval')?.value ?? '') ?? 0;
  const none = { idleLimitMs: undefined, note: undefined };
  if (keyword === 'ChannelTimeout') {
    const seconds = shellTimeoutSeconds(value);
    if (seconds !== undefined)
      return { idleLimitMs: seconds * 1000, note: 'counts data of the channel, no keepalive' };
    return value === 'none' ? none : { ...none, note: 'no entry of it fits a login shell (session:shell)' };
  }
  if (keyword === 'UnusedConnectionTimeout' && value !== 'none' && value !== '0')
    return { ...none, note: 'only for connections without a session' };
  if (keyword === 'ClientAliveCountMax' && value === '0' && intervalS > 0) {
    if (release === undefined)
      return { ...none, note: 'before OpenSSH 8.2 it ends silent sessions, since then none' };
    return isAtLeast(release, COUNT_MAX_0_IS_OFF)
      ? { ...none, note: 'since OpenSSH 8.2: ends no session' }
      : { idleLimitMs: intervalS * 1000, note: 'before OpenSSH 8.2: ends a session at the first silence' };
  }
  if (keyword === 'ClientAliveInterval' && intervalS > 0) {
    const half = release !== undefined && asksAtHalfRate(release);
    const note = `asks a silent client, and ends only who does not answer${half ? '; in 9.2 to 9.4 it asks half as often' : ''}`;
    return { ...none, note };
  }
  if (keyword === 'TCPKeepAlive' && value === 'yes')
    return { ...none, note: 'as often as the kernel says (tcp_keepalive_time)' };
  if (keyword === 'LoginGraceTime') return { ...none, note: 'only until the login is done' };
  return none;
}

/** Its limits are words of its command line, which its children share. */
function dropbearFacts(sections: Sections): readonly Fact[] {
  const line = sections
    .get('ancestors')
    ?.lines.find((each) => /^\d+ \S+ (?:\S*\/)?dropbear(?: |$)/.test(each));
  const words = line?.split(' ').slice(2) ?? [];
  const source = line === undefined ? 'its command line' : `its command line: ${words.join(' ').trim()}`;
  return DROPBEAR_OPTIONS.map(({ id, letter, note, ends }) => {
    const known = { id, side: 'server', unit: 's', source, note } as const;
    if (line === undefined) return fact({ ...known, unit: undefined, status: 'unknown' });
    const at = words.findIndex((word) => word.startsWith(`-${letter}`));
    const text = at < 0 ? undefined : words[at] === `-${letter}` ? words[at + 1] : words[at]?.slice(2);
    const seconds = text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : 0;
    if (seconds === 0) return fact({ ...known, unit: undefined, note: undefined, status: 'absent' });
    return fact({ ...known, value: seconds, idleLimitMs: ends ? seconds * 1000 : undefined });
  });
}

const TIMES: ReadonlySet<string> = new Set([
  'ClientAliveInterval',
  'UnusedConnectionTimeout',
  'LoginGraceTime',
]);
/** dropbear(8). */
const DROPBEAR_OPTIONS = [
  { id: 'dropbear-I', letter: 'I', ends: true, note: 'idle timeout (-I): counts data, no keepalive' },
  {
    id: 'dropbear-K',
    letter: 'K',
    ends: false,
    note: 'keepalive (-K): asks a silent client, ends who does not answer',
  },
] as const;
