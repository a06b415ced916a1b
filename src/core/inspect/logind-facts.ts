/** What logind does to sessions that are idle (logind.conf(5)). */
import { type Fact, fact, type Side } from './fact.ts';
import { type Sections, wordsAfter } from './sections.ts';

export function logindFacts(side: Side, sections: Sections): readonly Fact[] {
  const hasSystemd = sections.get('place')?.lines.includes('has /run/systemd/system') === true;
  const place = sections.get('place');
  if (!hasSystemd) {
    const status = place !== undefined && wordsAfter(place, 'proc') === 'yes' ? 'absent' : 'unknown';
    const source = '/run/systemd/system';
    return ['StopIdleSessionSec', 'IdleAction'].map((id) => fact({ id, side, source, status }));
  }
  const manager = sections.get('logind');
  const told = new Map(
    (manager?.exitStatus === 0 ? manager.lines : []).map((line): [string, string] => {
      const at = line.indexOf('=');
      return [line.slice(0, at), line.slice(at + 1)];
    }),
  );
  return [stopIdle(side, told, sections), idleAction(side, told, sections)];
}

function stopIdle(side: Side, told: ReadonlyMap<string, string>, sections: Sections): Fact {
  const known = { id: 'StopIdleSessionSec', side } as const;
  const written = lastSetting(sections, 'StopIdleSessionSec');
  const live = told.get('StopIdleSessionUSec');
  const text = live ?? written?.value;
  const source =
    live === undefined ? (written?.source ?? '/etc/systemd/logind.conf') : 'loginctl show-session';
  if (text === undefined || text === 'infinity' || text === '') {
    return fact({
      ...known,
      source,
      status: live === undefined && written === undefined ? unset(sections) : 'absent',
    });
  }
  const seconds = systemdSeconds(text);
  const limit = seconds === undefined || seconds === 0 ? undefined : seconds * 1000;
  return fact({
    ...known,
    value: seconds ?? text,
    unit: seconds === undefined ? undefined : 's',
    source,
    idleLimitMs: limit,
    note: 'stops a session whose terminal had no input for so long',
  });
}

function idleAction(side: Side, told: ReadonlyMap<string, string>, sections: Sections): Fact {
  const known = { id: 'IdleAction', side } as const;
  const written = lastSetting(sections, 'IdleAction');
  const text = told.get('IdleAction') ?? written?.value;
  const source = told.has('IdleAction')
    ? 'loginctl show-session'
    : (written?.source ?? '/etc/systemd/logind.conf');
  if (text === undefined) return fact({ ...known, source, status: unset(sections) });
  if (text === 'ignore' || text === '')
    return fact({ ...known, source, status: 'absent', note: 'ignore: nothing happens' });
  const seconds =
    systemdSeconds(told.get('IdleActionUSec') ?? lastSetting(sections, 'IdleActionSec')?.value ?? '') ??
    IDLE_ACTION_DEFAULT_S;
  return fact({
    ...known,
    value: text,
    source,
    idleLimitMs: seconds * 1000,
    note: `the machine does that once every session on it was idle for ${seconds} s`,
  });
}

/** The last that is read wins: the main file, then the drop-ins (logind.conf(5)). */
function lastSetting(
  sections: Sections,
  keyword: string,
): { readonly value: string; readonly source: string } | undefined {
  const files = sections.all.filter(({ name, status }) => name === 'logind-conf' && status === 'read');
  const found = files.flatMap(({ where, lines }) =>
    lines.flatMap((line, at) => {
      const [, key, value] = /^\s*([A-Za-z]+)\s*=\s*(.*?)\s*$/.exec(line.slice(0, LONGEST_LINE)) ?? [];
      return key === keyword && value !== undefined ? [{ value, source: `${where}:${at + 1}` }] : [];
    }),
  );
  return found.at(-1);
}

/** Nothing is set where every file of logind's could be read. */
function unset(sections: Sections): 'absent' | 'unknown' {
  return sections.all.some(({ name, status }) => name === 'logind-conf' && status === 'denied')
    ? 'unknown'
    : 'absent';
}

/** `90`, `30min`, `1h 30min` (systemd.time(7)); seconds. */
export function systemdSeconds(text: string): number | undefined {
  const compact = text.replaceAll(' ', '');
  if (/^\d{1,12}$/.test(compact)) return Number(compact);
  if (!/^(?:\d{1,12}(?:\.\d{1,6})?[a-z]{1,7})+$/.test(compact)) return undefined;
  let seconds = 0;
  for (const [, number, unit = ''] of compact.matchAll(/(\d{1,12}(?:\.\d{1,6})?)([a-z]{1,7})/g)) {
    const factor = UNIT_SECONDS[unit];
    if (factor === undefined) return undefined;
    seconds += Number(number) * factor;
  }
  return seconds;
}

const LONGEST_LINE = 400;
/** logind.conf(5). */
const IDLE_ACTION_DEFAULT_S = 1800;
const UNIT_SECONDS: Readonly<Record<string, number>> = {
  us: 1e-6,
  ms: 1e-3,
  s: 1,
  sec: 1,
  m: 60,
  min: 60,
  h: 3600,
  hr: 3600,
  d: 86_400,
  day: 86_400,
  w: 604_800,
  week: 604_800,
};
