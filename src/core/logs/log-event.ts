/** What a log line says of a session. */

export interface Peer {
  readonly user: string | undefined;
  readonly address: string | undefined;
  readonly port: number | undefined;
}

export type LogEvent = Peer &
  (
    | { readonly kind: 'connected' | 'attempt' | 'accepted' | 'opened' | 'closed' }
    /** The process that serves the user, where it says its number. */
    | { readonly kind: 'child'; readonly childPid: number }
    /** logind names its session; later lines of logind's refer to that. */
    | { readonly kind: 'named'; readonly name: string }
    | {
        readonly kind: 'end';
        /** What the line says; two lines that say the same are two ends. */
        readonly says: string;
        /** An id of a cause or a plain end. */
        readonly end: string;
        /** Of two lines about one end the higher counts: 4 names a reason, 1 only says goodbye. */
        readonly rank: number;
        /** Said of a connection on which nobody is logged in; `undefined`: the line does not tell. */
        readonly beforeLogin: boolean | undefined;
        /** Of logind's session of that name. */
        readonly name?: string;
        /** Damage, kills and the like: not for idleness, though the plain end leaves that open. */
        readonly notIdle?: true;
      }
    /** All sessions of the host ended: it was started again. */
    | { readonly kind: 'reboot' }
  );

export const NOBODY: Peer = { user: undefined, address: undefined, port: undefined };

/** The address and port, and the user, in a message of sshd's or dropbear's. */
export function peerIn(message: string): Peer {
  const user = userIn(message);
  const before = message.indexOf(' port ');
  const port = before < 0 ? undefined : portAt(message, before + ' port '.length);
  const from = port === undefined ? 0 : addressBefore(message, before);
  // The first " port " is nearly always that of the peer; everything else is for the patterns.
  if (port !== undefined && from < before)
    return { user, address: readable(message.slice(from, before)), port };
  return { user, ...placeIn(message) };
}

function placeIn(message: string): Pick<Peer, 'address' | 'port'> {
  const withPort = /(?:^|[\s[@])([0-9A-Za-z_.:%-]+)\]? port (\d{1,5})\b(?!\.\d)/.exec(message);
  const alone =
    withPort ??
    /(?:from|by) (?:\S+ )?<?\[?((?:\d{1,3}\.){3}\d{1,3}|[0-9A-Fa-f]*:[0-9A-Fa-f:.]+(?:%\w+)?)/.exec(message);
  return {
    address: readable(alone?.[1]),
    port: withPort === null ? portAfterColon(message) : Number(withPort[2]),
  };
}

function readable(address: string | undefined): string | undefined {
  if (address === undefined) return undefined;
  const text =
    address.charCodeAt(0) === COLON || address.endsWith(':')
      ? address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/:$/, '')
      : address;
  return /^\.+$/.test(text) ? undefined : text;
}

function userIn(message: string): string | undefined {
  if (!message.includes('for ') && !message.includes('user ')) return undefined;
  const user =
    /\b(?:for|user) (?:(?:invalid|illegal|authenticating) user )?(\S+) (?:from |by |\S+ port )/.exec(
      message,
    )?.[1] ?? /^(?:error: )?PAM: .* for (?:illegal user )?(\S+) from/i.exec(message)?.[1];
  return user === 'from' ? undefined : user;
}

/** Five digits at most that stand there, and no more letters after them. */
function portAt(message: string, from: number): number | undefined {
  let port = 0;
  let at = from;
  while (isDigit(message.charCodeAt(at))) port = port * 10 + message.charCodeAt(at++) - ZERO;
  const next = message.charCodeAt(at);
  // A user may be named "port", and an address follow.
  if (next === POINT && isDigit(message.charCodeAt(at + 1))) return undefined;
  return at === from || at > from + 5 || isWordLetter(next) ? undefined : port;
}

/** Where the address begins that ends before `to`; `to` where there is none. */
function addressBefore(message: string, to: number): number {
  let at = to;
  while (at > 0 && isAddressLetter(message.charCodeAt(at - 1))) at -= 1;
  const before = message.charCodeAt(at - 1);
  return at === 0 || before === SPACE || before === OPEN_BRACKET || before === AT_SIGN ? at : to;
}

function isAddressLetter(code: number): boolean {
  return isWordLetter(code) || code === POINT || code === COLON || code === PERCENT || code === DASH;
}

/** `\w` */
function isWordLetter(code: number): boolean {
  return isDigit(code) || (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === UNDERSCORE;
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= ZERO + 9;
}

/** dropbear writes `<192.0.2.7:5022>` and `from 192.0.2.7:5022`. */
function portAfterColon(message: string): number | undefined {
  const port = /\d\.\d{1,3}:(\d{1,5})\b/.exec(message)?.[1];
  return port === undefined ? undefined : Number(port);
}

const [SPACE, PERCENT, DASH, POINT, ZERO, COLON, AT_SIGN, OPEN_BRACKET, UNDERSCORE] = [
  32, 37, 45, 46, 48, 58, 64, 91, 95,
] as const;
