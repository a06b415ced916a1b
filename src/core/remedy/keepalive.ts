/**
 * From a verdict to what to do: the largest keepalive that was proven, with
 * room for one to be lost. Where somebody decided the limit, whom to ask.
 */
import { durationText } from '../duration.ts';
import type { Findings, WitnessFinding } from '../evidence/findings.ts';
import type { Target } from '../target/target.ts';
import type { Verdict } from '../verdict/judge.ts';

export interface Cure {
  readonly kind: 'ssh-keepalive' | 'tcp-keepalive' | 'server-keepalive' | 'ask-the-owner' | 'other';
  readonly intervalSeconds: number | undefined;
  /** How long an arm with it stayed alive; `undefined`: not proven. */
  readonly provenAliveMs: number | undefined;
  readonly set:
    | {
        readonly file: string;
        readonly host: string | undefined;
        readonly options: Readonly<Record<string, number | string>>;
      }
    | undefined;
  readonly why: string;
}

export function remediesOf(verdict: Verdict, findings: Findings, target: Target): readonly Cure[] {
  // One path of several forgets: what helps there harms on none; that an arm lived by it may be its path's doing.
  if (verdict.kind === 'cannot-tell' && findings.twoPaths !== undefined && target.kind === 'ssh')
    return [sshKeepalive(verdict, { ...findings, keepalives: [] }, target.host)];
  if (verdict.kind !== 'idle-limit') return [];
  if (verdict.cause === 'client-server-alive-timeout' && target.kind === 'ssh')
    return [ownSettings(findings, target.host)];
  if (verdict.policy === 'yes') return [askTheOwner(verdict)];
  const ssh = target.kind === 'ssh' ? [sshKeepalive(verdict, findings, target.host)] : [];
  const tcp = tcpKeepalive(verdict, findings);
  return [...ssh, ...tcp];
}

function sshKeepalive(verdict: Verdict, findings: Findings, host: string): Cure {
  const proven = largest(findings, 'ssh-keepalive', verdict);
  const lowerMs = verdict.limit?.lowerMs ?? 0;
  const intervalSeconds = proven === undefined ? Math.max(1, Math.floor(lowerMs / 3000)) : seconds(proven);
  return {
    kind: 'ssh-keepalive',
    intervalSeconds,
    provenAliveMs: proven?.heldMs,
    set: {
      file: '~/.ssh/config',
      host,
      options: { ServerAliveInterval: intervalSeconds, ServerAliveCountMax: 3 },
    },
    why:
      proven === undefined
        ? `not proven: a third of the ${durationText(lowerMs)} that a silent connection lived through`
        : `${roomText(proven, lowerMs)}${legText(verdict)}`,
  };
}

function tcpKeepalive(verdict: Verdict, findings: Findings): readonly Cure[] {
  const proven = largest(findings, 'tcp-keepalive', verdict);
  if (proven === undefined) return [];
  return [
    {
      kind: 'tcp-keepalive',
      intervalSeconds: seconds(proven),
      provenAliveMs: proven.heldMs,
      set: {
        file: '/etc/sysctl.d/60-tcp-keepalive.conf',
        host: undefined,
        options: {
          'net.ipv4.tcp_keepalive_time': seconds(proven),
          'net.ipv4.tcp_keepalive_intvl': seconds(proven),
        },
      },
      why: 'for every program on this machine that asks for TCP keepalives (ssh does, unless TCPKeepAlive is no)',
    },
  ];
}

/** The person's own settings, mended. */
function ownSettings({ own }: Findings, host: string): Cure {
  const intervalSeconds = own?.settings.serverAliveSeconds ?? 0;
  return {
    kind: 'other',
    intervalSeconds,
    provenAliveMs: undefined,
    set: {
      file: '~/.ssh/config',
      host,
      options: { ServerAliveInterval: intervalSeconds, ServerAliveCountMax: 3 },
    },
    why: 'with ServerAliveCountMax 0 ssh ends the connection instead of asking; 3 lets it ask',
  };
}

function askTheOwner(verdict: Verdict): Cure {
  const who =
    verdict.layer === 'shell' ? 'whoever sets the shell profile of that account' : 'whoever runs that server';
  return {
    kind: 'ask-the-owner',
    intervalSeconds: undefined,
    provenAliveMs: undefined,
    set: undefined,
    why: `somebody decided this limit: ask ${who}; no keepalive of the network stops it, and idletrace does not evade it`,
  };
}

/**
 * The largest interval whose arm outlived the limit and which leaves room for
 * one keepalive to be lost; where none leaves that, the largest that is well below the limit.
 */
function largest(
  { keepalives, limit }: Findings,
  kind: WitnessFinding['kind'],
  verdict: Verdict,
): WitnessFinding | undefined {
  const lowerMs = verdict.limit?.lowerMs ?? 0;
  const lived = keepalives
    .filter((one) => one.kind === kind && one.outcome === 'alive' && one.heldMs > (limit.upperMs ?? Infinity))
    .sort((a, b) => (b.intervalMs ?? 0) - (a.intervalMs ?? 0));
  return (
    lived.find(({ intervalMs }) => (intervalMs ?? Infinity) <= lowerMs / 2) ??
    lived.find(({ intervalMs }) => (intervalMs ?? Infinity) <= lowerMs * 0.8)
  );
}

function roomText({ intervalMs }: WitnessFinding, lowerMs: number): string {
  return (intervalMs ?? Infinity) <= lowerMs / 2
    ? 'one keepalive may be lost without harm'
    : 'close to the limit: a lost keepalive may already harm';
}

/** Through jump hosts: for which of them it must be set. */
function legText({ leg }: Verdict): string {
  if (leg === undefined) return '';
  return leg.index === 0
    ? `; set for the jump host ${leg.to} it helps every session through it`
    : `; it must be set for ${leg.to}: keepalives to ${leg.from} end there`;
}

function seconds({ intervalMs }: WitnessFinding): number {
  return Math.round((intervalMs ?? 0) / 1000);
}
