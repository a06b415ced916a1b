/**
 * The head of a syslog or journal line: when, which host, which program and
 * process, and where the message begins. Bytes in, numbers out; lines of other
 * programs cost no more than looking for theirs.
 */
import { glance } from './glance.ts';
import type { Mentions } from './mentions.ts';
import { newStamp, readStamp, type Stamp } from './stamp.ts';

export type Program = 'sshd' | 'sshd-session' | 'dropbear' | 'logind' | 'other' | 'none';

/** Filled again for each line. `program` `none`: the line has no head of this kind. */
export interface LineHead {
  program: Program;
  pid: number;
  /** Tells hosts apart, no more. */
  hostHash: number;
  hostFrom: number;
  hostTo: number;
  messageFrom: number;
  /** Of ordinary lines only glanced at: `settle` it before its `ms` is read. */
  readonly stamp: Stamp;
  readonly mentions: Mentions;
}

export function newLineHead(mentions: Mentions): LineHead {
  return {
    program: 'none',
    pid: 0,
    hostHash: 0,
    hostFrom: 0,
    hostTo: 0,
    messageFrom: 0,
    stamp: newStamp(),
    mentions,
  };
}

/** Reads the head of the line from `from` to `to` (its end, without the line break). */
export function readHead(bytes: Uint8Array, from: number, to: number, head: LineHead): void {
  head.program = 'none';
  head.pid = 0;
  head.messageFrom = from;
  const { stamp } = head;
  const begin = afterPriority(bytes, from, to);
  if (begin > from && bytes[begin] === 49 && bytes[begin + 1] === SPACE)
    return readRfc5424(bytes, begin + 2, to, head);
  if (!glance(bytes, begin, to, stamp)) readStamp(bytes, begin, to, stamp);
  else if (isOrdinary(bytes, stamp.end, to, head)) return;
  readWords(bytes, stamp.end, to, head);
}

/** `host sshd[4711]: message` or `host sshd-session[4711]: message`, as nearly all lines that matter are. Whether it is. */
function isOrdinary(bytes: Uint8Array, after: number, to: number, head: LineHead): boolean {
  let at = after;
  let hash: number = HASH_BASIS;
  for (let byte = bytes[at] ?? SPACE; byte !== SPACE; byte = bytes[at] ?? SPACE) {
    if (byte === OPEN_BRACKET || at >= to) return false;
    hash = Math.imul(hash ^ byte, HASH_PRIME);
    at += 1;
  }
  const name = at + 1;
  if (bytes[name] !== 115 || bytes[name + 1] !== 115) return isOthers(bytes, name, to, head);
  if (bytes[name + 3] !== 100) return false;
  const isSession = bytes[name + 4] === DASH;
  const bracket = name + (isSession ? SESSION_LETTERS : 4);
  if (bytes[bracket] !== OPEN_BRACKET || programAt(bytes, name, bracket) === 'other') return false;
  for (let letter = name + 5; letter < bracket; letter += 1)
    if (bytes[letter] === OPEN_BRACKET || bytes[letter] === SPACE) return false;
  at = bracket + 1;
  let pid = 0;
  for (let digit = (bytes[at] ?? 0) - 48; digit >= 0 && digit <= 9; digit = (bytes[at] ?? 0) - 48) {
    pid = pid * 10 + digit;
    at += 1;
  }
  if (bytes[at] !== CLOSE_BRACKET || bytes[at + 1] !== COLON || bytes[at + 2] !== SPACE) return false;
  const first = bytes[at + 3];
  if (at + 3 >= to || first === SPACE || first === OPEN_BRACKET) return false;
  // Perhaps a facility such as "authpriv.info".
  if (bytes[after] === 97 && bytes[after + 1] === 117) return false;
  head.program = isSession ? 'sshd-session' : 'sshd';
  head.mentions.met();
  head.pid = pid;
  head.messageFrom = at + 3;
  head.hostFrom = after;
  head.hostTo = name - 1;
  head.hostHash = (hash >>> 0) & HASH_MASK;
  return true;
}

/** `CRON[4711]: ` after a host: another program's line. Whether it is; if not, `readWords` tells. */
function isOthers(bytes: Uint8Array, name: number, to: number, head: LineHead): boolean {
  const first = bytes[name];
  // dropbear, systemd-logind, or a host that is a program's name.
  if (first === 100 || first === 115 || bytes[name - 2] === COLON) return false;
  let at = name;
  while (at < to && bytes[at] !== SPACE && bytes[at] !== OPEN_BRACKET) at += 1;
  if (bytes[at] !== OPEN_BRACKET || at === name) return false;
  at += 1;
  while (at < to && (bytes[at] ?? 0) >= 48 && (bytes[at] ?? 0) <= 57) at += 1;
  if (bytes[at] !== CLOSE_BRACKET || bytes[at + 1] !== COLON || bytes[at + 2] !== SPACE || at + 2 >= to)
    return false;
  head.program = 'other';
  return true;
}

/** Whatever stands between a stamp and a message. */
function readWords(bytes: Uint8Array, after: number, to: number, head: LineHead): void {
  if (head.stamp.kind !== 'none' && !head.mentions.mayBeIn(bytes, after, to)) {
    head.program = 'other';
    return;
  }
  const limit = Math.min(to, after + LONGEST_HEAD);
  let bracket = after;
  while (bracket < limit && bytes[bracket] !== OPEN_BRACKET) bracket += 1;
  if (bracket >= limit) return withoutPid(bytes, after, limit, head);
  let name = bracket;
  while (name > after && bytes[name - 1] !== SPACE) name -= 1;
  const program = programAt(bytes, name, bracket);
  if (program === 'other' || program === 'none') {
    if (head.stamp.kind === 'none') return;
    return withoutPid(bytes, after, limit, head);
  }
  let at = bracket + 1;
  let pid = 0;
  while (at < to && (bytes[at] ?? 0) >= 48 && (bytes[at] ?? 0) <= 57)
    pid = pid * 10 + (bytes[at++] ?? 0) - 48;
  if (bytes[at] !== CLOSE_BRACKET) return;
  at += 1;
  if (bytes[at] === COLON) at += 1;
  while (at < to && bytes[at] === SPACE) at += 1;
  // Solaris writes "[ID 800047 auth.info]" before the message.
  if (bytes[at] === OPEN_BRACKET && bytes[at + 1] === 73 && bytes[at + 2] === 68) {
    while (at < to && bytes[at] !== CLOSE_BRACKET) at += 1;
    at += 2;
  }
  head.program = program;
  head.pid = pid;
  head.messageFrom = Math.min(at, to);
  hostBefore(bytes, after, name, head);
}

/** `host sshd: message`: an sshd or dropbear that does not say its process; everything else is another program's. */
function withoutPid(bytes: Uint8Array, after: number, limit: number, head: LineHead): void {
  if (head.stamp.kind === 'none') return;
  head.program = 'other';
  let colon = after;
  while (colon < limit && !(bytes[colon] === COLON && (bytes[colon + 1] === SPACE || colon + 1 === limit)))
    colon += 1;
  if (colon >= limit) return;
  let name = colon;
  while (name > after && bytes[name - 1] !== SPACE) name -= 1;
  const program = programAt(bytes, name, colon);
  if (program === 'other' || program === 'none') return;
  head.program = program;
  head.messageFrom = Math.min(colon + 2, limit);
  hostBefore(bytes, after, name, head);
}

/** `<86>1 2026-11-07T11:45:42Z host sshd 4711 - - message`, from after the version. */
function readRfc5424(bytes: Uint8Array, from: number, to: number, head: LineHead): void {
  if (!head.mentions.mayBeIn(bytes, from, to)) {
    head.program = 'other';
    return;
  }
  readStamp(bytes, from, to, head.stamp);
  const host = head.stamp.end;
  const hostEnd = wordEnd(bytes, host, to);
  const nameEnd = wordEnd(bytes, hostEnd + 1, to);
  head.program = programAt(bytes, hostEnd + 1, nameEnd);
  let at = nameEnd + 1;
  while (at < to && (bytes[at] ?? 0) >= 48 && (bytes[at] ?? 0) <= 57)
    head.pid = head.pid * 10 + (bytes[at++] ?? 0) - 48;
  at = wordEnd(bytes, wordEnd(bytes, at, to) + 1, to) + 1;
  if (bytes[at] === OPEN_BRACKET) {
    // Structured data: elements in brackets, where \] is no end.
    while (at < to && bytes[at] === OPEN_BRACKET) {
      while (
        at < to &&
        !(
          bytes[at] === CLOSE_BRACKET &&
          bytes[at - 1] !== 92 &&
          (bytes[at + 1] === SPACE || bytes[at + 1] === OPEN_BRACKET || at + 1 === to)
        )
      )
        at += 1;
      at += 1;
    }
    at += 1;
  } else at = wordEnd(bytes, at, to) + 1;
  // A byte order mark may stand before the message.
  if (bytes[at] === 0xef && bytes[at + 1] === 0xbb) at += 3;
  head.messageFrom = Math.min(at, to);
  head.hostFrom = host;
  head.hostTo = hostEnd;
  head.hostHash = hashOf(bytes, host, hostEnd);
}

/** Which program is named there: `sshd`, `sshd-session`, `sshd-auth`, `sshd(pam_unix)`, `dropbear`, `systemd-logind`. */
function programAt(bytes: Uint8Array, from: number, to: number): Program {
  const first = bytes[from];
  if (first === 115 && bytes[from + 1] === 115 && bytes[from + 2] === 104 && bytes[from + 3] === 100) {
    const next = bytes[from + 4];
    if (to === from + 4 || next === 40) return 'sshd';
    return next === DASH ? 'sshd-session' : 'other';
  }
  if (first === 100 && bytes[from + 1] === 114 && bytes[from + 2] === 111 && bytes[from + 3] === 112)
    return to === from + 8 ? 'dropbear' : 'other';
  if (first === 115 && bytes[from + 7] === DASH && bytes[from + 8] === 108 && bytes[from + 9] === 111)
    return to === from + 14 ? 'logind' : 'other';
  return to > from ? 'other' : 'none';
}

function hostBefore(bytes: Uint8Array, after: number, name: number, head: LineHead): void {
  const to = Math.max(after, name - 1);
  let from = to;
  while (from > after && bytes[from - 1] !== SPACE) from -= 1;
  // OpenWrt's logread writes "authpriv.info" where others write the host.
  const isFacility =
    bytes[from] === 97 && bytes[from + 1] === 117 && bytes[from + 2] === 116 && bytes[from + 3] === 104;
  head.hostFrom = isFacility ? to : from;
  head.hostTo = to;
  head.hostHash = isFacility ? 0 : hashOf(bytes, from, to);
}

/** FNV-1a, cut to 21 bits so that it and a process id fit into one exact number. */
function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash: number = HASH_BASIS;
  for (let at = from; at < to; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), HASH_PRIME);
  return (hash >>> 0) & HASH_MASK;
}

function afterPriority(bytes: Uint8Array, from: number, to: number): number {
  if (bytes[from] !== 60) return from;
  let at = from + 1;
  while (at < to && at < from + 5 && bytes[at] !== 62) at += 1;
  return bytes[at] === 62 ? at + 1 : from;
}

function wordEnd(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && bytes[at] !== SPACE) at += 1;
  return at;
}

const [HASH_BASIS, HASH_PRIME, HASH_MASK] = [0x811c9dc5, 0x01000193, 0x1fffff] as const;
/** Of `sshd-session`. */
const SESSION_LETTERS = 12;
const [SPACE, COLON, DASH, OPEN_BRACKET, CLOSE_BRACKET] = [32, 58, 45, 91, 93] as const;
/** Hosts have 255 characters at most (RFC 1035), programs 48 (RFC 5424). */
const LONGEST_HEAD = 320;
