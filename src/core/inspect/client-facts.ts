/** This side: what the person's ssh would send by itself, and what of this machine stands in a session's way. */
import { type Fact, fact } from './fact.ts';
import { kernelFacts } from './kernel-facts.ts';
import { logindFacts } from './logind-facts.ts';
import { placeFacts } from './place-facts.ts';
import { type Section, type Sections, wordsAfter } from './sections.ts';

/** What `ssh` itself says it would do, and where it takes that from. */
export interface ClientSettings {
  /** As `ssh -G` writes them; keywords in small letters. */
  readonly values: ReadonlyMap<string, string>;
  /** File and line, or the command line; no entry: the default, or not known. */
  readonly places: ReadonlyMap<string, string>;
  /** A master connection for this target runs on this machine; `undefined`: not asked. */
  readonly master: boolean | undefined;
}

/** `holds`: the connection to the target was open meanwhile. */
export function clientFacts(
  sections: Sections,
  settings: ClientSettings | undefined,
  holds: boolean,
): readonly Fact[] {
  return [
    ...(settings === undefined ? [] : settingFacts(settings)),
    versionFact(sections.get('ssh-version')),
    ...otherSessions(sections.get('sockets')),
    ...callers(sections),
    ...placeFacts('client', sections).filter(({ id }) => id !== 'uptime'),
    ...linkFacts(sections),
    ...sleepFacts(sections),
    ...logindFacts('client', sections).filter(({ id }) => id === 'IdleAction'),
    ...kernelFacts('client', sections, holds),
  ];
}

function settingFacts({ values, places, master }: ClientSettings): readonly Fact[] {
  const known = KEYWORDS.map(({ keyword, isTime, hasDefault, notes }) => {
    const lower = keyword.toLowerCase();
    const value = values.get(lower);
    const source = places.get(lower) ?? 'ssh -G';
    if (value === undefined || value === 'none' || value === '') {
      // What is not set is left out by ssh -G, but for what has a default.
      const status = values.size === 0 || (value === undefined && hasDefault) ? 'unknown' : 'absent';
      return fact({ id: keyword, side: 'client', source, status });
    }
    const number = /^\d{1,9}$/.test(value) ? Number(value) : undefined;
    const unit = isTime && number !== undefined ? 's' : undefined;
    return fact({ id: keyword, side: 'client', value: number ?? value, unit, source, note: notes?.[value] });
  });
  if (master === undefined) return known;
  const running = fact({
    id: 'master-connection',
    side: 'client',
    value: master ? 'running' : undefined,
    source: 'ssh -O check',
    status: master ? 'read' : 'absent',
    note: master ? 'your sessions go through it, with its keepalives and not with their own' : undefined,
  });
  return [...known, running];
}

function versionFact(section: Section | undefined): Fact {
  const version = section?.exitStatus === 0 ? section.lines[0]?.trim() : undefined;
  return fact({
    id: 'ssh-version',
    side: 'client',
    value: version,
    source: 'ssh -V',
    status: version === undefined ? 'unknown' : 'read',
  });
}

/** Sessions of other ssh processes, and whether the kernel keeps a timer for them (ss(8), timer:). */
function otherSessions(section: Section | undefined): readonly Fact[] {
  const known = { id: 'ssh-sessions', side: 'client', unit: 'sessions', source: 'ss -tnop' } as const;
  if (section?.exitStatus !== 0) return [fact({ ...known, unit: undefined, status: 'unknown' })];
  const own = section.lines.filter((line) => line.includes('(("ssh",'));
  const timers = own.flatMap((line) => /timer:\((keepalive),([^,)]+)/.exec(line)?.[2] ?? []);
  const note =
    timers.length === 0
      ? own.length === 0
        ? undefined
        : 'none has a TCP keepalive timer running'
      : `TCP keepalive of ${timers.length} in ${timers.slice(0, 3).join(', ')}`;
  return [fact({ ...known, value: own.length, note })];
}

/** Programs that start ssh with options of their own. */
function callers(sections: Sections): readonly Fact[] {
  const section = sections.get('callers');
  const config = sections.get('ansible-config');
  const inFile = config?.lines.flatMap((line, at) => {
    const value = /^\s*ssh_args\s*=\s*(.*)$/.exec(line)?.[1];
    return value === undefined ? [] : [{ value, source: `${config.where}:${at + 1}` }];
  })[0];
  const git = sections.get('git-ssh');
  const found: readonly (readonly [string, string | undefined, string])[] = [
    [
      'ansible-ssh-args',
      wordsAfter(section, 'ANSIBLE_SSH_ARGS') ?? inFile?.value,
      inFile?.source ?? '$ANSIBLE_SSH_ARGS',
    ],
    ['git-ssh', wordsAfter(section, 'GIT_SSH_COMMAND') ?? wordsAfter(section, 'GIT_SSH'), '$GIT_SSH_COMMAND'],
    ['git-ssh-command', git?.exitStatus === 0 ? git.lines[0] : undefined, 'git config core.sshCommand'],
  ];
  return found.flatMap(([id, value, source]) =>
    value === undefined || value === '' ? [] : [fact({ id, side: 'client', value, source })],
  );
}

function linkFacts(sections: Sections): readonly Fact[] {
  const route =
    sections.get('route')?.exitStatus === 0 ? sections.get('route') : sections.get('default-route');
  const words = route?.lines[0]?.split(/\s+/) ?? [];
  const bsd = sections
    .get('route-bsd')
    ?.lines.map((line) => /^\s*interface:\s*(\S+)/.exec(line)?.[1])
    .find(Boolean);
  const link = wordAfter(words, 'dev') ?? bsd;
  const via = wordAfter(words, 'via');
  const links = (sections.get('links')?.lines ?? []).map((line) => {
    const [name = '', state = '', kind = ''] = line.split(' ');
    return { name, state, kind };
  });
  const way = fact({
    id: 'route',
    side: 'client',
    value: link === undefined ? undefined : via === undefined ? link : `${link} via ${via}`,
    source: route?.where ?? 'ip route',
    status: link === undefined ? 'unknown' : 'read',
  });
  const vpns = links
    .filter(({ name, kind, state }) => state !== 'down' && isVpn(name, kind))
    .map(({ name }) => name);
  const vpn = fact({
    id: 'vpn',
    side: 'client',
    value: vpns.length === 0 ? undefined : vpns.join(', '),
    source: '/sys/class/net',
    status: vpns.length > 0 ? 'read' : links.length > 0 ? 'absent' : 'unknown',
    note:
      link !== undefined && vpns.includes(link) ? `the way to the target goes through ${link}` : undefined,
  });
  const bridges = links
    .filter(({ name }) => /^(?:docker|br-|cni|virbr|lxc|lxd|podman)/.test(name))
    .map(({ name }) => name);
  return [
    way,
    vpn,
    ...(bridges.length === 0
      ? []
      : [fact({ id: 'bridges', side: 'client', value: bridges.join(', '), source: '/sys/class/net' })]),
  ];
}

function isVpn(name: string, kind: string): boolean {
  return (
    kind === 'wireguard' ||
    kind === 'tun' ||
    /^(?:tun|tap|wg|ppp|utun|tailscale|zt|nordlynx|proton|vpn|ipsec|gpd)\d*/.test(name)
  );
}

/** A machine that sleeps ends every session whose other end gives up meanwhile. */
function sleepFacts(sections: Sections): readonly Fact[] {
  const states = sections.get('power-state');
  const battery = sections.get('power')?.lines.some((line) => /battery/i.test(line)) === true;
  const known = { id: 'suspend', side: 'client', source: states?.where ?? '/sys/power/state' } as const;
  const text = states?.status === 'read' ? (states.lines[0]?.trim() ?? '') : undefined;
  if (text === undefined) return [fact({ ...known, status: 'unknown' })];
  const canSleep = /\b(?:mem|standby|freeze)\b/.test(text);
  if (!canSleep) return [fact({ ...known, status: 'absent' })];
  return [
    fact({
      ...known,
      value: text,
      note: battery ? 'it has a battery: it may sleep when left alone' : undefined,
    }),
  ];
}

function wordAfter(words: readonly string[], word: string): string | undefined {
  const at = words.indexOf(word);
  return at < 0 ? undefined : words[at + 1];
}

const KEYWORDS: readonly {
  keyword: string;
  isTime: boolean;
  hasDefault: boolean;
  notes?: Readonly<Record<string, string>>;
}[] = [
  {
    keyword: 'ServerAliveInterval',
    isTime: true,
    hasDefault: true,
    notes: { '0': 'your ssh sends nothing by itself' },
  },
  { keyword: 'ServerAliveCountMax', isTime: false, hasDefault: true },
  {
    keyword: 'TCPKeepAlive',
    isTime: false,
    hasDefault: true,
    notes: { yes: 'as often as the kernel says (tcp_keepalive_time)' },
  },
  { keyword: 'ChannelTimeout', isTime: false, hasDefault: false },
  { keyword: 'ControlMaster', isTime: false, hasDefault: false },
  { keyword: 'ControlPath', isTime: false, hasDefault: false },
  { keyword: 'ControlPersist', isTime: false, hasDefault: false },
  { keyword: 'ProxyJump', isTime: false, hasDefault: false },
  { keyword: 'ProxyCommand', isTime: false, hasDefault: false },
];
