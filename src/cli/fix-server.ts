/** The plan for an sshd on this machine: a drop-in where one is read, else the main file; checked by sshd itself. */
import { join } from 'node:path';
import type { FileCalls } from '../adapters/config/file-calls.ts';
import { readIfThere, resolveLinks } from '../adapters/config/safe-write.ts';
import { sshdObjection, sshdSetting, sshdVersion } from '../adapters/ssh/sshd-program.ts';
import { secondsOf } from '../core/client/ssh-words.ts';
import { decodeText } from '../core/edit/octets.ts';
import { OperationalError } from '../core/errors.ts';
import { isOwnValue, type Manifest } from '../core/fix/manifest.ts';
import { probesAtHalfRate } from '../core/fix/sshd-version.ts';
import { readServerText, withInterval } from '../core/fix/sshd-text.ts';
import { changeOfText, NO_PLAN, type Plan, type PlannedChange } from './planned-change.ts';

export interface ServerWish {
  readonly file: string | undefined;
  readonly seconds: number;
  /** The person named the interval. */
  readonly isAskedFor: boolean;
  readonly why: string;
  readonly manifests: readonly Manifest[];
  readonly calls: FileCalls;
}

export function planServer(wish: ServerWish): Plan {
  const { file, manifests, calls } = wish;
  const main = resolveLinks(file ?? MAIN_FILE, calls);
  const mainOctets = readIfThere(main, calls);
  if (mainOctets === undefined) {
    throw new OperationalError('FILE', `there is no ${main} on this machine`, {
      hint: 'name the file of the server with --file, or set the client: idletrace fix HOST',
    });
  }
  const words = file === undefined ? [] : ['-f', main];
  const text = decodeText(mainOctets).text;
  const found = readServerText(text);
  const halved = probesAtHalfRate(sshdVersion() ?? '');
  const seconds = halved && !wish.isAskedFor ? Math.max(1, Math.floor(wish.seconds / 2)) : wish.seconds;
  const notes = [
    ...(halved
      ? [
          `sshd 9.2 to 9.4 sends its probes half as often as it is told${wish.isAskedFor ? ': set half of what is needed' : `, so ${seconds} s is written for ${wish.seconds} s`}`,
        ]
      : []),
    ...(found.inMatch.length > 0
      ? [`Match blocks have a value of their own (line ${found.inMatch.join(', ')}), which stays`]
      : []),
    'the client is the better place (idletrace fix HOST): a keepalive of the server revives no connection that a NAT forgot',
  ];
  const dropIn =
    file === undefined && found.dropInFolder !== undefined ? join(found.dropInFolder, DROP_IN) : undefined;
  const path = dropIn ?? main;
  const before = dropIn === undefined ? mainOctets : readIfThere(dropIn, calls);
  const current = secondsOf(sshdSetting(words, 'clientaliveinterval') ?? found.value) ?? 0;
  const isOwn = isOwnValue(manifests, { path, session: null, seconds: current });
  if (current > 0 && (isOwn ? current === seconds : current <= seconds)) {
    return {
      ...NO_PLAN,
      left: [
        {
          client: CLIENT,
          file: path,
          session: undefined,
          why: `sshd sends a keepalive every ${current} s already`,
        },
      ],
      notes,
    };
  }
  const { after, why } =
    dropIn === undefined
      ? withInterval(text, seconds)
      : {
          after: `ClientAliveInterval ${seconds}\n`,
          why: 'in a file of its own that sorts first: it is included above everything, and the first value wins',
        };
  return {
    ...NO_PLAN,
    notes: [
      ...notes,
      'it takes effect for new connections once sshd is reloaded (systemctl reload ssh, or sshd); running sessions stay',
    ],
    changes: [
      {
        client: CLIENT,
        ...changeOfText(path, before, after),
        settings: { ClientAliveInterval: seconds },
        sessions: [
          {
            session: undefined,
            before: { ClientAliveInterval: current || null },
            after: { ClientAliveInterval: seconds },
          },
        ],
        written: [{ session: null, seconds }],
        why: `${wish.why}; ${why}`,
        verify: verifier(words, seconds),
      },
    ],
  };
}

/** What sshd refused before, for whatever reason, says nothing about the change. */
function verifier(words: readonly string[], seconds: number): PlannedChange['verify'] {
  const before = sshdObjection(words);
  return async () => {
    await Promise.resolve();
    const objection = sshdObjection(words);
    if (objection !== undefined && objection !== before) return { wrong: `sshd -t says: ${objection}` };
    if (objection !== undefined)
      return {
        unknown: `sshd could not check its configuration before either: ${objection.split('\n')[0] ?? ''}`,
      };
    const now = sshdSetting(words, 'clientaliveinterval');
    return now === String(seconds)
      ? { said: `sshd -t has no objection; sshd -T: clientaliveinterval ${now}` }
      : { wrong: `sshd -T shows clientaliveinterval ${now ?? 'nowhere'}, not ${seconds}` };
  };
}

const CLIENT = 'openssh-server';
export const MAIN_FILE = '/etc/ssh/sshd_config';
/** Sorted before what distributions and cloud-init put there. */
export const DROP_IN = '00-idletrace.conf';
