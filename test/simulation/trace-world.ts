/**
 * A whole world for the trace in virtual time: the arms as the adapters hold
 * them, a server behind them, and the network between. Performs the trace's
 * commands and tells its events, as the adapters do over real sockets.
 *
 * Two clocks: the world's, and the client's monotonic one, which stands still
 * while the client sleeps.
 */
import type { LocalTracking } from '../../src/core/evidence/findings.ts';
import type { Direction, Ending } from '../../src/core/measure/trial.ts';
import type { ArmSpec } from '../../src/core/trace/arms.ts';
import type { TraceCommand, TraceEventBody } from '../../src/core/trace/events.ts';
import { agendaOf } from './agenda.ts';
import { type Random, randomOf } from './random.ts';
import { type Flow, flowOf, type NetSpec, passPacket, type Passage, type Side } from './trace-net.ts';

/** How the far end, or a box that says so, ends connections by itself. */
export type Closing =
  /** After so long without data: of the session's channel alone, or any. */
  | {
      readonly kind: 'idle';
      readonly afterMs: number;
      readonly ending: 'fin' | 'ssh-disconnect' | 'channel-closed';
    }
  /** A login shell without input. */
  | { readonly kind: 'shell'; readonly afterMs: number; readonly words: string }
  /** Each session at this age, however busy. */
  | { readonly kind: 'lifetime'; readonly afterMs: number; readonly ending: Ending }
  /** All at one moment. */
  | { readonly kind: 'restart'; readonly atMs: number; readonly ending: Ending }
  /** The box of this index sends an RST both ways when its timer ends. */
  | { readonly kind: 'box-reset'; readonly box: number };

export interface WorldSpec extends NetSpec {
  readonly seed: number;
  /** False: bare TCP connections. */
  readonly login: boolean;
  readonly server: string | undefined;
  readonly shell: string | undefined;
  readonly localTracking: LocalTracking;
  /** The hops can be traced to the end; those in `mute` do not answer. */
  readonly pathKnown: boolean;
  readonly mute: readonly number[];
  readonly nat: 'none' | 'port-kept' | 'port-changed';
  readonly canAskServer: boolean;
  readonly closing: Closing | undefined;
  /** The server breaks every silence of this length. */
  readonly beatMs: number | undefined;
  readonly suspends: readonly { readonly atMs: number; readonly forMs: number }[];
  /** Logins beyond the first so many fail; `undefined`: none does. */
  readonly refusal: { readonly after: number; readonly why: 'denied' | 'turned-away' } | undefined;
}

export interface World {
  perform(command: TraceCommand): void;
  /** The client's monotonic clock. */
  monotonicMs(): number;
  /** Lets the next thing happen, but nothing after the monotonic `wakeAtMs`; `woke`: that came first. */
  advance(wakeAtMs: number | undefined): 'happened' | 'woke' | 'nothing';
  /** How long the machine slept since the last call, seen by the wall clock. */
  takeSleptMs(): number;
  /**
   * By how much a box had been silent for longer than the client could know
   * when it turned a probe away, at most: repeats of a lost probe come late.
   */
  latenessMs(): number;
}

interface Conn {
  spec: ArmSpec;
  readonly flow: Flow;
  readonly outbox: { readonly [side in Side]: Data[] };
  readonly loginAtMs: number;
  clientAlive: boolean;
  serverAlive: boolean;
  /** Told as opened, not told as ended. */
  open: boolean;
  /** Monotonic: since when this side has seen and sent nothing. */
  quietSinceMs: number;
  /** Of the far end: since when there was no data; of the channel alone. */
  farDataAtMs: number;
  farChannelAtMs: number;
  asking: undefined | Asking;
  keepaliveRun: number;
  /** Segments of the client's that were sent again. */
  retransmits: number;
}

/** Data on its way. */
interface Data {
  readonly tell: () => void;
}

interface Asking {
  readonly direction: Direction;
  readonly id: number;
  idleMs: number;
  leftAtMs: number;
  /** The server's word came, or the client spoke up instead. */
  spoke: 'nobody' | 'server' | 'client';
}

export function worldOf(spec: WorldSpec, sink: (body: TraceEventBody) => void): World {
  const random: Random = randomOf(spec.seed);
  const agenda = agendaOf();
  const conns = new Map<string, Conn>();
  const suspends = [...spec.suspends].sort((a, b) => a.atMs - b.atMs);
  const asleep: { readonly fromMs: number; readonly toMs: number }[] = [];
  let nowMs = 0;
  let sleptMs = 0;
  let unseenSleepMs = 0;
  let latenessMs = 0;
  let paceMs = 1000;
  let logins = 0;
  let questions = 0;
  /** Arms whose server end is to speak; the first is being told. */
  const waiting: { readonly conn: Conn; readonly asking: Asking }[] = [];

  const monotonicMs = () => nowMs - sleptMs;
  const isAsleep = (atMs: number) => asleep.some(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs);

  if (spec.pathKnown) agenda.at(1200 + 300 * random(), 'client', () => sink(pathEvent(spec)));
  const { closing } = spec;
  if (closing?.kind === 'restart') {
    agenda.at(closing.atMs, 'world', () => {
      for (const conn of conns.values()) closeFar(conn, closing.ending);
    });
  }

  function pass(conn: Conn, from: Side, reachHops?: number): Passage {
    const passage = passPacket(spec, random, conn.flow, {
      from,
      sentAtMs: nowMs,
      ...(reachHops === undefined ? {} : { reachHops }),
    });
    const sleeps = from === 'server' && passage.kind === 'through' && isAsleep(passage.atMs);
    return sleeps ? { kind: 'gone', forgotten: false } : passage;
  }

  /** Data in order, repeated until it is there (RFC 6298 §5.5). */
  function send(conn: Conn, from: Side, tell: () => void): void {
    const data = { tell };
    conn.outbox[from].push(data);
    if (conn.outbox[from].length === 1) attempt(conn, data, { from, repeats: 0, firstAtMs: nowMs });
  }

  function attempt(
    conn: Conn,
    data: Data,
    {
      from,
      repeats,
      firstAtMs,
    }: { readonly from: Side; readonly repeats: number; readonly firstAtMs: number },
  ): void {
    if ((from === 'client' && !conn.clientAlive) || conn.outbox[from][0] !== data) return;
    if (from === 'client' && nowMs > firstAtMs) conn.retransmits += 1;
    const passage = pass(conn, from);
    if (passage.kind === 'reset') return reset(conn, from, passage.atMs, firstAtMs);
    const againMs = Math.min(120_000, Math.max(200, 200 + spec.rttMs) * 2 ** repeats);
    const again = () => attempt(conn, data, { from, repeats: repeats + 1, firstAtMs });
    if (passage.kind === 'gone') {
      if (passage.forgotten) latenessMs = Math.max(latenessMs, nowMs - firstAtMs);
      return agenda.at(nowMs + againMs, from === 'client' ? 'client' : 'world', again);
    }
    agenda.at(passage.atMs, from === 'client' ? 'world' : 'client', () => {
      if (from === 'client' && !conn.serverAlive) {
        refuse(conn);
        // Should that be lost, the client repeats what nobody acknowledged.
        return agenda.at(nowMs + againMs, 'client', again);
      }
      if ((from === 'server' && !conn.clientAlive) || conn.outbox[from][0] !== data) return;
      // The receiver acknowledges, which every box sees.
      pass(conn, from === 'client' ? 'server' : 'client');
      conn.outbox[from].shift();
      const back = from === 'client' ? conn.outbox.server[0] : undefined;
      data.tell();
      const [next] = conn.outbox[from];
      if (next !== undefined && next !== data) attempt(conn, next, { from, repeats: 0, firstAtMs: nowMs });
      // Linux: a segment of the other side's lets what was lost be sent again soon (measured: 0.1 s).
      if (back !== undefined)
        agenda.at(nowMs + 120, 'world', () =>
          attempt(conn, back, { from: 'server', repeats: 4, firstAtMs: nowMs }),
        );
    });
  }

  /** The server knows no such connection. */
  function refuse(conn: Conn): void {
    const back = pass(conn, 'server');
    if (back.kind === 'through') agenda.at(back.atMs, 'client', () => end(conn, 'reset', ''));
  }

  function reset(conn: Conn, whose: Side, atMs: number, firstAtMs = nowMs): void {
    latenessMs = Math.max(latenessMs, nowMs - firstAtMs);
    if (whose === 'server') agenda.at(atMs, 'world', () => void (conn.serverAlive = false));
    else agenda.at(atMs, 'client', () => end(conn, 'reset', ''));
  }

  /** The client learns that it is over. */
  function end(conn: Conn, ending: Ending, words: string): void {
    if (!conn.clientAlive) return;
    conn.clientAlive = false;
    if (!conn.open) return;
    conn.open = false;
    const idleMs = monotonicMs() - conn.quietSinceMs;
    sink({ kind: 'ended', armId: conn.spec.id, ending, idleMs, words });
  }

  function closeFar(conn: Conn, ending: Ending, words = ''): void {
    if (!conn.serverAlive) return;
    conn.serverAlive = false;
    send(conn, 'server', () => end(conn, ending, words));
  }

  function open(arm: ArmSpec): void {
    logins += 1;
    const { refusal } = spec;
    const refused = refusal !== undefined && logins > refusal.after;
    const tookMs = 300 + 900 * random() + 5 * spec.rttMs;
    agenda.at(nowMs + tookMs, 'client', () => {
      if (refused) {
        const message = refusal.why === 'denied' ? 'Permission denied (publickey).' : 'Connection closed';
        return sink({ kind: 'not-opened', armId: arm.id, why: refusal.why, message, hint: 'try ssh' });
      }
      connect(arm, 0);
    });
  }

  function connect(arm: ArmSpec, tries: number): void {
    const conn: Conn = {
      spec: arm,
      flow: flowOf(spec, nowMs),
      outbox: { client: [], server: [] },
      loginAtMs: nowMs,
      clientAlive: true,
      serverAlive: true,
      open: false,
      quietSinceMs: monotonicMs(),
      farDataAtMs: nowMs,
      farChannelAtMs: nowMs,
      asking: undefined,
      keepaliveRun: 0,
      retransmits: 0,
    };
    if (pass(conn, 'client').kind !== 'through' || pass(conn, 'server').kind !== 'through') {
      if (tries < 12) return agenda.at(nowMs + 1000, 'client', () => connect(arm, tries + 1));
      const message = 'cannot connect: no answer';
      return sink({ kind: 'not-opened', armId: arm.id, why: 'connect', message, hint: 'is it up?' });
    }
    conns.set(arm.id, conn);
    watchFar(conn);
    agenda.at(nowMs + spec.rttMs, 'client', () => {
      conn.quietSinceMs = monotonicMs();
      conn.farDataAtMs = nowMs - spec.rttMs / 2;
      conn.farChannelAtMs = conn.farDataAtMs;
      pass(conn, 'client');
    });
    const quietMs = spec.rttMs + 300 + 80 * random();
    agenda.at(nowMs + quietMs, 'client', () => {
      if (!conn.clientAlive) {
        const message = 'Connection closed by remote host';
        return sink({ kind: 'not-opened', armId: arm.id, why: 'turned-away', message, hint: 'wait' });
      }
      conn.open = true;
      keepBusy(conn);
      const port = 40_000 + logins;
      sink({
        kind: 'opened',
        armId: arm.id,
        clientSees: `10.0.0.2:${port}`,
        serverSees: spec.login ? serverSees(spec, port) : undefined,
        shell: arm.kind === 'shell' || arm.kind === 'typed' || !spec.login ? undefined : spec.shell,
        server: spec.server,
        rttMs: spec.rttMs,
        idleMs: monotonicMs() - conn.quietSinceMs,
      });
    });
  }

  /** The far end's own timers for this connection. */
  function watchFar(conn: Conn): void {
    const { beatMs } = spec;
    const kind = conn.spec.kind;
    if (beatMs !== undefined) {
      const beat = () => {
        if (!conn.serverAlive) return;
        if (nowMs - conn.farDataAtMs >= beatMs) {
          conn.farDataAtMs = nowMs;
          send(conn, 'server', () => {
            hear(conn);
            sendAnswer(conn);
          });
        }
        agenda.at(Math.max(nowMs + 1, conn.farDataAtMs + beatMs), 'world', beat);
      };
      agenda.at(nowMs + beatMs, 'world', beat);
    }
    if (closing?.kind === 'lifetime')
      agenda.at(nowMs + closing.afterMs, 'world', () => closeFar(conn, closing.ending));
    if (closing?.kind === 'idle' || (closing?.kind === 'shell' && (kind === 'shell' || kind === 'typed'))) {
      const channelAlone = closing.kind === 'shell' || closing.ending === 'channel-closed';
      const sinceMs = () => (channelAlone ? conn.farChannelAtMs : conn.farDataAtMs);
      const watch = () => {
        if (!conn.serverAlive) return;
        if (nowMs - sinceMs() < closing.afterMs)
          return agenda.at(Math.max(nowMs + 1, sinceMs() + closing.afterMs), 'world', watch);
        const ending = closing.kind === 'shell' ? 'channel-closed' : closing.ending;
        closeFar(conn, ending, closing.kind === 'shell' ? closing.words : '');
      };
      agenda.at(nowMs + closing.afterMs, 'world', watch);
    }
    const box = closing?.kind === 'box-reset' ? spec.boxes[closing.box] : undefined;
    if (closing?.kind === 'box-reset' && box !== undefined) {
      const sweep = () => {
        if (!conn.serverAlive || !conn.clientAlive) return;
        const seenAtMs = conn.flow.seenAtMs[closing.box] ?? 0;
        if (nowMs < seenAtMs + box.limitMs)
          return agenda.at(Math.max(nowMs + 1, seenAtMs + box.limitMs), 'world', sweep);
        conn.serverAlive = false;
        agenda.at(nowMs + (spec.rttMs / 2 / spec.hops) * box.hop, 'client', () => end(conn, 'reset', ''));
      };
      agenda.at(nowMs + box.limitMs, 'world', sweep);
    }
  }

  /** What comes unasked, or as an answer: the silence is over. Gives how long it was. */
  function hear(conn: Conn): number {
    const idleMs = monotonicMs() - conn.quietSinceMs;
    conn.quietSinceMs = monotonicMs();
    const { kind } = conn.spec;
    if (
      conn.open &&
      conn.asking === undefined &&
      kind !== 'ssh-keepalive' &&
      kind !== 'typed' &&
      idleMs > 500
    )
      sink({ kind: 'heard', armId: conn.spec.id, what: 'data', idleMs });
    return idleMs;
  }

  /** The client's ssh answers the server's keepalive. */
  function sendAnswer(conn: Conn): void {
    conn.quietSinceMs = monotonicMs();
    send(conn, 'client', () => void (conn.farDataAtMs = nowMs));
  }

  /** Data of the client's, and the far end's answer to it. */
  function roundTrip(conn: Conn, ofChannel: boolean, tell: () => void): void {
    conn.quietSinceMs = monotonicMs();
    send(conn, 'client', () => {
      conn.farDataAtMs = nowMs;
      if (ofChannel) conn.farChannelAtMs = nowMs;
      send(conn, 'server', tell);
    });
  }

  function keepBusy(conn: Conn): void {
    const { kind, intervalMs, ttlHops } = conn.spec;
    const run = ++conn.keepaliveRun;
    const every = (gapMs: () => number, act: () => void) => {
      const beat = () => {
        if (!conn.clientAlive || conn.keepaliveRun !== run) return;
        act();
        agenda.at(nowMs + gapMs(), 'client', beat);
      };
      agenda.at(nowMs + gapMs(), 'client', beat);
    };
    if (kind === 'ssh-keepalive' && intervalMs !== undefined)
      every(
        () => intervalMs,
        () => roundTrip(conn, false, () => hear(conn)),
      );
    if (kind === 'tcp-keepalive' && intervalMs !== undefined)
      every(
        () => intervalMs,
        () => keepalive(conn, undefined),
      );
    if (kind === 'ttl' && ttlHops !== undefined)
      every(
        () => paceMs,
        () => keepalive(conn, ttlHops),
      );
  }

  /** A kernel keepalive; `tell`: it was acknowledged. */
  function keepalive(conn: Conn, reachHops: number | undefined, tell?: () => void): void {
    const passage = pass(conn, 'client', reachHops);
    if (passage.kind === 'reset') return reset(conn, 'client', passage.atMs);
    if (passage.kind === 'gone') return;
    agenda.at(passage.atMs, 'world', () => {
      if (!conn.serverAlive) return refuse(conn);
      const back = pass(conn, 'server');
      if (back.kind === 'through' && tell !== undefined) agenda.at(back.atMs, 'client', tell);
    });
  }

  function probe(conn: Conn, direction: Direction): void {
    const { spec: arm } = conn;
    if (arm.kind === 'ttl') conn.keepaliveRun += 1;
    const asking: Asking = { direction, id: ++questions, idleMs: 0, leftAtMs: nowMs, spoke: 'nobody' };
    conn.asking = asking;
    if (!spec.login) return probeBare(conn, direction, asking.id);
    if (direction === 'client-first') {
      return agenda.at(nowMs + 1 + random(), 'client', () => {
        if (conn.asking !== asking || !conn.clientAlive) return;
        asking.idleMs = monotonicMs() - conn.quietSinceMs;
        asking.leftAtMs = nowMs;
        sink({ kind: 'asked', armId: arm.id, direction, idleMs: asking.idleMs });
        word(conn, asking.id);
      });
    }
    waiting.push({ conn, asking });
    if (waiting.length === 1) poke();
  }

  /** Has the control arm tell the server end of the first arm in line to speak: one at a time. */
  function poke(): void {
    const [first] = waiting;
    if (first === undefined) return;
    const { conn, asking } = first;
    if (conn.asking !== asking || !conn.open) return nextPoke();
    const control = [...conns.values()].find((one) => one.spec.kind === 'control' && one.open);
    if (control === undefined || !spec.canAskServer) {
      conn.asking = undefined;
      sink({ kind: 'cannot-ask', armId: conn.spec.id });
      return nextPoke();
    }
    let over = false;
    const spoken = (there: boolean) => {
      if (over) return;
      over = true;
      if (conn.asking === asking && conn.open && asking.spoke === 'nobody') {
        const idleMs = monotonicMs() - conn.quietSinceMs;
        if (!there) conn.asking = undefined;
        const armId = conn.spec.id;
        sink(
          there ? { kind: 'asked', armId, direction: 'server-first', idleMs } : { kind: 'cannot-ask', armId },
        );
      }
      nextPoke();
    };
    agenda.at(nowMs + SPOKEN_WITHIN_MS, 'client', () => spoken(true));
    roundTripThen(control, () => {
      const there = conn.serverAlive;
      if (there) speakFar(conn, asking);
      return () => spoken(there);
    });
  }

  function nextPoke(): void {
    waiting.shift();
    poke();
  }

  /** The server end's own word; the client's answer to it makes the round trip. */
  function speakFar(conn: Conn, asking: Asking): void {
    conn.farDataAtMs = nowMs;
    conn.farChannelAtMs = nowMs;
    send(conn, 'server', () => {
      const idleMs = hear(conn);
      if (conn.asking !== asking || asking.spoke !== 'nobody') return;
      asking.idleMs = idleMs;
      asking.spoke = 'server';
      asking.leftAtMs = nowMs;
      word(conn, asking.id);
    });
  }

  /** As {@link roundTrip}, with something done at the far end whose outcome the answer brings. */
  function roundTripThen(conn: Conn, far: () => () => void): void {
    conn.quietSinceMs = monotonicMs();
    send(conn, 'client', () => {
      conn.farDataAtMs = nowMs;
      conn.farChannelAtMs = nowMs;
      const tell = far();
      send(conn, 'server', () => {
        hear(conn);
        tell();
      });
    });
  }

  /** The client's own word and its echo: a round trip. */
  function word(conn: Conn, id: number): void {
    roundTrip(conn, true, () => {
      const { asking } = conn;
      const idleMs = hear(conn);
      if (asking?.id !== id) return;
      answered(conn, asking.idleMs === 0 ? idleMs : asking.idleMs);
    });
  }

  function answered(conn: Conn, idleMs: number): void {
    const { asking } = conn;
    if (asking === undefined || !conn.open) return;
    conn.asking = undefined;
    sink({
      kind: 'answered',
      armId: conn.spec.id,
      direction: asking.direction,
      idleMs,
      rttMs: nowMs - asking.leftAtMs,
      afterSilence: asking.spoke === 'client',
      retransmits: conn.retransmits,
    });
    if (conn.spec.kind === 'ttl')
      agenda.at(nowMs + 300, 'client', () => {
        if (conn.open && conn.asking === undefined) keepBusy(conn);
      });
  }

  function probeBare(conn: Conn, direction: Direction, id: number): void {
    if (direction === 'server-first') {
      conn.asking = undefined;
      return sink({ kind: 'cannot-ask', armId: conn.spec.id });
    }
    const idleMs = monotonicMs() - conn.quietSinceMs;
    sink({ kind: 'asked', armId: conn.spec.id, direction, idleMs });
    const again = () => {
      if (!conn.clientAlive || conn.asking?.id !== id) return;
      keepalive(conn, undefined, () => {
        if (conn.asking?.id !== id) return;
        conn.quietSinceMs = monotonicMs();
        answered(conn, idleMs);
      });
      agenda.at(nowMs + 1000, 'client', again);
    };
    again();
  }

  return {
    monotonicMs,
    latenessMs: () => latenessMs,
    takeSleptMs() {
      const slept = unseenSleepMs;
      unseenSleepMs = 0;
      return slept;
    },
    advance(wakeAtMs) {
      const timerMs =
        wakeAtMs === undefined ? Infinity : Math.max(nowMs + 1, wakeAtMs + sleptMs) + 2 * random();
      const nextAtMs = Math.min(agenda.nextAtMs(), timerMs);
      if (nextAtMs === Infinity) return 'nothing';
      const [nap] = suspends;
      if (nap !== undefined && nap.atMs <= nextAtMs) {
        suspends.shift();
        const fromMs = Math.max(nowMs, nap.atMs);
        agenda.delayClient(fromMs, nap.forMs);
        asleep.push({ fromMs, toMs: fromMs + nap.forMs });
        sleptMs += nap.forMs;
        unseenSleepMs += nap.forMs;
        return 'happened';
      }
      nowMs = Math.max(nowMs, nextAtMs);
      if (agenda.nextAtMs() > timerMs) return 'woke';
      agenda.takeNext()?.();
      return 'happened';
    },
    perform(command) {
      if (command.kind === 'open') return open(command.arm);
      const conn = conns.get(command.armId);
      if (conn === undefined || !conn.clientAlive) return;
      switch (command.kind) {
        case 'probe':
          return probe(conn, command.direction);
        case 'speak':
          if (conn.asking === undefined) return;
          conn.asking.spoke = 'client';
          conn.asking.leftAtMs = nowMs;
          return word(conn, conn.asking.id);
        case 'become':
          conns.delete(command.armId);
          conns.set(command.arm.id, conn);
          conn.spec = command.arm;
          return keepBusy(conn);
        case 'type':
          return roundTrip(conn, true, () => hear(conn));
        case 'pace':
          paceMs = command.intervalMs;
          return keepBusy(conn);
        case 'close':
          conn.open = false;
          conn.clientAlive = false;
      }
    },
  };
}

/** As the ssh adapter waits for the control arm's answer. */
const SPOKEN_WITHIN_MS = 3000;

function pathEvent({ hops, mute, rttMs }: WorldSpec): TraceEventBody {
  return {
    kind: 'path-traced',
    hops: Array.from({ length: hops }, (_, i) => ({
      ttlHops: i + 1,
      address: mute.includes(i + 1) ? undefined : `10.0.${i + 1}.1`,
      rttMs: mute.includes(i + 1) ? undefined : (rttMs / hops) * (i + 1),
      destination: i + 1 === hops,
    })),
  };
}

function serverSees({ nat }: WorldSpec, port: number): string {
  if (nat === 'none') return `10.0.0.2:${port}`;
  return nat === 'port-kept' ? `198.51.100.1:${port}` : `198.51.100.1:${port + 7000}`;
}
