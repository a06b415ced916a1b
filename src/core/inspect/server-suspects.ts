/** What the facts of the server speak for and against. */
import { durationText } from '../duration.ts';
import { type Cleared, type Fact, factOf, type Suspect, type Suspicions } from './fact.ts';

export function serverSuspicions(facts: readonly Fact[]): Suspicions {
  const of = (id: string) => factOf(facts, 'server', id);
  const parts = [shellTimer(of), sshd(of), dropbear(of), logind(of), tracking(of), cloud(of)];
  return {
    suspects: parts.flatMap(({ suspects }) => suspects),
    cleared: parts.flatMap(({ cleared }) => cleared),
  };
}

type Of = (id: string) => Fact | undefined;

/** Each shell's timer is a cause of its own. */
function shellTimer(of: Of): Suspicions {
  const tmout = of('TMOUT');
  const autologout = of('autologout');
  const shell = String(of('login-shell')?.note?.replace(/^is /, '') ?? of('login-shell')?.value ?? '');
  const name = shell.slice(shell.lastIndexOf('/') + 1);
  const suspects: Suspect[] = [];
  const cleared: Cleared[] = [];
  const own = TMOUT_CAUSES.find(({ shells }) => shells.test(name))?.cause;
  if (tmout?.idleLimitMs !== undefined && own !== undefined) {
    suspects.push({
      cause: own,
      reason: `TMOUT is ${tmout.value} s in the login shell (${tmout.source}): it ends a session without a command line for so long, whatever keeps the connection alive`,
      facts: ['TMOUT'],
      limitMs: tmout.idleLimitMs,
      weight: 'certain',
    });
  }
  if (autologout?.idleLimitMs !== undefined) {
    suspects.push({
      cause: 'tcsh-autologout',
      reason: `autologout is ${autologout.value} min in the login shell (${autologout.source})`,
      facts: ['autologout'],
      limitMs: autologout.idleLimitMs,
      weight: 'certain',
    });
  }
  const off = (timer: Fact | undefined) =>
    timer?.status === 'absent' || (timer?.status === 'read' && timer.value === 0);
  if (name !== '' && off(tmout))
    cleared.push(
      ...TMOUT_CAUSES.map(({ cause }) => ({
        cause,
        reason: `TMOUT ${tmout?.status === 'read' ? 'is 0' : 'is not set'} in the login shell (${tmout?.note ?? tmout?.source ?? name})`,
        facts: ['TMOUT'],
      })),
    );
  else if (name !== '' && tmout?.status === 'read')
    cleared.push(
      ...TMOUT_CAUSES.filter(({ cause }) => cause !== own).map(({ cause }) => ({
        cause,
        reason: `the login shell is ${shell}`,
        facts: ['login-shell'],
      })),
    );
  if (name !== '' && off(autologout))
    cleared.push({
      cause: 'tcsh-autologout',
      reason: autologout?.note ?? 'autologout is not set',
      facts: ['autologout'],
    });
  return { suspects, cleared };
}

function sshd(of: Of): Suspicions {
  const interval = of('ClientAliveInterval');
  const count = of('ClientAliveCountMax');
  const channel = of('ChannelTimeout');
  const unused = of('UnusedConnectionTimeout');
  const suspects: Suspect[] = [];
  const cleared: Cleared[] = [];
  if (count?.idleLimitMs !== undefined) {
    suspects.push({
      cause: 'sshd-client-alive',
      reason: `ClientAliveInterval ${interval?.value} with ClientAliveCountMax 0: this version of sshd ends a session at the first silence of that length`,
      facts: ['ClientAliveInterval', 'ClientAliveCountMax'],
      limitMs: count.idleLimitMs,
      weight: count.status === 'read' ? 'certain' : 'likely',
    });
  }
  if (channel?.idleLimitMs !== undefined) {
    suspects.push({
      cause: 'sshd-channel-timeout',
      reason: `ChannelTimeout ${channel.value} closes a shell without data for so long; no keepalive counts as data`,
      facts: ['ChannelTimeout'],
      limitMs: channel.idleLimitMs,
      weight: channel.status === 'read' ? 'certain' : 'likely',
    });
  }
  if (interval?.status === 'read' && interval.value === 0)
    cleared.push({
      cause: 'sshd-client-alive',
      reason: 'ClientAliveInterval is 0',
      facts: ['ClientAliveInterval'],
    });
  else if (count?.status === 'read' && count.value === 0 && count.idleLimitMs === undefined)
    cleared.push({
      cause: 'sshd-client-alive',
      reason: 'ClientAliveCountMax is 0, which ends no session in this version',
      facts: ['ClientAliveCountMax'],
    });
  if (channel?.status === 'absent' || (channel?.status === 'read' && channel.idleLimitMs === undefined))
    cleared.push({
      cause: 'sshd-channel-timeout',
      reason:
        channel.status === 'absent'
          ? 'ChannelTimeout is not set'
          : (channel.note ?? 'it fits no login shell'),
      facts: ['ChannelTimeout'],
    });
  if (unused?.status === 'absent')
    cleared.push({
      cause: 'sshd-unused-connection-timeout',
      reason: 'UnusedConnectionTimeout is not set',
      facts: ['UnusedConnectionTimeout'],
    });
  return { suspects, cleared };
}

function dropbear(of: Of): Suspicions {
  const idle = of('dropbear-I');
  const software = of('ssh-server')?.value;
  const suspects: Suspect[] = [];
  const cleared: Cleared[] = [];
  if (idle?.idleLimitMs !== undefined) {
    suspects.push({
      cause: 'dropbear-idle-timeout',
      reason: `dropbear runs with -I ${idle.value}: it ends a session without data for so long; no keepalive counts as data`,
      facts: ['dropbear-I'],
      limitMs: idle.idleLimitMs,
      weight: 'certain',
    });
  } else if (idle?.status === 'absent') {
    cleared.push({
      cause: 'dropbear-idle-timeout',
      reason: 'dropbear runs without -I',
      facts: ['dropbear-I'],
    });
  }
  // A program that is another cannot have done it, where it was seen at work; a greeting alone may be a bastion's.
  const seen = ['read', 'absent', 'denied'];
  const wasSeen = ['ClientAliveInterval', 'dropbear-I'].some((id) => seen.includes(of(id)?.status ?? ''));
  const others =
    typeof software !== 'string' || !wasSeen
      ? []
      : software.startsWith('OpenSSH')
        ? DROPBEAR_CAUSES
        : software.startsWith('dropbear')
          ? OPENSSH_CAUSES
          : [];
  cleared.push(
    ...others.map((cause) => ({ cause, reason: `the server is ${software}`, facts: ['ssh-server'] })),
  );
  return { suspects, cleared };
}

function logind(of: Of): Suspicions {
  const pairs = [
    { id: 'StopIdleSessionSec', cause: 'logind-stop-idle-session' },
    { id: 'IdleAction', cause: 'logind-idle-action' },
  ];
  return {
    suspects: pairs.flatMap(({ id, cause }): Suspect[] => {
      const found = of(id);
      if (found?.idleLimitMs === undefined) return [];
      const reason = `${id} is ${found.value}${found.unit === undefined ? '' : ` ${found.unit}`} (${found.source}): ${found.note}`;
      // Every session of the machine must be idle for its action.
      return [
        {
          cause,
          reason,
          facts: [id],
          limitMs: found.idleLimitMs,
          weight: id === 'IdleAction' ? 'possible' : 'certain',
        },
      ];
    }),
    cleared: pairs.flatMap(({ id, cause }): Cleared[] =>
      of(id)?.status === 'absent'
        ? [{ cause, reason: `${id} is not set (${of(id)?.source})`, facts: [id] }]
        : [],
    ),
  };
}

function tracking(of: Of): Suspicions {
  const established = of('nf_conntrack_tcp_timeout_established');
  const cleared: Cleared[] = [];
  if (established?.idleLimitMs === undefined) return { suspects: [], cleared };
  const short = established.idleLimitMs < SHORT_MS;
  return {
    suspects: [
      {
        cause: 'nat-expiry-blackhole',
        reason: `the server tracks connections and forgets a silent one after ${durationText(established.idleLimitMs)} (${established.source})`,
        facts: ['nf_conntrack_tcp_timeout_established'],
        limitMs: established.idleLimitMs,
        weight: short ? 'likely' : 'possible',
      },
    ],
    cleared,
  };
}

function cloud(of: Of): Suspicions {
  const found = of('cloud');
  const none = { suspects: [], cleared: [] };
  if (found?.idleLimitMs === undefined) return none;
  const weight = found.idleLimitMs < SHORT_MS ? 'likely' : 'possible';
  const reason = `the server runs in ${found.value}: ${found.note}`;
  return {
    ...none,
    suspects: [
      {
        cause: 'cloud-security-group-tracking',
        reason,
        facts: ['cloud'],
        limitMs: found.idleLimitMs,
        weight,
      },
    ],
  };
}

const TMOUT_CAUSES = [
  { cause: 'bash-tmout', shells: /^r?bash$/ },
  { cause: 'zsh-tmout', shells: /^r?zsh/ },
  { cause: 'ksh-tmout', shells: /ksh/ },
  { cause: 'ash-tmout', shells: /^(?:ash|busybox)/ },
] as const;
const DROPBEAR_CAUSES = [
  'dropbear-idle-timeout',
  'dropbear-keepalive',
  'dropbear-max-duration',
  'dropbear-auth-timeout',
];
const OPENSSH_CAUSES = ['sshd-client-alive', 'sshd-channel-timeout', 'sshd-unused-connection-timeout'];
/** Longer silences are rare: a working day. */
const SHORT_MS = 12 * 3_600_000;
