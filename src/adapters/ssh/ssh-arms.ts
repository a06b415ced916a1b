/**
 * All arms of a run over ssh: performs the commands of the trace and turns
 * what the ssh processes and sockets do into its events.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Duplex } from 'node:stream';
import { OperationalError } from '../../core/errors.ts';
import {
  armArguments,
  handOverCommand,
  loggedInCommand,
  throughJumps,
  type SshPassthrough,
} from '../../core/ssh/arm-arguments.ts';
import { endpointText, type Hello, remoteCommand } from '../../core/ssh/remote-script.ts';
import type { ResolvedSsh } from '../../core/ssh/resolved.ts';
import type { ArmSpec } from '../../core/trace/arms.ts';
import type { TraceCommand, TraceEventBody } from '../../core/trace/events.ts';
import type { ArmPort, EventSink, NowMs } from '../../core/trace/ports.ts';
import type { TcpSocket } from '../net/tcp-socket.ts';
import { ownAddressLost } from './own-address.ts';
import { type ArmEnd, muteAt, troubleOf } from './login-end.ts';
import { type Held, questionsOf, SCREEN_CHARACTERS } from './questions.ts';
import { runningInspection, type ServerInspection } from './server-inspection.ts';
import { type SshArm, startSshArm } from './ssh-arm.ts';

export interface SshArmsConfig {
  readonly destination: string;
  readonly passthrough: SshPassthrough;
  readonly resolved: ResolvedSsh;
  /** A fresh connection to the server, or to the first jump host. Given up when `signal` aborts. */
  readonly connect: (signal: AbortSignal) => Promise<Connection>;
  /** Hosts on the way there, nearest first; empty: none. */
  readonly jumps: ResolvedSsh['jumps'];
  /** The remote scripts end by themselves after this. */
  readonly lifetimeMs: number;
  /** Answers ssh's questions; `undefined`: nobody is there to ask. */
  readonly askSecret: ((prompt: string, repeated: boolean) => Promise<string | undefined>) | undefined;
  readonly askEnvironment: (token: string) => NodeJS.ProcessEnv;
  /** What the control arm's login runs besides, and how its output is read; `undefined`: nothing. */
  readonly inspection: ServerInspection | undefined;
  readonly nowMs: NowMs;
  readonly sink: EventSink;
}

export interface Connection {
  readonly network: Duplex;
  /** `undefined` where it is none of ours (a ProxyCommand). */
  readonly socket: TcpSocket | undefined;
  /** What a ProxyCommand has to say; raw. */
  readonly complaints: () => string;
}

export function sshArms(config: SshArmsConfig): ArmPort {
  const { nowMs } = config;
  const token = `idletrace-${randomBytes(8).toString('hex')}`;
  const held = new Map<string, Held>();
  const closing: Promise<void>[] = [];
  const opening: Promise<void>[] = [];
  const ended = new AbortController();
  /** Those for whose login a person is being asked. */
  const awaited = new Set<Held>();
  const loggedIn = new Set<Held>();
  const tell = (body: TraceEventBody) => config.sink({ atMs: nowMs(), ...body });
  let paceMs = FIRST_PACE_MS;
  const inspection = runningInspection(config.inspection, (facts) => tell({ kind: 'inspected', facts }));

  const questions = questionsOf({
    held,
    tell,
    nowMs,
    onAnswered: (one) => {
      const { arm, spec } = one;
      if (spec.kind !== 'ttl' || arm === undefined) return;
      void quiet(arm).then(() => one.phase === 'open' && one.asking === undefined && limitReach(one));
    },
  });

  let lostAddress = false;
  const observe = setInterval(() => {
    const address = lostAddress ? undefined : ownAddressLost([...held.values()]);
    if (address !== undefined) {
      lostAddress = true;
      tell({ kind: 'address-lost', address });
    }
    for (const one of held.values()) {
      const { spec, arm, phase, asking } = one;
      if (phase === 'opening' && arm !== undefined && !awaited.has(one)) giveUpIfMute(one, arm);
      if (phase !== 'open' || asking !== undefined || arm === undefined || NEVER_SILENT.has(spec.kind))
        continue;
      const idleMs = arm.meter.unaskedPacket();
      if (idleMs !== undefined) tell({ kind: 'heard', armId: spec.id, what: 'packet', idleMs });
    }
  }, OBSERVE_EVERY_MS);

  async function open(spec: ArmSpec): Promise<void> {
    const one: Held = {
      spec,
      arm: undefined,
      phase: 'opening',
      pid: undefined,
      openingSinceAtMs: nowMs(),
      asking: undefined,
      screen: '',
    };
    held.set(spec.id, one);
    try {
      const connection = await config.connect(ended.signal);
      if (one.phase === 'ended') return void connection.network.destroy();
      start(one, connection);
    } catch (error) {
      one.phase = 'ended';
      if (!(error instanceof OperationalError)) throw error;
      tell({ kind: 'not-opened', armId: spec.id, why: 'connect', message: error.message, hint: error.hint });
    }
  }

  function start(one: Held, { network, socket, complaints }: Connection): void {
    const { spec } = one;
    const pty = isPty(spec);
    const handOverToken = `idletrace-${randomBytes(8).toString('hex')}`;
    const mayAsk = config.askSecret !== undefined;
    const handOver = handOverCommand(handOverToken, process.pid);
    const sshArguments = armArguments({
      passthrough: config.passthrough,
      destination: config.destination,
      proxyCommand: throughJumps(handOver, config.jumps, {
        configFile: config.passthrough.configFile,
        mayAsk,
        busy:
          spec.leg === undefined || spec.intervalMs === undefined
            ? undefined
            : { leg: spec.leg, everySeconds: spec.intervalMs / 1000 },
      }),
      localCommand: loggedInCommand(handOverToken),
      canonicalize: config.resolved.canonicalize,
      knownKeywords: config.resolved.knownKeywords,
      serverAliveSeconds:
        (spec.kind === 'ssh-keepalive' || spec.kind === 'own') && spec.intervalMs !== undefined
          ? spec.intervalMs / 1000
          : undefined,
      serverAliveCountMax: spec.kind === 'own' ? config.resolved.own.serverAliveCountMax : undefined,
      remoteCommand: pty ? undefined : remoteCommand(token, controlPid(), config.lifetimeMs),
      mayAsk,
    });
    const prompts = new Set<string>();
    const onAsk = (prompt: string, answer: (secret: string | undefined) => void) => {
      awaited.add(one);
      const asked = config.askSecret?.(prompt, prompts.has(prompt)) ?? Promise.resolve(undefined);
      prompts.add(prompt);
      void asked.then((secret) => {
        awaited.delete(one);
        one.arm?.meter.sending()();
        answer(secret);
      });
    };
    one.arm = startSshArm(
      {
        sshArguments,
        environment: config.askEnvironment(handOverToken),
        network,
        socket,
        handOverToken,
        helloToken: token,
        pty,
        nowMs,
        onAsk,
      },
      {
        onLoggedIn: () => loggedIn.add(one),
        onHello: (hello) => void settle(one, hello),
        onLine: (line) =>
          inspection.take(one, line) || (pty ? questions.onScreen(one, line) : questions.onLine(one, line)),
        onNetwork: (silence) => questions.onNetwork(one, silence),
        onSent: (silence) => questions.onSent(one, silence),
        onEnd: (end) => onEnd(one, { ...end, complaints: complaints().trim() }),
      },
    );
  }

  function controlPid(): number | undefined {
    return [...held.values()].find(({ spec, phase }) => spec.kind === 'control' && phase === 'open')?.pid;
  }

  /** Waits for quiet after the login, then takes the arm into its silence. */
  async function settle(one: Held, hello: Hello | undefined): Promise<void> {
    const { spec, arm } = one;
    if (arm === undefined) return;
    const helloAtMs = nowMs();
    await quiet(arm);
    if (one.phase !== 'opening') return;
    one.phase = 'open';
    one.pid = hello?.pid;
    arm.meter.unaskedPacket();
    const { socket } = arm;
    if (spec.kind === 'ttl') limitReach(one);
    if (spec.kind === 'control') inspection.begin(one);
    if (spec.kind === 'tcp-keepalive' && spec.intervalMs !== undefined) socket?.setKeepalive(spec.intervalMs);
    tell({
      kind: 'opened',
      armId: spec.id,
      clientSees: socket === undefined ? '' : endpointText(socket.localAddress, socket.localPort),
      serverSees: hello?.serverSees,
      serverIs: hello?.serverIs,
      origin: hello?.origin,
      shell: hello?.shell,
      server: arm.server(),
      rttMs: socket?.info()?.rttMs ?? 0,
      // What came after the server's word came from a jump host: behind that it was silent already.
      idleMs: config.jumps.length > 0 && hello !== undefined ? nowMs() - helloAtMs : arm.meter.idleAtMostMs(),
    });
  }

  async function quiet({ meter }: SshArm): Promise<void> {
    for (
      const sinceAtMs = nowMs();
      meter.idleAtMostMs() < QUIET_MS && nowMs() - sinceAtMs < SETTLE_LIMIT_MS;
    )
      await delay(QUIET_MS / 4);
  }

  /**
   * From here on only keepalives that go no farther than the arm's hop. Only
   * when all is quiet: an acknowledgement that died on its way would make the
   * server repeat itself, and that refreshes every hop.
   */
  function limitReach({ spec, arm }: Held): void {
    arm?.socket?.setTtl(spec.ttlHops);
    arm?.socket?.setKeepalive(paceMs);
  }

  /** A server, or whoever answers in its place, that says nothing more during the login. */
  function giveUpIfMute(one: Held, arm: SshArm): void {
    const stage = loggedIn.has(one) ? 'account' : arm.server() === undefined ? 'greeting' : 'login';
    const trouble = muteAt(stage, arm.meter.idleAtMostMs());
    if (trouble === undefined) return;
    one.phase = 'ended';
    closing.push(arm.close());
    tell({ kind: 'not-opened', armId: one.spec.id, ...trouble });
  }

  function onEnd(one: Held, end: ArmEnd): void {
    const { spec, phase } = one;
    one.phase = 'ended';
    if (phase === 'opening') {
      tell({ kind: 'not-opened', armId: spec.id, ...troubleOf(end, { pty: isPty(spec), ...config }) });
    } else if (phase === 'open') {
      const words = isPty(spec) ? `${one.screen}\n${end.words}` : end.words;
      tell({
        kind: 'ended',
        armId: spec.id,
        ending: end.ending,
        idleMs: end.idleMs,
        words: words.trim().slice(-SCREEN_CHARACTERS),
        ...(end.exitStatus === undefined ? {} : { exitStatus: end.exitStatus }),
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
          return questions.probe(one, command.direction);
        case 'speak':
          return questions.speak(one);
        case 'type':
          return one.arm?.write('\n');
        case 'become':
          held.delete(command.armId);
          one.spec = command.arm;
          held.set(command.arm.id, one);
          return limitReach(one);
        case 'pace':
          paceMs = command.intervalMs;
          return void one.arm?.socket?.setKeepalive(command.intervalMs);
        case 'close':
          one.phase = 'ended';
          closing.push(one.arm?.close() ?? Promise.resolve());
      }
    },
    async closeAll() {
      clearInterval(observe);
      ended.abort();
      questions.endAll();
      for (const one of held.values()) {
        if (one.phase !== 'ended') closing.push(one.arm?.close() ?? Promise.resolve());
        one.phase = 'ended';
      }
      await Promise.all(opening);
      await Promise.all(closing);
    },
  };
}

function isPty({ kind }: ArmSpec): boolean {
  return kind === 'shell' || kind === 'typed';
}

const NEVER_SILENT: ReadonlySet<ArmSpec['kind']> = new Set(['tcp-keepalive', 'leg']);
/** How often silent sockets are looked at for packets nobody asked for. */
const OBSERVE_EVERY_MS = 1000;
/** No packet for this long after the login is quiet: longer than a delayed acknowledgement (RFC 1122 §4.2.3.2 allows 500 ms, Linux takes 40 to 200). */
const QUIET_MS = 300;
const SETTLE_LIMIT_MS = 5000;
/** The kernel counts keepalive intervals in whole seconds. */
const FIRST_PACE_MS = 1000;
