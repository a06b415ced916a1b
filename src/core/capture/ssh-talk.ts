/**
 * SSH as far as it can be read from outside: banners and the clear packets up
 * to NEWKEYS (RFC 4253), then only sizes and times.
 */
import type { Packet } from '../wire/packet.ts';
import type { Flow } from './flow.ts';
import type { SshEnd } from './ssh-state.ts';

/** For each segment with new data. */
export function noteSshTalk(flow: Flow, packet: Packet, by: 0 | 1): void {
  if (flow.ssh === undefined) {
    if (flow.aPort !== SSH_PORT && flow.bPort !== SSH_PORT && !startsWith(packet, BANNER)) return;
    flow.ssh = { a: silentEnd(), b: silentEnd(), isOther: false };
  }
  const end = by === 0 ? flow.ssh.a : flow.ssh.b;
  let bannerBytes = 0;
  if (end.segments === 0) {
    if (startsWith(packet, BANNER)) {
      end.banner = bannerOf(packet);
      bannerBytes = lineBytes(packet);
    } else if (OTHERS.some((other) => startsWith(packet, other))) flow.ssh.isOther = true;
  }
  end.segments += 1;
  if (end.isEncrypted) noteEncrypted(end, packet);
  else if (end.banner !== '') readClear(end, packet, bannerBytes);
  else if (end.segments > CLEAR_SEGMENTS) end.isEncrypted = true;
  end.lastAtMs = packet.atMs;
  end.lastBytes = packet.payloadBytes;
  end.lastFrame = packet.frame;
}

/** A banner, or port 22 and nothing that speaks against it. */
export function isSsh(flow: Flow): boolean {
  const { ssh } = flow;
  if (ssh !== undefined && (ssh.a.banner !== '' || ssh.b.banner !== '')) return true;
  return (flow.aPort === SSH_PORT || flow.bPort === SSH_PORT) && ssh?.isOther !== true;
}

function noteEncrypted(end: SshEnd, { atMs, payloadBytes }: Packet): void {
  end.encryptedSegments += 1;
  end.encryptedBytes += payloadBytes;
  if (payloadBytes <= KEY_BYTES && atMs - end.lastAtMs >= KEY_GAP_MS) end.lonelySmall += 1;
}

/** RFC 4253 §6: four octets of length, one of padding, then the message's number. */
function readClear(end: SshEnd, packet: Packet, bannerBytes: number): void {
  const { view, payloadAt, payloadCapturedBytes, payloadBytes } = packet;
  let at = bannerBytes + end.skipBytes;
  end.skipBytes = 0;
  while (at + CLEAR_HEADER_BYTES <= payloadCapturedBytes) {
    const length = view.getUint32(payloadAt + at);
    if (length < LEAST_PACKET_BYTES || length > MOST_PACKET_BYTES) {
      end.isEncrypted = true;
      return;
    }
    const message = view.getUint8(payloadAt + at + CLEAR_HEADER_BYTES - 1);
    at += 4 + length;
    if (message !== NEWKEYS) continue;
    end.newKeysFrame = packet.frame;
    end.isEncrypted = true;
    if (at < payloadBytes) {
      end.encryptedSegments += 1;
      end.encryptedBytes += payloadBytes - at;
    }
    return;
  }
  end.skipBytes = Math.max(0, at - payloadBytes);
}

function silentEnd(): SshEnd {
  return {
    banner: '',
    segments: 0,
    skipBytes: 0,
    isEncrypted: false,
    newKeysFrame: 0,
    encryptedSegments: 0,
    encryptedBytes: 0,
    lonelySmall: 0,
    lastAtMs: 0,
    lastBytes: 0,
    lastFrame: 0,
  };
}

function startsWith({ view, payloadAt, payloadCapturedBytes }: Packet, word: readonly number[]): boolean {
  if (payloadCapturedBytes < word.length) return false;
  for (let at = 0; at < word.length; at += 1) {
    if (view.getUint8(payloadAt + at) !== word[at]) return false;
  }
  return true;
}

/** The line without its end. Octets outside ASCII become question marks. */
function bannerOf(packet: Packet): string {
  const { view, payloadAt, payloadCapturedBytes } = packet;
  let text = '';
  for (let at = 0; at < Math.min(payloadCapturedBytes, MOST_BANNER_BYTES); at += 1) {
    const octet = view.getUint8(payloadAt + at);
    if (octet === LF || octet === CR) break;
    text += octet >= 0x20 && octet < 0x7f ? String.fromCharCode(octet) : '?';
  }
  return text;
}

function lineBytes({ view, payloadAt, payloadCapturedBytes }: Packet): number {
  for (let at = 0; at < payloadCapturedBytes; at += 1)
    if (view.getUint8(payloadAt + at) === LF) return at + 1;
  return payloadCapturedBytes;
}

function octetsOf(text: string): readonly number[] {
  return Array.from(text, (character) => character.charCodeAt(0));
}

const SSH_PORT = 22;
const BANNER = octetsOf('SSH-');
/** What is met on port 22 and is not SSH. */
const OTHERS = ['HTTP/', 'GET ', 'POST ', 'HEAD ', 'PUT ', 'CONNECT ', '\u0016\u0003'].map(octetsOf);
/** RFC 4253 §4.2. */
const MOST_BANNER_BYTES = 255;
const CR = 13;
const LF = 10;
const CLEAR_HEADER_BYTES = 6;
const LEAST_PACKET_BYTES = 2;
/** RFC 4253 §6.1 asks for 35000 at least; nobody sends more before the keys. */
const MOST_PACKET_BYTES = 40_000;
const NEWKEYS = 21;
/** Where the beginning was not captured: by then the keys are exchanged. */
const CLEAR_SEGMENTS = 8;
/** One key, padded and authenticated, is 36 to 100 octets in the ciphers of OpenSSH. */
const KEY_BYTES = 128;
const KEY_GAP_MS = 50;
