/**
 * The questions that are asked of arms over ssh, and their answers: the client's
 * byte and its echo, the server's word on demand, a newline at a shell.
 */
import type { Direction } from '../../core/measure/trial.ts';
import type { ArmSpec } from '../../core/trace/arms.ts';
import type { TraceEventBody } from '../../core/trace/events.ts';
import type { NowMs } from '../../core/trace/ports.ts';
import type { Silence } from '../net/idle-meter.ts';
import type { SshArm } from './ssh-arm.ts';

/** One arm as it is held. */
export interface Held {
  spec: ArmSpec;
  arm: SshArm | undefined;
  phase: 'opening' | 'open' | 'ended';
  pid: number | undefined;
  openingSinceAtMs: number;
  /** The question that is open on this connection. */
  asking:
    | {
        readonly direction: Direction;
        readonly word: string;
        leftAtMs: number | undefined;
        idleMs: number;
        /** How long it had been silent when the server was told to speak: its word comes no sooner. */
        toldIdleMs: number;
        /** The server's word came, or the client spoke up instead. */
        spoke: 'nobody' | 'server' | 'client';
      }
    | undefined;
  /** Output of a pty, the latest. */
  screen: string;
}

export interface Questions {
  probe(one: Held, direction: Direction): void;
  /** The run is over: what runs on the server for it ends, also where its connection died without a word. */
  endAll(): void;
  /** The server's word did not come: the client speaks up. */
  speak(one: Held): void;
  onLine(one: Held, line: string): void;
  /** Output of a pty. */
  onScreen(one: Held, text: string): void;
  onNetwork(one: Held, silence: Silence): void;
  onSent(one: Held, silence: Silence): void;
}

export interface QuestionsPorts {
  readonly held: ReadonlyMap<string, Held>;
  readonly tell: (body: TraceEventBody) => void;
  readonly nowMs: NowMs;
  readonly onAnswered: (one: Held) => void;
}

export function questionsOf({ held, tell, nowMs, onAnswered }: QuestionsPorts): Questions {
  let asked = 0;
  /** Arms whose server end is to speak; the first is being told. */
  const waiting: Held[] = [];
  let givingUp: NodeJS.Timeout | undefined;

  function probe(one: Held, direction: Direction): void {
    const { arm, spec } = one;
    if (arm === undefined) return;
    // Full reach again before the last question.
    if (spec.kind === 'ttl') {
      arm.socket?.stopKeepalive();
      arm.socket?.setTtl(undefined);
    }
    asked += 1;
    one.asking = {
      direction,
      word: `p${asked}`,
      leftAtMs: undefined,
      idleMs: 0,
      toldIdleMs: 0,
      spoke: 'nobody',
    };
    if (direction === 'client-first')
      return arm.write(spec.kind === 'shell' || spec.kind === 'typed' ? '\n' : `${one.asking.word}\n`);
    waiting.push(one);
    if (waiting.length === 1) poke();
  }

  /** Has the control arm tell the server end of the first arm in line to speak: one at a time, for the answer names nobody. */
  function poke(): void {
    clearTimeout(givingUp);
    const [one] = waiting;
    if (one === undefined) return;
    const control = [...held.values()].find(
      ({ spec: { kind }, phase }) => kind === 'control' && phase === 'open',
    );
    if (one.asking === undefined || one.phase !== 'open') return nextPoke();
    if (control?.arm === undefined || one.pid === undefined) {
      one.asking = undefined;
      tell({ kind: 'cannot-ask', armId: one.spec.id });
      return nextPoke();
    }
    one.asking.toldIdleMs = one.arm?.meter.idleAtLeastMs() ?? 0;
    control.arm.write(`k${one.pid}\n`);
    givingUp = setTimeout(hasSpoken, SPOKEN_WITHIN_MS);
  }

  function nextPoke(): void {
    waiting.shift();
    poke();
  }

  /** The server end has spoken by now: the silence was no longer than this. */
  function hasSpoken(): void {
    const [one] = waiting;
    if (
      one?.asking?.spoke === 'nobody' &&
      one.asking.idleMs === 0 &&
      one.phase === 'open' &&
      one.arm !== undefined
    ) {
      const idleMs = one.arm.meter.idleAtMostMs();
      tell({ kind: 'asked', armId: one.spec.id, direction: 'server-first', idleMs });
    }
    nextPoke();
  }

  /** The arm's script is not where the control's is: another host behind the same name. */
  function isElsewhere(pid: number): void {
    const [one] = waiting;
    if (one === undefined || one.pid !== pid) return;
    one.asking = undefined;
    tell({ kind: 'cannot-ask', armId: one.spec.id });
    nextPoke();
  }

  function endAll(): void {
    clearTimeout(givingUp);
    for (const { spec, phase, arm } of held.values())
      if (spec.kind === 'control' && phase === 'open') arm?.write('q\n');
  }

  function speak({ arm, asking }: Held): void {
    if (arm === undefined || asking === undefined) return;
    asking.spoke = 'client';
    asking.leftAtMs = nowMs();
    arm.write(`${asking.word}\n`);
  }

  function onSent(one: Held, { atLeastMs, atMostMs }: Silence): void {
    const { asking, spec } = one;
    if (asking === undefined || asking.direction !== 'client-first' || asking.leftAtMs !== undefined) return;
    asking.leftAtMs = nowMs();
    asking.idleMs = Math.max(0, atLeastMs);
    tell({ kind: 'asked', armId: spec.id, direction: asking.direction, idleMs: atMostMs });
  }

  function onNetwork(one: Held, { atLeastMs, atMostMs }: Silence): void {
    const { asking, spec } = one;
    if (one.phase !== 'open') return;
    if (asking === undefined) {
      // Answers to keepalives and echoes of newlines are what these arms are for.
      if (!ANSWERED_UNASKED.has(spec.kind) && atLeastMs > UNASKED_AFTER_MS) {
        tell({ kind: 'heard', armId: spec.id, what: 'data', idleMs: atLeastMs });
      }
    } else if (asking.direction === 'server-first' && asking.spoke === 'nobody' && asking.idleMs === 0) {
      asking.idleMs = Math.max(atLeastMs, asking.toldIdleMs);
      // The word itself tells best when it was spoken.
      tell({ kind: 'asked', armId: spec.id, direction: 'server-first', idleMs: atMostMs });
    }
  }

  function onLine(one: Held, line: string): void {
    const { asking, spec, arm } = one;
    if (spec.kind === 'control' && line === 'A') return hasSpoken();
    if (spec.kind === 'control' && /^n\d+$/.test(line)) return isElsewhere(Number(line.slice(1)));
    if (asking === undefined || arm === undefined) return;
    if (line === 'S' && asking.direction === 'server-first' && asking.spoke === 'nobody') {
      // The word arrived; only a round trip proves life.
      asking.spoke = 'server';
      asking.leftAtMs = nowMs();
      arm.write(`${asking.word}\n`);
      return;
    }
    if (line !== asking.word) return;
    one.asking = undefined;
    const { direction, leftAtMs, idleMs, spoke } = asking;
    const afterSilence = spoke === 'client';
    tell({
      kind: 'answered',
      armId: spec.id,
      direction,
      idleMs,
      rttMs: nowMs() - (leftAtMs ?? nowMs()),
      afterSilence,
      retransmits: arm.socket?.info()?.totalRetransmits ?? 0,
    });
    onAnswered(one);
  }

  function onScreen(one: Held, text: string): void {
    one.screen = `${one.screen}${text}`.slice(-SCREEN_CHARACTERS);
    const { asking, spec } = one;
    if (asking === undefined) return;
    one.asking = undefined;
    tell({
      kind: 'answered',
      armId: spec.id,
      direction: asking.direction,
      idleMs: asking.idleMs,
      rttMs: nowMs() - (asking.leftAtMs ?? nowMs()),
      afterSilence: false,
    });
  }

  return { probe, endAll, speak, onLine, onScreen, onNetwork, onSent };
}

const ANSWERED_UNASKED: ReadonlySet<ArmSpec['kind']> = new Set(['ssh-keepalive', 'typed', 'leg', 'own']);
/** Longer than a healthy control arm takes to answer. */
const SPOKEN_WITHIN_MS = 3000;
/** Data that comes later than this after the last was asked for by nobody. */
const UNASKED_AFTER_MS = 500;
/** More of a pty's output than this is not kept. */
export const SCREEN_CHARACTERS = 2000;
