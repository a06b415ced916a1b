/**
 * The arms of a `tcp://` target: bare connections without login. The probe is
 * a kernel keepalive; that it was acknowledged shows in TCP_INFO.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { OperationalError } from '../../core/errors.ts';
import { endpointText } from '../../core/ssh/remote-script.ts';
import type { ArmSpec } from '../../core/trace/arms.ts';
import type { TraceCommand, TraceEventBody } from '../../core/trace/events.ts';
import type { ArmPort, EventSink, NowMs } from '../../core/trace/ports.ts';
import { type IdleMeter, idleMeter } from './idle-meter.ts';
import type { TcpSocket } from './tcp-socket.ts';

export interface TcpArmsConfig {
  /** Given up when `signal` aborts. */
  readonly connect: (signal: AbortSignal) => Promise<TcpSocket>;
  readonly nowMs: NowMs;
  readonly sink: EventSink;
}

interface Held {
  spec: ArmSpec;
  socket: TcpSocket | undefined;
  meter: IdleMeter | undefined;
  phase: 'opening' | 'open' | 'ended';
  probing: boolean;
  /** What the server said, the beginning of it. */
  greeting: string;
}

export function tcpArms(config: TcpArmsConfig): ArmPort {
  const { nowMs } = config;
  const held = new Map<string, Held>();
  const ended = new AbortController();
  const opening: Promise<void>[] = [];
  let paceMs = FIRST_PACE_MS;
  const tell = (body: TraceEventBody) => config.sink({ atMs: nowMs(), ...body });

  const observe = setInterval(() => {
    for (const { spec, meter, phase, probing } of held.values()) {
      if (
        phase !== 'open' ||
        probing ||
        meter === undefined ||
        spec.kind === 'tcp-keepalive' ||
        spec.kind === 'control'
      )
        continue;
      const idleMs = meter.unaskedPacket();
      if (idleMs !== undefined) tell({ kind: 'heard', armId: spec.id, what: 'packet', idleMs });
    }
  }, OBSERVE_EVERY_MS);

  async function open(spec: ArmSpec): Promise<void> {
    const one: Held = {
      spec,
      socket: undefined,
      meter: undefined,
      phase: 'opening',
      probing: false,
      greeting: '',
    };
    held.set(spec.id, one);
    try {
      const socket = await config.connect(ended.signal);
      if (one.phase === 'ended') return void socket.stream.destroy();
      one.socket = socket;
      one.meter = idleMeter(socket, nowMs);
      listen(one, socket);
      await delay(QUIET_MS);
      if (one.phase === 'opening') settle(one, socket, one.meter);
    } catch (error) {
      one.phase = 'ended';
      if (!(error instanceof OperationalError)) throw error;
      tell({ kind: 'not-opened', armId: spec.id, why: 'connect', message: error.message, hint: error.hint });
    }
  }

  function settle(one: Held, socket: TcpSocket, meter: IdleMeter): void {
    const { spec } = one;
    one.phase = 'open';
    meter.unaskedPacket();
    if (spec.kind === 'ttl' && spec.ttlHops !== undefined) socket.setTtl(spec.ttlHops);
    if (spec.kind === 'ttl' || spec.kind === 'tcp-keepalive') socket.setKeepalive(spec.intervalMs ?? paceMs);
    tell({
      kind: 'opened',
      armId: spec.id,
      clientSees: endpointText(socket.localAddress, socket.localPort),
      serverSees: undefined,
      shell: undefined,
      server: /^SSH-[\d.]+-([^\r\n]*)/m.exec(one.greeting)?.[1],
      rttMs: socket.info()?.rttMs ?? 0,
      idleMs: meter.idleAtMostMs(),
    });
  }

  function listen(one: Held, { stream }: TcpSocket): void {
    const end = (ending: 'fin' | 'reset' | 'silent') => {
      if (one.phase === 'ended') return;
      const before = one.phase;
      one.phase = 'ended';
      stream.destroy();
      const message =
        ending === 'fin' ? 'the server closed the connection at once' : 'the connection was reset at once';
      if (before === 'opening')
        tell({
          kind: 'not-opened',
          armId: one.spec.id,
          why: 'turned-away',
          message,
          hint: 'is this the right port? try again later if there are limits on connections',
        });
      else
        tell({
          kind: 'ended',
          armId: one.spec.id,
          ending,
          idleMs: one.meter?.idleAtMostMs() ?? 0,
          words: one.greeting,
        });
    };
    stream.on('data', (octets: Buffer) => {
      one.greeting = `${one.greeting}${octets.toString('latin1')}`.slice(0, GREETING_CHARACTERS);
      const idleMs = one.meter?.received().atLeastMs ?? 0;
      if (one.phase === 'open' && idleMs > UNASKED_AFTER_MS)
        tell({ kind: 'heard', armId: one.spec.id, what: 'data', idleMs });
    });
    stream.on('end', () => end('fin'));
    stream.on('error', (error: NodeJS.ErrnoException) =>
      end(error.code === 'ECONNRESET' || error.code === 'EPIPE' ? 'reset' : 'silent'),
    );
    // It may have ended before anybody listened.
    if (stream.errored !== null) end('reset');
    else if (stream.readableEnded || stream.destroyed) end('fin');
  }

  async function probe(one: Held): Promise<void> {
    const { spec, socket, meter } = one;
    if (socket === undefined || meter === undefined || one.probing) return;
    one.probing = true;
    if (spec.kind === 'ttl') socket.setTtl(undefined);
    const idleMs = meter.idleAtLeastMs();
    const sent = meter.sending();
    const leftAtMs = nowMs();
    // With more than a second of silence behind it the first keepalive leaves at once (tcp_sock_set_keepidle in net/ipv4/tcp.c).
    socket.setKeepalive(KEEPALIVE_PROBE_MS);
    tell({ kind: 'asked', armId: spec.id, direction: 'client-first', idleMs: meter.idleAtMostMs() });
    for (let pauseMs = 2; one.phase === 'open'; pauseMs = Math.min(MAX_PAUSE_MS, pauseMs * 1.4)) {
      await delay(pauseMs);
      const sinceMs = nowMs() - leftAtMs;
      const info = socket.info();
      if (info === undefined || info.lastAckReceivedMs >= sinceMs) continue;
      one.probing = false;
      if (spec.kind === 'ttl') {
        socket.setTtl(spec.ttlHops);
        socket.setKeepalive(paceMs);
      } else if (spec.kind !== 'tcp-keepalive') socket.stopKeepalive();
      // It was seen on the way out at the earliest, on the way back at the latest.
      sent();
      meter.unaskedPacket();
      return tell({
        kind: 'answered',
        armId: spec.id,
        direction: 'client-first',
        idleMs,
        rttMs: info.rttMs,
        afterSilence: false,
      });
    }
  }

  return {
    perform(command: TraceCommand) {
      if (command.kind === 'open') return void opening.push(open(command.arm));
      const one = held.get(command.armId);
      if (one === undefined || one.phase === 'ended') return;
      switch (command.kind) {
        case 'probe':
          if (command.direction === 'server-first') return tell({ kind: 'cannot-ask', armId: one.spec.id });
          return void probe(one);
        case 'become':
          held.delete(command.armId);
          one.spec = command.arm;
          held.set(command.arm.id, one);
          one.socket?.setTtl(command.arm.ttlHops);
          return void one.socket?.setKeepalive(paceMs);
        case 'pace':
          paceMs = command.intervalMs;
          return void one.socket?.setKeepalive(command.intervalMs);
        case 'close':
          return letGo(one);
        case 'speak':
        case 'type':
          return;
      }
    },
    async closeAll() {
      clearInterval(observe);
      ended.abort();
      for (const one of held.values()) {
        letGo(one);
      }
      await Promise.all(opening);
    },
  };
}

function letGo(one: Held): void {
  one.phase = 'ended';
  // The end must reach the server, however near the keepalives went.
  one.socket?.setTtl(undefined);
  one.socket?.stream.destroy();
}

const OBSERVE_EVERY_MS = 1000;
/** A greeting comes within this, or belongs to the silence. */
const QUIET_MS = 300;
const UNASKED_AFTER_MS = 500;
const FIRST_PACE_MS = 1000;
const KEEPALIVE_PROBE_MS = 1000;
const MAX_PAUSE_MS = 100;
const GREETING_CHARACTERS = 512;
