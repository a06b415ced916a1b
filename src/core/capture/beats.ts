/**
 * Keepalives above TCP: a small message of always the same size, answered by
 * another of always the same size or not at all, then silence, at a steady
 * pace. In SSH they are `keepalive@openssh.com` requests, encrypted; elsewhere
 * pings of an application.
 */
import type { Packet } from '../wire/packet.ts';
import type { Beat, Beats } from './beat-state.ts';
import type { Flow } from './flow.ts';
import { WAKE_MS } from './silences.ts';

/** For each segment with data that is no TCP keepalive. */
export function noteBeat(flow: Flow, packet: Packet, by: 0 | 1, isRepeated: boolean): void {
  const { atMs, payloadBytes, frame } = packet;
  const beats = flow.beats;
  const lastAtMs = beats?.lastAtMs ?? Math.max(flow.a.lastDataAtMs, flow.b.lastDataAtMs);
  const quietMs = lastAtMs < 0 ? 0 : atMs - lastAtMs;
  if (quietMs < WAKE_MS || isRepeated) {
    if (beats === undefined) return;
    beats.lastAtMs = atMs;
    if (isRepeated) return;
    if (by === beats.by && beats.answerSegments === 0) {
      beats.askBytes += payloadBytes;
      beats.askSegments += 1;
    } else {
      beats.answerBytes += payloadBytes;
      beats.answerSegments += by === beats.by ? MOST_SEGMENTS + 1 : 1;
    }
    return;
  }
  if (beats !== undefined) settle(beats);
  const fresh = {
    by,
    askBytes: payloadBytes,
    askSegments: 1,
    answerBytes: 0,
    answerSegments: 0,
    silenceMs: quietMs,
    frame,
    lastAtMs: atMs,
  };
  if (beats === undefined) flow.beats = { ...fresh, current: undefined, best: undefined };
  else Object.assign(beats, fresh);
}

/** The steadiest pace that was seen; `undefined`: none. */
export function steadyBeat(flow: Flow): Beat | undefined {
  if (flow.beats === undefined) return undefined;
  const beats = { ...flow.beats };
  if (beats.current !== undefined) beats.current = { ...beats.current };
  settle(beats);
  const { current, best } = beats;
  return [current, best]
    .filter((beat) => beat !== undefined)
    .filter((beat) => beat.count >= LEAST_BEATS && isSteady(beat))
    .toSorted((a, b) => b.count - a.count)[0];
}

function settle(beats: Beats): void {
  const { by, askBytes, askSegments, answerBytes, answerSegments, silenceMs, frame } = beats;
  const isSmall = askBytes <= MOST_BYTES && answerBytes <= MOST_BYTES;
  const isShort = askSegments === 1 && answerSegments <= MOST_SEGMENTS;
  if (!isSmall || !isShort) return retire(beats);
  const current = beats.current;
  if (
    current === undefined ||
    current.by !== by ||
    current.askBytes !== askBytes ||
    current.answerBytes !== answerBytes
  ) {
    retire(beats);
    beats.current = {
      by,
      askBytes,
      answerBytes,
      count: 1,
      answered: answerSegments > 0 ? 1 : 0,
      silences: 0,
      sumMs: 0,
      leastMs: Infinity,
      mostMs: 0,
      firstFrame: frame,
      lastFrame: frame,
    };
    return;
  }
  current.count += 1;
  current.answered += answerSegments > 0 ? 1 : 0;
  current.silences += 1;
  current.sumMs += silenceMs;
  current.leastMs = Math.min(current.leastMs, silenceMs);
  current.mostMs = Math.max(current.mostMs, silenceMs);
  current.lastFrame = frame;
}

function retire(beats: Beats): void {
  const { current, best } = beats;
  if (current !== undefined && isSteady(current) && current.count > (best?.count ?? 1)) beats.best = current;
  beats.current = undefined;
}

function isSteady({ silences, sumMs, leastMs, mostMs }: Beat): boolean {
  if (silences === 0) return false;
  const meanMs = sumMs / silences;
  return mostMs - leastMs <= Math.max(SPREAD * meanMs, SPREAD_MS);
}

/** `keepalive@openssh.com` is 48 to 100 octets on the wire, a WebSocket ping 2 to 14, an IRC or Redis PING below 64. */
const MOST_BYTES = 160;
const MOST_SEGMENTS = 1;
/** Two intervals that are alike; one is none. */
const LEAST_BEATS = 3;
const SPREAD = 0.1;
const SPREAD_MS = 300;
