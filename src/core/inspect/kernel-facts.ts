/** Timers and tables of a kernel, and the packet filters on top of it: of either end. */
import { type Fact, fact, type FactStatus, type Side } from './fact.ts';
import type { Section, Sections } from './sections.ts';
import { wordsAfter } from './sections.ts';

/** `holds`: a connection that would be tracked was open while this was read; without one, an empty table says nothing. */
export function kernelFacts(side: Side, sections: Sections, holds: boolean): readonly Fact[] {
  return [
    ...keepaliveFacts(side, sections),
    ...trackingFacts(side, sections, holds),
    ...filterFacts(side, sections),
  ];
}

function keepaliveFacts(side: Side, sections: Sections): readonly Fact[] {
  const bsd = sections.get('bsd-keepalive');
  if (bsd?.exitStatus === 0) return bsdKeepalive(side, bsd);
  return [
    numberFact(side, sections, { id: 'tcp_keepalive_time', unit: 's' }),
    numberFact(side, sections, { id: 'tcp_keepalive_intvl', unit: 's' }),
    numberFact(side, sections, { id: 'tcp_keepalive_probes', unit: 'probes' }),
  ];
}

/** FreeBSD and macOS count in milliseconds, OpenBSD in half seconds: the unit is left to the reader. */
function bsdKeepalive(side: Side, section: Section): readonly Fact[] {
  return section.lines.flatMap((line) => {
    const [, id, value] = /^(net\.inet\.tcp\.\w+)\s*[:=]\s*(\d{1,12})$/.exec(line.trim()) ?? [];
    return id === undefined || value === undefined
      ? []
      : [fact({ id, side, value: Number(value), source: `sysctl ${id}` })];
  });
}

function trackingFacts(side: Side, sections: Sections, holds: boolean): readonly Fact[] {
  const entry = sections.get('conntrack-entry')?.lines[0];
  const count = numberIn(sections.get('nf_conntrack_count'));
  // The login itself would be in the table.
  const tracks = entry !== undefined || (count !== undefined && count > 0);
  const tracksNone = !tracks && holds && count === 0;
  const established = numberFact(side, sections, { id: 'nf_conntrack_tcp_timeout_established', unit: 's' });
  const seconds = typeof established.value === 'number' ? established.value : undefined;
  const limit = fact({
    ...established,
    idleLimitMs: tracks && seconds !== undefined ? seconds * 1000 : undefined,
    note:
      established.status !== 'read'
        ? undefined
        : tracks
          ? 'forgets a silent connection then; what follows is up to its rules'
          : tracksNone
            ? 'no connection is tracked here'
            : undefined,
  });
  const isAbsent = established.status === 'absent';
  const tracking = fact({
    id: 'connection-tracking',
    side,
    value: tracks ? 'yes' : tracksNone || isAbsent ? 'no' : undefined,
    source: isAbsent ? established.source : '/proc/sys/net/netfilter/nf_conntrack_count',
    status:
      tracks || tracksNone || isAbsent ? 'read' : established.status === 'denied' ? 'denied' : 'unknown',
  });
  const others = OTHER_TRACKING.map(({ id, unit }) => numberFact(side, sections, { id, unit }));
  const left = /^\S+\s+\d+\s+tcp\s+\d+\s+(\d{1,9}) ESTABLISHED/.exec(entry ?? '')?.[1];
  const own =
    left === undefined
      ? []
      : [
          fact({
            id: 'conntrack-entry',
            side,
            value: Number(left),
            unit: 's',
            source: '/proc/net/nf_conntrack',
            note: 'what this very login has left there',
          }),
        ];
  return [tracking, limit, ...others, ...own];
}

/** What the rules of a packet filter do with packets that belong to no known connection, as far as can be read. */
function filterFacts(side: Side, sections: Sections): readonly Fact[] {
  return FILTERS.flatMap(({ id, tracks, overrides }): Fact[] => {
    const section = sections.get(id);
    if (section === undefined) return [];
    const known = { id, side, source: section.where || id } as const;
    if (section.status !== 'ran')
      return [fact({ ...known, status: hidden(sections, section), ...needsRoot(section, side) })];
    if (section.exitStatus !== 0) return [fact({ ...known, status: 'denied', needs: rootOf(side) })];
    const rules = section.lines.filter((line) => line.trim() !== '' && !/^-P \w+ ACCEPT$/.test(line.trim()));
    const value =
      rules.length === 0
        ? 'no rules'
        : rules.some((line) => tracks.test(line))
          ? 'tracks connections'
          : 'rules without state';
    const timeouts = rules.filter((line) => overrides.test(line)).map((line) => line.trim());
    const note =
      timeouts.length === 0 ? undefined : `sets timeouts of its own: ${timeouts.slice(0, 2).join('; ')}`;
    return [fact({ ...known, value, note })];
  });
}

function needsRoot({ status }: Section, side: Side): Partial<Fact> {
  return status === 'denied' ? { needs: rootOf(side) } : {};
}

function rootOf(side: Side): string {
  return side === 'server' ? 'root on the server' : 'root';
}

function numberFact(
  side: Side,
  sections: Sections,
  { id, unit }: { id: string; unit: string | undefined },
): Fact {
  const section = sections.get(id);
  const value = numberIn(section);
  const source = section?.where ?? id;
  if (value !== undefined) return fact({ id, side, value, unit, source });
  const status =
    section === undefined ? 'unknown' : section.status === 'read' ? 'unknown' : hidden(sections, section);
  return fact({ id, side, source, status });
}

/** A file of /proc is absent only where there is a /proc. */
function hidden(sections: Sections, { status, where }: Section): FactStatus {
  if (status === 'ran') return 'unknown';
  const inProc = where.startsWith('/proc/') || where.startsWith('/sys/');
  const hasProc = wordsAfter(sections.get('place'), 'proc') === 'yes';
  return status === 'absent' && inProc && !hasProc ? 'unknown' : status;
}

function numberIn(section: Section | undefined): number | undefined {
  const text = section?.status === 'read' ? section.lines[0]?.trim() : undefined;
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** Documentation/networking/nf_conntrack-sysctl.rst. */
const OTHER_TRACKING = [
  { id: 'nf_conntrack_tcp_timeout_unacknowledged', unit: 's' },
  { id: 'nf_conntrack_tcp_timeout_max_retrans', unit: 's' },
  { id: 'nf_conntrack_tcp_loose', unit: undefined },
  { id: 'nf_conntrack_tcp_be_liberal', unit: undefined },
  { id: 'nf_conntrack_count', unit: 'connections' },
  { id: 'nf_conntrack_max', unit: 'connections' },
] as const;
const FILTERS = [
  {
    id: 'nft',
    tracks: /\bct (?:state|timeout|mark|count)\b|masquerade|\b[sd]nat\b/,
    overrides: /\bestablished\s*:\s*\d|ct timeout set/,
  },
  {
    id: 'iptables',
    tracks: /--ctstate|--state |-m conntrack|MASQUERADE|NAT\b/,
    overrides: /-j CT .*--timeout/,
  },
  { id: 'pf', tracks: /tcp\.established/, overrides: /tcp\.established/ },
] as const;
