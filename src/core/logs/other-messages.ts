/** Messages of dropbear, and what a client, a terminal or PuTTY says into a log without heads. */
import { type LogEvent, NOBODY, type Peer, peerIn } from './log-event.ts';
import { serverEvent } from './server-message.ts';

export function dropbearEvent(message: string): LogEvent | undefined {
  if (message.startsWith('Child connection from ')) return { kind: 'connected', ...peerIn(message) };
  const login = /^(?:Password|Pubkey|PAM password|Keyboard-interactive) auth succeeded for '([^']*)'/.exec(
    message,
  );
  if (login !== null) return { kind: 'accepted', ...peerIn(message), user: login[1] };
  const exit = /^Exit (before auth|\(([^)]*)\))(?: from <([^>]*)>)?: (.*)$/.exec(message);
  if (exit === null)
    return /^(?:Bad (?:password|PAM)|Login attempt)/.test(message)
      ? { kind: 'attempt', ...peerIn(message) }
      : undefined;
  const peer = { ...addressIn(exit[3] ?? ''), user: exit[2] ?? /user '([^']+)'/.exec(message)?.[1] };
  const beforeLogin = exit[1] === 'before auth';
  const why = exit[4] ?? '';
  const [, end = 'connection-lost', rank = 3] = DROPBEAR_ENDS.find(([words]) => words.test(why)) ?? [];
  if (!beforeLogin) return { kind: 'end', says: 'exit', end, rank, beforeLogin, ...peer };
  const early = end === 'dropbear-auth-timeout' || end === 'negotiation-failed' ? end : 'pre-auth';
  return { kind: 'end', says: 'exit', end: early, rank, beforeLogin, ...peer };
}

/** A line without a head: `sshd -d`, `ssh -v`, `ssh -E`, a terminal's transcript, PuTTY's event log. */
export function bareEvent(line: string): LogEvent | undefined {
  const text = line.replace(/^(?:Event Log: |debug\d: |fatal: |error: )+/, '');
  for (const { words, says, end, rank, notIdle } of CLIENT_ENDS) {
    if (!words.test(text)) continue;
    const event: LogEvent = {
      kind: 'end',
      says,
      end,
      rank,
      beforeLogin: end === 'pre-auth',
      ...hostIn(text),
    };
    return notIdle ? { ...event, notIdle } : event;
  }
  if (/^Authenticated to |^Authentication succeeded |^Access granted/.test(text))
    return { kind: 'accepted', ...hostIn(text) };
  if (/^-- (?:Reboot|Boot [0-9a-f]{8,})/.test(text)) return { kind: 'reboot', ...NOBODY };
  const event = serverEvent(text);
  // Without a process nothing ties attempts of others to this session.
  return event?.kind === 'attempt' || event?.kind === 'connected' ? undefined : event;
}

function hostIn(text: string): Peer {
  const both = /\(\[([^\]]+)\]:(\d+)\)|(?:to|host) (\S+?) port (\d+)/.exec(text);
  if (both !== null)
    return { user: undefined, address: both[1] ?? both[3], port: Number(both[2] ?? both[4]) };
  const host = /(?:remote host|Connection to|server) (\S+?)(?:: | closed| not responding)/.exec(text)?.[1];
  return { ...NOBODY, address: host };
}

function addressIn(text: string): Peer {
  const at = text.lastIndexOf(':');
  const port = Number(text.slice(at + 1));
  if (at < 0 || !Number.isInteger(port)) return { ...NOBODY, address: text === '' ? undefined : text };
  return { user: undefined, address: text.slice(0, at).replace(/^\[|\]$/g, ''), port };
}

const DROPBEAR_ENDS: readonly (readonly [RegExp, string, number])[] = [
  [/^Idle timeout/, 'dropbear-idle-timeout', 4],
  [/^Keepalive timeout/, 'dropbear-keepalive', 4],
  [/^Max duration reached/, 'dropbear-max-duration', 4],
  [/Timeout before auth/, 'dropbear-auth-timeout', 4],
  [/No matching algo/, 'negotiation-failed', 3],
  [/^Disconnect received/, 'client-disconnect', 1],
  [/^Exited normally/, 'normal-logout', 1],
  [/reset by peer/i, 'reset-by-peer', 3],
  [/^Terminated by signal/, 'sshd-session-killed', 3],
];

interface ClientEnd {
  readonly words: RegExp;
  readonly says: string;
  readonly end: string;
  readonly rank: number;
  readonly notIdle?: true;
}

const CLIENT_ENDS: readonly ClientEnd[] = [
  {
    words: /Timeout, server (?:\S+ )?not responding/,
    says: 'server-alive',
    end: 'client-server-alive-timeout',
    rank: 4,
  },
  { words: /timed out waiting for input: auto-logout/, says: 'tmout', end: 'bash-tmout', rank: 5 },
  { words: /^(?:.*\s)?zsh: timeout\b/, says: 'tmout', end: 'zsh-tmout', rank: 5 },
  {
    words: /shell will timeout in 60 seconds due to inactivity/,
    says: 'tmout-soon',
    end: 'ksh-tmout',
    rank: 5,
  },
  { words: /^(?:.*\s)?auto-logout\s*$/, says: 'tmout', end: 'tcsh-autologout', rank: 5 },
  {
    words: /Closing the session due to inactivity|Connect idle more than \d+ minutes/,
    says: 'bastion',
    end: 'bastion-idle',
    rank: 5,
  },
  { words: /Client exceeded idle timeout/, says: 'teleport', end: 'teleport-idle', rank: 5 },
  {
    words:
      /The system (?:will|is going down for) (?:power ?off|reboot|halt|system halt)|system is going down/i,
    says: 'shutdown',
    end: 'server-reboot',
    rank: 5,
  },
  { words: /^Killed by signal \d+/, says: 'killed', end: 'client-killed', rank: 4 },
  {
    words: /Corrupted MAC on input|Bad packet length/,
    says: 'damage',
    end: 'connection-lost',
    rank: 4,
    notIdle: true,
  },
  {
    words: /^ssh_dispatch_run_fatal: .*(?:authentication code|corrupt)/,
    says: 'dispatch',
    end: 'connection-lost',
    rank: 3,
    notIdle: true,
  },
  {
    words: /Read from remote host \S+: Connection reset by peer/,
    says: 'read',
    end: 'reset-by-peer',
    rank: 3,
  },
  { words: /Read from remote host \S+: /, says: 'read', end: 'connection-lost', rank: 3 },
  {
    words: /Network error: Connection reset by peer|forcibly closed by the remote host/,
    says: 'network-error',
    end: 'reset-by-peer',
    rank: 3,
  },
  {
    words:
      /Network error: (?:Software caused connection abort|Connection timed out|No route to host|Network is unreachable)|connection was aborted by/,
    says: 'network-error',
    end: 'connection-lost',
    rank: 3,
  },
  {
    words: /(?:Server|Remote side) unexpectedly closed network connection|Connection closed by foreign host/,
    says: 'closed',
    end: 'connection-lost',
    rank: 3,
  },
  { words: /client_loop: send disconnect: Connection reset/, says: 'write', end: 'reset-by-peer', rank: 2 },
  {
    words: /client_loop: send disconnect: |packet_write_wait: Connection to |^Write failed: Broken pipe/,
    says: 'write',
    end: 'connection-lost',
    rank: 2,
  },
  { words: /Connection to \S+ closed by remote host/, says: 'closed', end: 'connection-lost', rank: 3 },
  {
    words:
      /^ssh: connect to host |^kex_exchange_identification: |^Permission denied \(|^ssh: Could not resolve/,
    says: 'connect',
    end: 'pre-auth',
    rank: 3,
  },
  { words: /^Exit status \d+|rtype exit-status reply/, says: 'exit-status', end: 'normal-logout', rank: 1 },
  {
    words: /^(?:Shared c|C)onnection to \S+ closed\.$/,
    says: 'connection-closed',
    end: 'normal-logout',
    rank: 0,
  },
];
