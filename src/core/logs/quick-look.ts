/**
 * A first look at a message's bytes, so that the lines of attacks, which fill
 * logs, are never decoded. What it cannot place is read in full.
 */

/** `nothing`: says nothing of a session; `attempt`: a failed login; `early-end`: ended before a login; `read`: to be read in full. */
export type QuickLook = 'nothing' | 'attempt' | 'early-end' | 'read';

/** Of a message of sshd's from `from` to `to`. */
export function quickLook(bytes: Uint8Array, from: number, to: number): QuickLook {
  const first = bytes[from] ?? 0;
  const second = bytes[from + 1] ?? 0;
  switch (first) {
    case 70: // Failed
      return second === 97 ? 'attempt' : 'read';
    case 73: // Invalid user
      return second === 110 ? 'attempt' : 'read';
    case 105: // input_userauth_request
      return second === 110 && bytes[from + 2] === 112 ? 'attempt' : 'read';
    case 80: // PAM 2 more authentication failures; Postponed
      return second === 65 || second === 111 ? 'attempt' : 'read';
    case 112: // pam_unix(sshd:auth)
      return second === 97 && isPamAuth(bytes, from, to) ? 'attempt' : 'read';
    case 114: // reverse mapping checking
      return second === 101 && bytes[from + 2] === 118 ? 'nothing' : 'read';
    case 65: // Address ... maps to
      return second === 100 ? 'nothing' : 'read';
    case 109: // message repeated
      return second === 101 ? 'nothing' : 'read';
    case 67: // Connection closed, Connection reset
    case 68: // Disconnected, Disconnecting
    case 82: // Received disconnect
      return endsWithPreauth(bytes, to) ? 'early-end' : 'read';
    default:
      return 'read';
  }
}

/** `pam_unix(sshd:auth):` and not `:session):`. */
function isPamAuth(bytes: Uint8Array, from: number, to: number): boolean {
  const limit = Math.min(to, from + 30);
  let at = from + 4;
  while (at < limit && bytes[at] !== 58) at += 1;
  return bytes[at + 1] === 97;
}

/** ` [preauth]` */
function endsWithPreauth(bytes: Uint8Array, to: number): boolean {
  let end = to;
  while (end > 0 && bytes[end - 1] === 32) end -= 1;
  return (
    bytes[end - 1] === 93 &&
    bytes[end - 2] === 104 &&
    bytes[end - 3] === 116 &&
    bytes[end - 8] === 112 &&
    bytes[end - 9] === 91
  );
}
