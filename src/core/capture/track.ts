/** One segment of a connection: what it is, and what it changes in what is remembered. */
import { ACK, DIRECTION, FIN, type Packet, RST, SYN } from '../wire/packet.ts';
import { noteBeat } from './beats.ts';
import type { Flow } from './flow.ts';
import { answerKeepalive, noteKeepalive } from './keepalives.ts';
import { noteReset } from './resets.ts';
import { KIND, kindOf } from './segment-kind.ts';
import type { Side } from './side.ts';
import { gapBefore, noteMark, noteSilence, noteWakeAnswer, WAKE_MS } from './silences.ts';
import { noteSpan, SPAN } from './spans.ts';
import { noteSshTalk } from './ssh-talk.ts';

/** Takes a segment that is no duplicate. `by`: whose address it bears. */
export function track(flow: Flow, packet: Packet, by: 0 | 1): void {
  const side = by === 0 ? flow.a : flow.b;
  const peer = by === 0 ? flow.b : flow.a;
  const { flags, atMs, payloadBytes } = packet;
  const isReset = (flags & RST) !== 0;
  const gapMs = gapBefore(flow, atMs);
  const kind = kindOf(packet, flow, side, peer);
  const isMark = (flags & (SYN | FIN | RST)) !== 0 || (payloadBytes > 0 && kind !== KIND.keepalive);
  const span = isReset || (flags & FIN) !== 0 ? SPAN.end : spanOf(isMark, kind);

  if (gapMs > flow.longestGapMs || gapMs >= WAKE_MS)
    noteSilence(flow, packet, { gapMs, by, span, isRepeated: kind === KIND.repeated });
  else if (atMs > flow.lastAtMs) flow.lastAtMs = atMs;
  if (isMark) noteMark(flow, packet);
  if (isReset) noteReset(flow, packet, by, gapMs);
  else {
    if (kind === KIND.keepalive) noteKeepalive(side, packet, gapMs);
    if (isMark && payloadBytes > 0) {
      noteBeat(flow, packet, by, kind === KIND.repeated);
      if (kind === KIND.fresh && (side.dataSegments < SSH_LOOK || flow.ssh !== undefined)) {
        noteSshTalk(flow, packet, by);
      }
      side.dataSegments += 1;
      side.lastDataAtMs = atMs;
    }
    noteIdentity(side, packet);
    noteSequence(flow, packet, by, kind);
    if ((flags & ACK) !== 0) noteAcknowledgement(flow, packet, by);
    noteWakeAnswer(flow, packet, by);
  }
  if (peer.keepalives !== undefined) answerKeepalive(peer.keepalives, isReset);
  if (peer.probesInVain !== 0) peer.probesInVain = 0;

  side.packets += 1;
  side.payloadBytes += payloadBytes;
  if (payloadBytes > side.largestBytes) side.largestBytes = payloadBytes;
  side.lastAtMs = atMs;
  side.lastFrame = packet.frame;
  noteSpan(flow, atMs, by, span);
}

function spanOf(isMark: boolean, kind: number): number {
  if (kind === KIND.keepalive || kind === KIND.windowProbe) return SPAN.keepalive;
  if (kind === KIND.repeated) return SPAN.repeated;
  return isMark ? SPAN.data : SPAN.bare;
}

/** What tells one sender from another: TTL, IP-ID, timestamps. */
function noteIdentity(side: Side, packet: Packet): void {
  const { ttlHops, ipId, direction } = packet;
  if (direction === DIRECTION.cameIn) side.cameIn += 1;
  else if (direction === DIRECTION.wentOut) side.wentOut += 1;
  if (side.ttlMin === 0 || ttlHops < side.ttlMin) side.ttlMin = ttlHops;
  if (ttlHops > side.ttlMax) side.ttlMax = ttlHops;
  if (ipId >= 0) {
    if (side.ipIdLast >= 0) {
      const step = (ipId - side.ipIdLast) & 0xffff;
      side.ipIdSeen += 1;
      if (step > 0 && step <= SMALL_ID_STEP) side.ipIdSteps += 1;
    }
    side.ipIdLast = ipId;
  }
  if ((packet.flags & SYN) !== 0) return;
  if (packet.hasTimestamps) {
    side.withTimestamps += 1;
  } else side.withoutTimestamps += 1;
}

function noteSequence(flow: Flow, packet: Packet, by: 0 | 1, kind: number): void {
  const side = by === 0 ? flow.a : flow.b;
  const peer = by === 0 ? flow.b : flow.a;
  const { flags, seq, atMs, frame } = packet;
  if ((flags & SYN) !== 0) noteSyn(flow, packet, by);
  const hasFin = (flags & FIN) !== 0;
  const end = (seq + packet.payloadBytes + (hasFin ? 1 : 0) + ((flags & SYN) === 0 ? 0 : 1)) | 0;
  if (kind === KIND.repeated) {
    side.retransmissions += 1;
    side.repeatsInVain += 1;
    side.lastRepeatAtMs = atMs;
    // Others of the same burst were acknowledged: this is the first that was not.
    if (side.unackedFrame === 0) side.unackedFrame = frame;
    if (side.unackedBytes === 0) side.unackedBytes = packet.payloadBytes;
  } else if (kind === KIND.outOfOrder) side.outOfOrder += 1;
  else if (kind === KIND.windowProbe) {
    side.windowProbes += 1;
    side.probesInVain += 1;
  }
  const callsInVain = hasFin ? Math.max(side.repeatsInVain, side.keepalives?.unansweredRun ?? 0) : 0;
  const callFrame = side.repeatsInVain > 0 ? side.unackedFrame : (side.keepalives?.lastFrame ?? 0);
  if (!side.hasSeq || (kind !== KIND.windowProbe && ((end - side.nextSeq) | 0) > 0)) {
    const wasAcked = !side.hasSeq || !peer.hasAck || ((side.nextSeq - peer.lastAck) | 0) <= 0;
    if (wasAcked) {
      side.unackedAtMs = atMs;
      side.unackedFrame = frame;
      side.unackedBytes = packet.payloadBytes;
      side.repeatsInVain = 0;
    }
    if (kind === KIND.fresh && peer.packets === 0) side.repeatsInVain = 0;
    if (side.resets > 0 && side.hasSeq) noteMove(side, atMs);
    side.hasSeq = true;
    side.nextSeq = end;
    side.nextSeqAtMs = atMs;
  }
  if (!hasFin) return;
  side.finCount += 1;
  if (side.finFrame !== 0) return;
  side.finFrame = frame;
  side.finAtMs = atMs;
  side.finEnd = end;
  flow.finSeen ??= {
    frame,
    atMs,
    by,
    lastGapMs: flow.lastGapMs,
    lastDataGapMs: flow.lastDataGapMs,
    lastGapFrame: flow.lastGapFrame,
    lastGapBy: flow.lastGapBy,
    isAfterGap: flow.lastGapFrame !== 0 && atMs - flow.lastGapAtMs < WAKE_MS,
    peerSpokeSince: flow.lastGapFrame !== 0 && peer.lastDataAtMs >= flow.lastGapAtMs,
    callsInVain,
    callFrame,
  };
}

function noteSyn(flow: Flow, { flags, seq, frame, windowScale, atMs }: Packet, by: 0 | 1): void {
  const side = by === 0 ? flow.a : flow.b;
  side.synCount += 1;
  side.offeredScale = windowScale >= 0;
  side.windowScale = windowScale;
  if (side.synCount > 1 && side.isn === seq) return;
  side.isn = seq;
  side.synFrame = frame;
  if ((flags & ACK) === 0) {
    flow.synFrame ||= frame;
    flow.synAtMs = atMs;
  } else flow.synAckFrame ||= frame;
}

function noteAcknowledgement(flow: Flow, packet: Packet, by: 0 | 1): void {
  const side = by === 0 ? flow.a : flow.b;
  const peer = by === 0 ? flow.b : flow.a;
  const { ack, flags, atMs, window } = packet;
  if (!side.hasAck || ((ack - side.lastAck) | 0) > 0) {
    peer.repeatsInVain = 0;
    if (peer.unackedBytes > peer.passedBytes) peer.passedBytes = peer.unackedBytes;
    if (peer.hasSeq && ((peer.nextSeq - ack) | 0) > 0) {
      peer.unackedAtMs = atMs;
      peer.unackedFrame = 0;
      peer.unackedBytes = 0;
    }
    if (side.hasAck && side.resets > 0) noteMove(side, atMs);
    if (peer.hasSeq && ack === peer.nextSeq) {
      const answerMs = atMs - peer.nextSeqAtMs;
      if (answerMs >= 0 && (side.answerMs < 0 || answerMs < side.answerMs)) side.answerMs = answerMs;
    }
    side.hasAck = true;
    side.lastAck = ack;
    side.sameAcks = 0;
  } else if (ack === side.lastAck && packet.payloadBytes === 0) side.sameAcks += 1;
  const isSyn = (flags & SYN) !== 0;
  const scale = side.offeredScale && peer.offeredScale && !isSyn ? side.windowScale : 0;
  if (window === 0 && !isSyn) {
    side.zeroWindows += 1;
    if (side.windowBytes !== 0) {
      side.closedAtMs = atMs;
      side.closedFrame = packet.frame;
    }
  }
  side.windowBytes = window * 2 ** scale;
  if (flow.synAckFrame !== 0 && flow.handshakeFrame === 0 && side.synFrame === flow.synFrame && !isSyn) {
    flow.handshakeFrame = packet.frame;
    flow.handshakeMs = atMs - flow.synAtMs;
  }
}

/** A sender that goes on after "its" RST did not send that. */
function noteMove(side: Side, atMs: number): void {
  side.movedAfterReset += 1;
  side.movedAtMs = atMs;
}

/** How far an IP-ID may jump between two packets of a busy host and still be one counter. */
const SMALL_ID_STEP = 1024;
/** A banner comes in the first segments or never. */
const SSH_LOOK = 3;
