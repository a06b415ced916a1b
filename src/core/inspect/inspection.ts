/** Everything that can be known before any waiting, from what was read on both ends and between. */
import { type ClientSettings, clientFacts } from './client-facts.ts';
import { type Fact, fact, type Suspect, type Suspicions } from './fact.ts';
import { kernelFacts } from './kernel-facts.ts';
import { logindFacts } from './logind-facts.ts';
import { softwareOf } from './openssh-version.ts';
import { type PathReading, pathFacts } from './path-facts.ts';
import { placeFacts } from './place-facts.ts';
import { parseSections, type Sections } from './sections.ts';
import { sshdFacts } from './sshd-facts.ts';
import { shellFacts } from './shell-facts.ts';
import { suspicionsOf } from './suspects.ts';

export interface ServerReading {
  /** The server's name for itself; `undefined`: it told none. */
  readonly banner: string | undefined;
  /** What the script on the server printed; `undefined`: it did not run. */
  readonly output: string | undefined;
  /** Why it did not run; `undefined`: it did, or nobody tried. */
  readonly obstacle: string | undefined;
}

export interface Inspection extends Suspicions {
  readonly facts: readonly Fact[];
}

export interface Readings {
  readonly server: ServerReading;
  readonly path: PathReading;
  /** What the script on this machine printed; `undefined`: it has no sh. */
  readonly clientOutput: string | undefined;
  readonly clientSettings: ClientSettings | undefined;
}

export function inspectionOf({ server, path, clientOutput, clientSettings }: Readings): Inspection {
  const client = clientOutput === undefined ? undefined : parseSections(clientOutput);
  const facts = [
    ...(client === undefined ? [] : clientFacts(client, clientSettings, path.clientSees !== undefined)),
    ...pathFacts(path),
    ...serverFacts(server),
  ];
  return { facts, ...suspicionsOf(facts) };
}

export function serverFacts({ banner, output, obstacle }: ServerReading): readonly Fact[] {
  const sections = output === undefined ? undefined : parseSections(output);
  const sshd = sshdFacts(sections, banner, softwareOf(banner));
  if (sections === undefined || sections.all.length === 0) return [...sshd, unreadable(obstacle)];
  return [
    ...sshd,
    ...shellFacts(sections),
    ...logindFacts('server', sections),
    ...placeFacts('server', sections),
    ...kernelFacts('server', sections, true),
    ...wholeness(sections),
  ];
}

function unreadable(obstacle: string | undefined): Fact {
  return fact({
    id: 'account',
    side: 'server',
    source: 'the login',
    status: obstacle === undefined ? 'unknown' : 'denied',
    note: obstacle,
    needs: obstacle === undefined ? undefined : 'an account that runs commands',
  });
}

function wholeness({ complete }: Sections): readonly Fact[] {
  if (complete) return [];
  return [
    fact({
      id: 'script',
      side: 'server',
      source: 'the login',
      status: 'unknown',
      note: 'the server did not get through with telling: the rest is not known',
    }),
  ];
}

/** The longest limit that the suspects name and that is worth waiting for; `undefined`: none. Milliseconds. */
export function longestLimitMs(suspects: readonly Suspect[], mostMs: number): number | undefined {
  const limits = suspects.flatMap(({ limitMs }) =>
    limitMs === undefined || limitMs > mostMs ? [] : [limitMs],
  );
  return limits.length === 0 ? undefined : Math.max(...limits);
}
