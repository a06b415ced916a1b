/**
 * One plain login that runs one script and ends. The script goes in on
 * standard input, so that nothing depends on what the login shell makes of it.
 */
import { randomBytes } from 'node:crypto';
import {
  armArguments,
  handOverCommand,
  loggedInCommand,
  throughJumps,
} from '../../core/ssh/arm-arguments.ts';
import { endpointText, type Hello } from '../../core/ssh/remote-script.ts';
import type { TraceEventBody } from '../../core/trace/events.ts';
import { muteAt, troubleOf } from './login-end.ts';
import { type SshArm, startSshArm } from './ssh-arm.ts';
import type { SshArmsConfig } from './ssh-arms.ts';

export type LoginTrouble = Omit<Extract<TraceEventBody, { kind: 'not-opened' }>, 'kind' | 'armId'>;

export interface InspectLogin {
  /** What the script printed; `undefined`: it did not run. */
  readonly output: string | undefined;
  /** `undefined`: the login worked, and so did the script. */
  readonly trouble: LoginTrouble | undefined;
  readonly loggedIn: boolean;
  /** The server's name for itself. */
  readonly banner: string | undefined;
  /** `address:port` of our end; `undefined`: not ours to see. */
  readonly clientSees: string | undefined;
}

export interface InspectLoginConfig extends Omit<SshArmsConfig, 'sink' | 'lifetimeMs' | 'inspection'> {
  readonly script: string;
  /** The script's last line. */
  readonly lastLine: string;
  readonly signal: AbortSignal;
}

/** Throws what `connect` throws. Everything of it is gone when it resolves. */
export async function inspectLogin(config: InspectLoginConfig): Promise<InspectLogin> {
  const { nowMs, signal } = config;
  const { network, socket, complaints } = await config.connect(signal);
  const token = `idletrace-${randomBytes(8).toString('hex')}`;
  const handOverToken = `idletrace-${randomBytes(8).toString('hex')}`;
  const mayAsk = config.askSecret !== undefined;
  let arm: SshArm | undefined;
  let hello: Hello | undefined;
  let output = '';
  let loggedIn = false;
  let asking = 0;
  let ended = false;
  let sinceAtMs = nowMs();
  const prompts = new Set<string>();
  const trouble = await new Promise<LoginTrouble | undefined>((resolve) => {
    const watch = setInterval(() => {
      if (asking > 0 || arm === undefined) return;
      const waitedMs = nowMs() - sinceAtMs;
      if (hello !== undefined) return waitedMs > SCRIPT_WITHIN_MS ? finish(undefined) : undefined;
      if (loggedIn) return waitedMs > HELLO_WITHIN_MS ? finish(muteAt('account', Infinity)) : undefined;
      const mute = muteAt(arm.server() === undefined ? 'greeting' : 'login', arm.meter.idleAtMostMs());
      if (mute !== undefined) finish(mute);
    }, WATCH_EVERY_MS);
    const stop = () => finish(undefined);
    const finish = (why: LoginTrouble | undefined) => {
      clearInterval(watch);
      signal.removeEventListener('abort', stop);
      resolve(why);
    };
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    arm = startSshArm(
      {
        sshArguments: armArguments({
          passthrough: config.passthrough,
          destination: config.destination,
          proxyCommand: throughJumps(handOverCommand(handOverToken, process.pid), config.jumps, {
            configFile: config.passthrough.configFile,
            mayAsk,
          }),
          localCommand: loggedInCommand(handOverToken),
          canonicalize: config.resolved.canonicalize,
          knownKeywords: config.resolved.knownKeywords,
          serverAliveSeconds: undefined,
          // A restricted account may have no sh, and says so itself.
          remoteCommand: `sh || echo ${token} 0`,
          mayAsk,
        }),
        environment: config.askEnvironment(handOverToken),
        network,
        socket,
        handOverToken,
        helloToken: token,
        pty: false,
        nowMs,
        onAsk(prompt, answer) {
          asking += 1;
          const asked = config.askSecret?.(prompt, prompts.has(prompt)) ?? Promise.resolve(undefined);
          prompts.add(prompt);
          void asked.then((secret) => {
            asking -= 1;
            sinceAtMs = nowMs();
            arm?.meter.sending()();
            answer(secret);
          });
        },
      },
      {
        onLoggedIn() {
          loggedIn = true;
          sinceAtMs = nowMs();
          // Only now: before, what ssh reads may be the answer to a question.
          arm?.write(`echo "${token} $$ \${SSH_CONNECTION:-?} \${SHELL:-?}"\n${config.script}exit\n`);
        },
        onHello(said) {
          hello = said;
          sinceAtMs = nowMs();
          if (said?.pid === 0) finish(muteAt('account', Infinity));
        },
        onLine(line) {
          if (hello === undefined || output.length > MOST_CHARACTERS) return;
          output += `${line}\n`;
          if (line.startsWith(config.lastLine)) finish(undefined);
        },
        onNetwork: () => undefined,
        onSent: () => undefined,
        onEnd(end) {
          ended = true;
          finish(
            hello === undefined
              ? troubleOf({ ...end, complaints: complaints().trim() }, { pty: false, ...config })
              : undefined,
          );
        },
      },
    );
  });
  const banner = arm?.server();
  await arm?.close();
  void ended;
  return {
    output: hello === undefined || hello.pid === 0 ? undefined : output,
    trouble,
    loggedIn,
    banner,
    clientSees: socket === undefined ? undefined : endpointText(socket.localAddress, socket.localPort),
  };
}

const WATCH_EVERY_MS = 100;
/** After the login: a shell reads its start-up files, some from a slow disk. */
const HELLO_WITHIN_MS = 5000;
/** The script needs well under a second; programs that hang are ended after three. */
const SCRIPT_WITHIN_MS = 10_000;
const MOST_CHARACTERS = 2_000_000;
