/** Everything that an inspection reads, side by side: this machine, one login, the path. */
import type { Clock } from '../adapters/clock.ts';
import type { Libc } from '../adapters/net/libc.ts';
import { traceroute } from '../adapters/net/traceroute.ts';
import { openAskpass } from '../adapters/ssh/askpass.ts';
import { type InspectLogin, inspectLogin, type LoginTrouble } from '../adapters/ssh/inspect-login.ts';
import { OperationalError } from '../core/errors.ts';
import type { Readings } from '../core/inspect/inspection.ts';
import { parseSections, wordsAfter } from '../core/inspect/sections.ts';
import { LAST_SECTION, SECTION_MARK, SERVER_SCRIPT } from '../core/inspect/server-script.ts';
import type { Hop } from '../core/net/hop.ts';
import { endpointText } from '../core/ssh/remote-script.ts';
import type { SshTarget, Target } from '../core/target/target.ts';
import { readMachine, readSettings } from './here-reading.ts';
import type { SshOptions } from './trace-options.ts';
import type { Reach } from './trace-reach.ts';
import { type Connections, connectionsOf } from './trace-world.ts';

export interface InspectAsk {
  readonly target: Target;
  readonly ssh: SshOptions;
  readonly reach: Reach;
  readonly libc: Libc | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Somebody is there to answer ssh's questions. */
  readonly mayAsk: boolean;
}

export interface AllRead {
  readonly readings: Readings;
  /** The address that answered. */
  readonly address: string | undefined;
  readonly logins: number;
  /** `undefined`: the login worked, or there was none to make. */
  readonly trouble: LoginTrouble | undefined;
}

export async function readAll(ask: InspectAsk): Promise<AllRead> {
  const { target, reach, libc, signal } = ask;
  const connections = watched(connectionsOf(reach, libc));
  const loggingIn = target.kind === 'ssh' ? logIn(ask, target, connections) : undefined;
  const [login, clientSettings, clientOutput, hops] = await Promise.all([
    loggingIn,
    target.kind === 'ssh' ? readSettings(ask, target) : undefined,
    // Only once the connection is there: else a table of connections would be empty.
    Promise.race([connections.connected, loggingIn]).then(async () =>
      readMachine(connections.chosen() ?? reach.first?.addresses[0], signal),
    ),
    hopsOf(ask),
  ]);
  const address = connections.chosen() ?? reach.first?.addresses[0];
  const who = login?.output === undefined ? undefined : parseSections(login.output).get('who');
  return {
    address,
    logins: target.kind === 'ssh' ? 1 : 0,
    trouble: login?.trouble?.why === 'no-commands' ? undefined : login?.trouble,
    readings: {
      server: {
        banner: login?.banner,
        output: login?.output,
        obstacle: login?.trouble?.message,
      },
      path: {
        clientSees: login?.clientSees,
        goesTo:
          reach.first === undefined || address === undefined
            ? undefined
            : endpointText(address, reach.first.port),
        sshConnection: wordsAfter(who, 'connection'),
        hops,
        jumps: reach.jumps.map(({ destination }) => destination),
        proxyCommand: reach.proxyCommand,
      },
      clientOutput,
      clientSettings,
    },
  };
}

/** `connected` resolves with the first connection, and never where none comes. */
function watched({ connect, chosen }: Connections): Connections & { readonly connected: Promise<void> } {
  let tell: () => void = () => undefined;
  const connected = new Promise<void>((resolve) => {
    tell = resolve;
  });
  return {
    connected,
    chosen,
    async connect(signal) {
      const connection = await connect(signal);
      tell();
      return connection;
    },
  };
}

async function logIn(
  { reach, clock, signal, mayAsk }: InspectAsk,
  { destination }: SshTarget,
  { connect }: Pick<Connections, 'connect'>,
): Promise<InspectLogin | undefined> {
  if (reach.resolved === undefined) return undefined;
  const askpass = mayAsk ? openAskpass(process.env) : undefined;
  try {
    return await inspectLogin({
      destination,
      passthrough: reach.passthrough,
      resolved: reach.resolved,
      jumps: reach.jumps,
      connect,
      askSecret:
        askpass === undefined ? undefined : async (prompt, repeated) => askpass.ask(prompt, repeated),
      askEnvironment: (token) => askpass?.environment(token) ?? process.env,
      nowMs: clock.nowMs,
      script: SERVER_SCRIPT,
      lastLine: `${SECTION_MARK}= ${LAST_SECTION} `,
      signal,
    });
  } catch (error) {
    if (!(error instanceof OperationalError)) throw error;
    const trouble = { why: 'connect', message: error.message, hint: error.hint } as const;
    return { output: undefined, trouble, loggedIn: false, banner: undefined, clientSees: undefined };
  } finally {
    askpass?.close();
  }
}

/** As far as it can be traced in the time that a login takes. */
async function hopsOf({ reach, libc, signal }: InspectAsk): Promise<readonly Hop[] | undefined> {
  const address = reach.first?.addresses[0];
  if (libc === undefined || reach.first === undefined || address === undefined) return undefined;
  const to = { address, port: reach.first.port };
  const late = AbortSignal.any([signal, AbortSignal.timeout(PATH_WITHIN_MS)]);
  return traceroute(libc, to, { maxTtlHops: 30, hopTimeoutMs: HOP_TIMEOUT_MS, signal: late });
}

const PATH_WITHIN_MS = 2500;
/** Long enough for the far side of the world; a lost probe is sent again. */
const HOP_TIMEOUT_MS = 600;
