/** Messages of sshd, sshd-session and logind, by what they say of a session. */
import { CHANNEL_CLOSED } from './connection.ts';
import { type LogEvent, NOBODY, type Peer, peerIn } from './log-event.ts';

/** What the message says; `undefined`: nothing of a session. Prefixes such as `error: ` may stand before it. */
export function serverEvent(text: string): LogEvent | undefined {
  const beforeLogin = text.endsWith('[preauth]');
  const message = LEVELS.test(text) ? text.replace(LEVELS, '') : text;
  const event = TABLE[message.charAt(0)]?.(message, beforeLogin);
  if (event !== undefined || !beforeLogin) return event;
  return { kind: 'attempt', ...peerIn(message) };
}

/** What systemd-logind says. */
export function logindEvent(message: string): LogEvent | undefined {
  const named = /^New session ['"]?([\w.-]+)['"]? of user ['"]?([^'".\s]+)/.exec(message);
  if (named !== null) return { kind: 'named', ...NOBODY, user: named[2], name: named[1] ?? '' };
  const idle = /^Session ['"]?([\w.-]+)['"]? of user ['"]?([^'"\s]+)['"]? is idle, stopping/.exec(message);
  if (idle === null) return undefined;
  return {
    ...end('logind-stop-idle-session', 'logind-idle', 4, NOBODY, false),
    user: idle[2],
    name: idle[1] ?? '',
  };
}

const LEVELS = /^(?:(?:error|fatal|debug\d|info|verbose|warning): )+/;

type Reader = (message: string, beforeLogin: boolean) => LogEvent | undefined;

/** By the first letter, so that a line costs one look. */
const TABLE: Readonly<Record<string, Reader>> = {
  A: (message) => (message.startsWith('Accepted ') ? { kind: 'accepted', ...peerIn(message) } : undefined),
  B: (message, before) =>
    /^Bad (?:protocol version|packet length|remote protocol)/.test(message)
      ? lost(message, before, 'bad-packet')
      : undefined,
  C: readC,
  D: (message, before) => {
    if (message.startsWith('Disconnected from ')) return goodbye(message, before, 'disconnected');
    if (message.startsWith('Disconnecting')) return disconnecting(message, before);
    if (message.startsWith('Did not receive identification'))
      return end('pre-auth', 'no-identification', 2, peerIn(message), true);
    return undefined;
  },
  E: (message) =>
    message.startsWith('Exiting on signal')
      ? end('sshd-session-killed', 'signal', 3, NOBODY, undefined)
      : undefined,
  F: (message) => (message.startsWith('Failed ') ? { kind: 'attempt', ...peerIn(message) } : undefined),
  I: (message) => (message.startsWith('Invalid user') ? { kind: 'attempt', ...peerIn(message) } : undefined),
  M: (message) =>
    message.startsWith('Magic value check failed')
      ? end('pre-auth', 'magic', 2, peerIn(message), true)
      : undefined,
  R: readR,
  S: (message) => {
    if (!message.startsWith('Starting session: ')) return undefined;
    return { kind: 'opened', ...peerIn(message) };
  },
  T: readT,
  U: (message) => {
    const child = /^User child is on pid (\d+)/.exec(message);
    if (child !== null) return { kind: 'child', ...NOBODY, childPid: Number(child[1]) };
    if (message.startsWith('Unable to negotiate'))
      return end('negotiation-failed', 'negotiation', 3, peerIn(message), true);
    return / not allowed because /.test(message) ? { kind: 'attempt', ...peerIn(message) } : undefined;
  },
  W: (message, before) =>
    message.startsWith('Write failed: ') ? lost(message, before, 'write-failed') : undefined,
  b: (message) =>
    message.startsWith('banner exchange: ') ? end('pre-auth', 'banner', 2, peerIn(message), true) : undefined,
  c: (message) =>
    /^channel \d+: closing after \d+ seconds? of inactivity/.test(message)
      ? end('sshd-channel-timeout', 'channel-timeout', 4, NOBODY, false)
      : undefined,
  d: (message) => {
    if (!message.startsWith('drop connection ')) return undefined;
    const id = message.includes('penalty') ? 'sshd-per-source-penalties' : 'sshd-max-startups';
    return end(id, 'dropped', 4, dropPeer(message), true);
  },
  k: (message) =>
    /^kex_(?:exchange_identification|protocol_error)/.test(message)
      ? end('pre-auth', 'kex', 2, NOBODY, true)
      : undefined,
  m: (message) =>
    /^mm_reap: .*terminated by signal/.test(message)
      ? end('sshd-session-killed', 'reaped', 3, NOBODY, false)
      : undefined,
  n: (message) =>
    message.startsWith('no matching ')
      ? end('negotiation-failed', 'negotiation', 3, NOBODY, true)
      : undefined,
  p: readP,
  r: (message) =>
    message.startsWith('refused connect from')
      ? end('pre-auth', 'refused', 2, refusedPeer(message), true)
      : undefined,
  s: (message, before) =>
    message.startsWith('ssh_dispatch_run_fatal: ') ? dispatchFailure(message, before) : readSession(message),
  t: (message) =>
    message.startsWith('terminating inactive connection')
      ? end('sshd-unused-connection-timeout', 'unused', 4, peerIn(message), false)
      : undefined,
};

function readC(message: string, before: boolean): LogEvent | undefined {
  if (message.startsWith('Connection from ')) return { kind: 'connected', ...peerIn(message) };
  if (message.startsWith('Connection closed by ')) {
    const named = /^Connection closed by (?:invalid|authenticating) user/.test(message);
    return end('connection-lost', 'closed-by', 2, peerIn(message), before || named ? true : undefined);
  }
  if (message.startsWith('Connection reset by ')) {
    const named = /^Connection reset by (?:invalid|authenticating) user/.test(message);
    return end('reset-by-peer', 'reset-by', 3, peerIn(message), before || named ? true : undefined);
  }
  if (message.startsWith('Close session: '))
    return end('normal-logout', CHANNEL_CLOSED, 1, peerIn(message), false);
  if (message.startsWith('Corrupted MAC')) return lost(message, before, 'corrupted');
  return undefined;
}

function readR(message: string, before: boolean): LogEvent | undefined {
  if (message.startsWith('Read error from remote host')) {
    return end(
      /reset by peer/i.test(message) ? 'reset-by-peer' : 'connection-lost',
      'read-error',
      3,
      peerIn(message),
      before,
    );
  }
  if (message.startsWith('Read from socket failed')) return lost(message, before, 'read-failed');
  if (message.startsWith('ROOT LOGIN REFUSED')) return { kind: 'attempt', ...peerIn(message) };
  if (!message.startsWith('Received disconnect from ')) return undefined;
  // Old clients told the server that their own keepalive had gone unanswered.
  if (/: ?2: Timeout, server/.test(message))
    return end('client-server-alive-timeout', 'client-gave-up', 4, peerIn(message), false);
  return goodbye(message, before, 'received-disconnect');
}

function readT(message: string): LogEvent | undefined {
  if (message.startsWith('Timeout, client not responding'))
    return end('sshd-client-alive', 'client-alive', 4, peerIn(message), false);
  if (!message.startsWith('Timeout before authentication')) return undefined;
  const peer = /^Timeout before authentication for connection from (\S+) to/.exec(message);
  return end(
    'sshd-login-grace-time',
    'login-grace',
    4,
    peer === null ? peerIn(message.replace(' for ', ' from ')) : { ...NOBODY, address: peer[1] },
    true,
  );
}

function readP(message: string, before: boolean): LogEvent | undefined {
  if (message.startsWith('packet_write_') || message.startsWith('packet_read_'))
    return lost(message, before, 'packet');
  const pam = /^pam_\w+\(sshd(?:-session)?:session\): session (opened|closed) for user ([^\s(]+)/.exec(
    message,
  );
  if (pam !== null) return { kind: pam[1] === 'opened' ? 'opened' : 'closed', ...NOBODY, user: pam[2] };
  if (/^pam_\w+\(sshd:auth\)/.test(message)) {
    return {
      kind: 'attempt',
      ...NOBODY,
      address: /rhost=([\w.:-]+)/.exec(message)?.[1],
      user: /\buser=(\S+)/.exec(message)?.[1],
    };
  }
  return undefined;
}

/** `sshd(pam_unix)[1]: session opened for user bob by (uid=0)`, as RHEL 4 wrote it. */
function readSession(message: string): LogEvent | undefined {
  const old = /^session (opened|closed) for user (\S+)/.exec(message);
  return old === null
    ? undefined
    : { kind: old[1] === 'opened' ? 'opened' : 'closed', ...NOBODY, user: old[2] };
}

function dispatchFailure(message: string, before: boolean): LogEvent {
  const damaged = /authentication code|corrupt|invalid|incorrect/i.test(message);
  const id = /reset by peer/i.test(message) ? 'reset-by-peer' : 'connection-lost';
  const event = end(id, 'dispatch', 3, peerIn(message), before ? true : undefined);
  return damaged ? { ...event, notIdle: true } : event;
}

/** The server itself hangs up, and says why. */
function disconnecting(message: string, before: boolean): LogEvent {
  const early =
    before || /invalid user|authenticating user|authentication failures|Change of username/i.test(message);
  return {
    ...end('connection-lost', 'disconnecting', 3, peerIn(message), early ? true : undefined),
    notIdle: true,
  };
}

function lost(message: string, before: boolean, says: string): LogEvent {
  const id = /reset by peer/i.test(message) ? 'reset-by-peer' : 'connection-lost';
  const event = end(id, says, 3, peerIn(message), before ? true : undefined);
  return says === 'corrupted' || says === 'bad-packet' ? { ...event, notIdle: true } : event;
}

function goodbye(message: string, before: boolean, says: string): LogEvent {
  const early = before || /^Disconnected from (?:invalid|authenticating) user/.test(message);
  const late = message.startsWith('Disconnected from user ') || message.endsWith('disconnected by user');
  const peer = peerIn(late ? message.replace('Disconnected from user', 'for user') : message);
  return end('client-disconnect', says, 1, peer, early ? true : late ? false : undefined);
}

/** `drop connection #7 from [192.0.2.7]:5022 on [..]:22 past MaxStartups` */
function dropPeer(message: string): Peer {
  const [, address, port] = /from \[([^\]]+)\]:(\d+)/.exec(message) ?? [];
  return { user: undefined, address, port: port === undefined ? undefined : Number(port) };
}

/** `refused connect from host (::ffff:192.0.2.7)` */
function refusedPeer(message: string): Peer {
  return {
    ...NOBODY,
    address: /\((?:::ffff:)?([0-9A-Fa-f.:]+)\)/.exec(message)?.[1] ?? /from (\S+)/.exec(message)?.[1],
  };
}

type End = Extract<LogEvent, { readonly kind: 'end' }>;

// oxlint-disable-next-line max-params -- a row of the table above, read as one
function end(id: string, says: string, rank: number, peer: Peer, beforeLogin: boolean | undefined): End {
  return { kind: 'end', end: id, says, rank, beforeLogin, ...peer };
}
