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
  const withPort = /(?:^|[\s[@])([0-9A-Za-z_.:%-]+)\]? port (\d{1,5})\b/.exec(message);
  const alone =
    withPort ??
    /(?:from|by) (?:\S+ )?<?\[?((?:\d{1,3}\.){3}\d{1,3}|[0-9A-Fa-f]*:[0-9A-Fa-f:.]+(?:%\w+)?)/.exec(message);
  const address = alone?.[1]?.replace(/^::ffff:(?=\d+\.)/i, '').replace(/:$/, '');
  const user =
    /\b(?:for|user) (?:(?:invalid|illegal|authenticating) user )?(\S+) (?:from |by |\S+ port )/.exec(
      message,
    )?.[1] ?? /^(?:error: )?PAM: .* for (?:illegal user )?(\S+) from/i.exec(message)?.[1];
  return {
    user: user === undefined || user === 'from' ? undefined : user,
    address: address === undefined || /^\.+$/.test(address) ? undefined : address,
    port: withPort === null ? portAfterColon(message) : Number(withPort[2]),
  };
}

/** dropbear writes `<192.0.2.7:5022>` and `from 192.0.2.7:5022`. */
function portAfterColon(message: string): number | undefined {
  const port = /\d\.\d{1,3}:(\d{1,5})\b/.exec(message)?.[1];
  return port === undefined ? undefined : Number(port);
}
