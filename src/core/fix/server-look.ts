/** What a server's configuration is, and what shall become of it: from the answers of `server-scripts.ts` to a plan. Pure. */
import { secondsOf } from '../client/ssh-words.ts';
import { decodeText } from '../edit/octets.ts';
import { octetsOf } from './server-scripts.ts';
import { probesAtHalfRate } from './sshd-version.ts';
import { readServerText, withInterval } from './sshd-text.ts';

export interface ServerLook {
  /** The main file, without symbolic links. */
  readonly path: string;
  readonly content: Uint8Array;
  /** What `sshd -t` has against it; `undefined`: nothing. */
  readonly objection: string | undefined;
  /** What `sshd -T` prints. */
  readonly settings: string;
  readonly version: string;
}

/** `undefined`: something is missing, so it cannot be known what the server reads. */
export function serverLookOf(answers: readonly (readonly string[])[]): ServerLook | undefined {
  const of = (name: string) => answers.find(([word]) => word === name);
  const text = (digits = '') => decodeText(octetsOf(digits)).text;
  const [, path] = of('file') ?? [];
  const content = of('content');
  const [, status, objection] = of('check') ?? [];
  if (path === undefined || content === undefined || status === undefined) return undefined;
  return {
    path: text(path),
    content: octetsOf(content[1] ?? ''),
    objection: status === '0' ? undefined : text(objection).trim() || `it ends with ${status}`,
    settings: text(of('settings')?.[1]),
    version: text(of('version')?.[1]),
  };
}

export type ServerPlan =
  | {
      readonly kind: 'left';
      readonly everySeconds: number;
      readonly path: string;
      readonly notes: readonly string[];
    }
  | {
      readonly kind: 'change';
      readonly path: string;
      readonly before: Uint8Array | undefined;
      /** The whole text afterwards. */
      readonly afterText: string;
      /** As sshd says it now; 0: none. */
      readonly currentSeconds: number;
      readonly seconds: number;
      readonly why: string;
      readonly notes: readonly string[];
    };

/** The drop-in that would be ours; `undefined`: the file includes none before its own value. */
export function dropInPath({ content }: Pick<ServerLook, 'content'>): string | undefined {
  const folder = readServerText(decodeText(content).text).dropInFolder;
  return folder === undefined ? undefined : `${folder}/${DROP_IN}`;
}

export interface ServerAim {
  readonly seconds: number;
  /** The person named the interval. */
  readonly isAskedFor: boolean;
  /** Of our drop-in; `undefined`: it is not there. */
  readonly dropIn: Uint8Array | undefined;
  /** False: it must be the main file. */
  readonly mayDropIn: boolean;
  /** Whether we wrote that interval into that file. */
  readonly isOwn: (path: string, seconds: number) => boolean;
}

export function planServerChange(look: ServerLook, aim: ServerAim): ServerPlan {
  const seconds = secondsFor(look.version, aim);
  const dropIn = aim.mayDropIn ? dropInPath(look) : undefined;
  const path = dropIn ?? look.path;
  const decoded = decodeText(look.content);
  const found = readServerText(decoded.text);
  // Where sshd says nothing, what stands in the file is the best that is known.
  const says = sshdSettingIn(look.settings, 'clientaliveinterval') ?? found.value;
  const currentSeconds = secondsOf(says) ?? 0;
  const notes = [...serverNotes(look.version, aim), ...matchNotes(found.inMatch)];
  const isAsGood = aim.isOwn(path, currentSeconds) ? currentSeconds === seconds : currentSeconds <= seconds;
  if (currentSeconds > 0 && isAsGood) return { kind: 'left', everySeconds: currentSeconds, path, notes };
  const change = { kind: 'change' as const, path, currentSeconds, seconds, notes };
  if (dropIn !== undefined)
    return { ...change, before: aim.dropIn, afterText: `ClientAliveInterval ${seconds}\n`, why: DROP_IN_WHY };
  const { after, why } = withInterval(decoded.text, seconds);
  return { ...change, before: look.content, afterText: after, why };
}

/** What is to be written so that probes come as often as is wanted. */
export function secondsFor(
  version: string,
  { seconds, isAskedFor }: Pick<ServerAim, 'seconds' | 'isAskedFor'>,
): number {
  return probesAtHalfRate(version) && !isAskedFor ? Math.max(1, Math.floor(seconds / 2)) : seconds;
}

function serverNotes(version: string, aim: Pick<ServerAim, 'seconds' | 'isAskedFor'>): readonly string[] {
  const written = secondsFor(version, aim);
  return [
    ...(probesAtHalfRate(version)
      ? [
          `sshd 9.2 to 9.4 sends its probes half as often as it is told${aim.isAskedFor ? ': set half of what is needed' : `, so ${written} s is written for ${aim.seconds} s`}`,
        ]
      : []),
    'the client is the better place (idletrace fix HOST): a keepalive of the server revives no connection that a NAT forgot',
  ];
}

function matchNotes(lines: readonly number[]): readonly string[] {
  return lines.length === 0
    ? []
    : [`Match blocks have a value of their own (line ${lines.join(', ')}), which stays`];
}

/** The first thing in what `sshd -T` prints that is not as asked; `undefined`: only the interval changed, to the wanted one. */
export function strayServerSetting(
  before: string,
  after: string,
  seconds: number | undefined,
): string | undefined {
  const others = (text: string) =>
    text.split('\n').filter((line) => !line.startsWith('clientaliveinterval '));
  const [old, now] = [others(before), others(after)];
  const stray = [
    ...now.filter((line) => !old.includes(line)),
    ...old.filter((line) => !now.includes(line)),
  ][0];
  if (stray !== undefined) return `"${stray}" would change as well`;
  const says = sshdSettingIn(after, 'clientaliveinterval');
  return seconds === undefined || says === String(seconds)
    ? undefined
    : `sshd -T shows clientaliveinterval ${says ?? 'nowhere'}, not ${seconds}`;
}

/** A setting as `sshd -T` prints it; `undefined`: it does not say. */
export function sshdSettingIn(printed: string, keyword: string): string | undefined {
  return printed
    .split('\n')
    .find((line) => line.startsWith(`${keyword} `))
    ?.slice(keyword.length + 1);
}

/** Sorted before what distributions and cloud-init put there. */
export const DROP_IN = '00-idletrace.conf';
const DROP_IN_WHY =
  'in a file of its own that sorts first: it is included above everything, and the first value wins';
