/** Every rule as a table: what makes it say yes and no, and that what was not measured is unknown. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ending } from '../../../src/core/measure/trial.ts';
import type { Answer, Findings, WitnessFinding } from '../../../src/core/evidence/findings.ts';
import { evidenceOf } from '../../../src/core/evidence/evidence-list.ts';
import type { Rule } from '../../../src/core/verdict/rule.ts';
import { blackhole } from '../../../src/core/verdict/rules/blackhole.ts';
import { haproxyTimeout } from '../../../src/core/verdict/rules/haproxy-timeout.ts';
import { RULES } from '../../../src/core/verdict/rules/catalogue.ts';
import { sshdChannelTimeout } from '../../../src/core/verdict/rules/sshd-channel-timeout.ts';
import { bastionIdle } from '../../../src/core/verdict/rules/bastion-idle.ts';
import { commandEnds } from '../../../src/core/verdict/rules/command-ends.ts';
import { dropbearIdleTimeout } from '../../../src/core/verdict/rules/dropbear-idle-timeout.ts';
import { envoyIdleTimeout } from '../../../src/core/verdict/rules/envoy-idle-timeout.ts';
import { multiplexerLeft } from '../../../src/core/verdict/rules/multiplexer.ts';
import { logindStopIdleSession } from '../../../src/core/verdict/rules/logind-stop-idle-session.ts';
import { nginxStreamTimeout } from '../../../src/core/verdict/rules/nginx-stream-timeout.ts';
import { octaviaTimeout } from '../../../src/core/verdict/rules/octavia-timeout.ts';
import { proxyCommands } from '../../../src/core/verdict/rules/proxy-command.ts';
import { serverGaveUp } from '../../../src/core/verdict/rules/server-gave-up.ts';
import { serverReboot } from '../../../src/core/verdict/rules/server-reboot.ts';
import { sessionsKilled } from '../../../src/core/verdict/rules/sessions-killed.ts';
import { jumpHostChannelTimeout } from '../../../src/core/verdict/rules/jump-host-channel-timeout.ts';
import { stateLost } from '../../../src/core/verdict/rules/state-lost.ts';
import { sshdMaxStartups } from '../../../src/core/verdict/rules/sshd-max-startups.ts';
import { sshdRestarted } from '../../../src/core/verdict/rules/sshd-restarted.ts';
import { stunnelTimeoutIdle } from '../../../src/core/verdict/rules/stunnel-timeoutidle.ts';
import { clientSuspend } from '../../../src/core/verdict/rules/client-suspend.ts';
import { closedByServer } from '../../../src/core/verdict/rules/closed-by-server.ts';
import { portRemapped, rejected } from '../../../src/core/verdict/rules/late-reset.ts';
import { loginGraceTime } from '../../../src/core/verdict/rules/login-grace-time.ts';
import { clientAddressChange } from '../../../src/core/verdict/rules/client-address-change.ts';
import { ownKeepalive } from '../../../src/core/verdict/rules/own-keepalive.ts';
import { pathOutage } from '../../../src/core/verdict/rules/path-outage.ts';
import { carrierNat } from '../../../src/core/verdict/rules/carrier-nat.ts';
import { revivedByServer } from '../../../src/core/verdict/rules/revived-by-server.ts';
import { rstAtExpiry } from '../../../src/core/verdict/rules/rst-at-expiry.ts';
import { serverFirstDropped, serverFirstReset } from '../../../src/core/verdict/rules/server-first-lost.ts';
import { serverRestart } from '../../../src/core/verdict/rules/server-restart.ts';
import { sessionLifetime } from '../../../src/core/verdict/rules/session-lifetime.ts';
import { shellTimeouts } from '../../../src/core/verdict/rules/shell-timeout.ts';
import {
  announced,
  CONTROL_LIVED,
  direction,
  limitFound,
  NAT,
  NOTHING_MEASURED,
  witness,
} from './findings.ts';

interface Case {
  readonly when: string;
  readonly findings: Partial<Findings>;
  readonly answer: Answer;
}

const died: Findings['control'] = {
  lived: 'no',
  death: { ending: 'fin', ageMs: 20_000, atMs: 21_000, words: '' },
  lostForMs: undefined,
  stalls: [],
};
function diedOf(death: Partial<NonNullable<Findings['control']['death']>>): Findings['control'] {
  return { ...died, death: { ending: 'fin', ageMs: 20_000, atMs: 21_000, words: '', ...death } };
}
const diedStalled = diedOf({ stalledMs: 9000 });
const dropbear = { serverSoftware: 'dropbear_2022.83' };
const oneAge: Partial<Findings> = {
  sameAge: { ageMs: 20_000, armIds: ['control', 'ladder-1', 'ladder-2'] },
};
/** All rules about who asks, in the order of the catalogue: what makes each of them say yes after an outage. */
const ASKERS: readonly Partial<Findings>[] = [
  { asksItself: { data: true, packet: false } },
  { asksItself: { data: true, packet: false }, ...dropbear },
  { asksItself: { data: false, packet: true } },
];
const PROXY_COMMANDS = [
  'nc -X connect -x proxy:3128 %h %p',
  'openssl s_client -quiet -connect %h:443',
  'cloudflared access ssh --hostname %h',
  'aws ssm start-session --target %h',
  'gcloud compute start-iap-tunnel %h %p --listen-on-stdin',
];
function throughCommand(proxyCommand: string): Partial<Findings> {
  return { endpoint: { serverIs: undefined, direct: 'unknown', proxyCommand } };
}
function cameBack(said: Partial<NonNullable<Findings['returned']>>): Partial<Findings> {
  return {
    control: died,
    returned: { came: 'in', afterMs: 700, sameKernel: 'yes', sameServer: 'yes', ...said },
  };
}
/** TCP keepalives fail and SSH keepalives help, at this limit. */
function bytesCounted(ending: Ending, limitMs = 9000): Partial<Findings> {
  return {
    ...limitFound(limitMs - 100, limitMs + 100, ending),
    announced: announced(ending),
    keepalives: [
      witness('tcp-keepalive', 1, ending, limitMs),
      witness('ssh-keepalive', 3, 'alive', limitMs + 200),
    ],
  };
}
/** No keepalive helps: what a session carries is counted. */
const sessionsCounted: Partial<Findings> = {
  ...limitFound(8900, 9100, 'fin'),
  announced: announced('fin'),
  keepalives: [witness('tcp-keepalive', 1, 'fin'), witness('ssh-keepalive', 3, 'fin')],
};
const lost: Findings['control'] = { lived: 'no', death: undefined, lostForMs: 20_000, stalls: [] };
const slept = { suspends: [{ atMs: 5000, gapMs: 60_000 }] };
const alive = (lowerMs: number): Partial<Findings> => ({
  ...CONTROL_LIVED,
  limit: { lowerMs, upperMs: undefined },
  client: direction('client-first', lowerMs),
  server: direction('server-first', lowerMs),
  ladderEnd: 'survives',
  lives: 5,
});
const revivedByTyping = (ending: 'reset' | 'silent'): Partial<Findings> => ({
  ...limitFound(8900, 9100),
  client: direction('client-first', 12_000),
  server: direction('server-first', 8900, 9100, ending),
});

const ownOf = (serverAliveSeconds: number, serverAliveCountMax: number): NonNullable<Findings['own']> => ({
  settings: {
    serverAliveSeconds,
    serverAliveCountMax,
    controlMaster: false,
    controlPersistSeconds: undefined,
  },
  arm: undefined,
  gaveUpAfterMs: undefined,
});

const tables: readonly { readonly rule: Rule; readonly cases: readonly Case[] }[] = [
  {
    rule: blackhole,
    cases: [
      { when: 'nothing was measured', findings: {}, answer: 'unknown' },
      { when: 'both directions met silence', findings: limitFound(8900, 9100), answer: 'yes' },
      { when: 'late packets met a reset', findings: limitFound(8900, 9100, 'reset'), answer: 'no' },
      { when: 'the far end closed it', findings: { announced: announced('fin') }, answer: 'no' },
      {
        when: 'only late output was tried, and lost',
        findings: { server: direction('server-first', 8900, 9100) },
        answer: 'yes',
      },
      { when: 'nothing died', findings: alive(60_000), answer: 'unknown' },
    ],
  },
  {
    rule: revivedByServer,
    cases: [
      { when: 'nothing was measured', findings: {}, answer: 'unknown' },
      {
        when: 'the client is cut off, and what the server says still comes',
        findings: { ...limitFound(8900, 9100), server: direction('server-first', 12_000) },
        answer: 'yes',
      },
      { when: 'both directions met silence', findings: limitFound(8900, 9100), answer: 'no' },
      {
        when: 'the server has not been asked beyond the limit',
        findings: { ...limitFound(8900, 9100), server: direction('server-first', 8000) },
        answer: 'unknown',
      },
      { when: 'nothing died', findings: alive(60_000), answer: 'no' },
    ],
  },
  {
    rule: clientAddressChange,
    cases: [
      { when: 'nothing was measured', findings: {}, answer: 'unknown' },
      {
        when: 'the address went, and the busy connection with it',
        findings: { control: lost, addressLost: { atMs: 5000, address: '10.0.0.2' } },
        answer: 'yes',
      },
      {
        when: 'the busy connection was lost, and the address is there',
        findings: { control: lost },
        answer: 'unknown',
      },
      {
        when: 'the busy connection lived',
        findings: { ...CONTROL_LIVED, addressLost: { atMs: 5000, address: '10.0.0.2' } },
        answer: 'no',
      },
    ],
  },
  {
    rule: ownKeepalive,
    cases: [
      { when: 'nothing was measured', findings: {}, answer: 'unknown' },
      { when: 'nothing is configured', findings: { own: ownOf(0, 3) }, answer: 'unknown' },
      {
        when: 'their ssh gave up, where the path kept it',
        findings: { ...alive(60_000), own: { ...ownOf(5, 0), gaveUpAfterMs: 5000 } },
        answer: 'yes',
      },
      {
        when: 'it had some to lose',
        findings: { ...alive(60_000), own: { ...ownOf(5, 3), gaveUpAfterMs: 20_000 } },
        answer: 'unknown',
      },
      {
        when: 'the path forgot it first',
        findings: { ...limitFound(8900, 9100), own: { ...ownOf(60, 0), gaveUpAfterMs: 60_000 } },
        answer: 'unknown',
      },
      {
        when: 'it lived with their settings',
        findings: { ...alive(60_000), own: { ...ownOf(5, 3), arm: witness('own', 5, 'alive') } },
        answer: 'no',
      },
    ],
  },
  {
    rule: carrierNat,
    cases: [
      { when: 'nothing was measured', findings: {}, answer: 'unknown' },
      {
        when: 'the hop that forgets has an address of RFC 6598',
        findings: {
          ...limitFound(8900, 9100),
          ttl: [witness('ttl', 1, 'silent'), witness('ttl', 2, 'alive')],
          hops: [1, 2, 3].map((ttlHops) => ({
            ttlHops,
            address: `100.64.${ttlHops}.1`,
            rttMs: 1,
            destination: false,
          })),
        },
        answer: 'yes',
      },
      {
        when: 'it has another',
        findings: {
          ...limitFound(8900, 9100),
          ttl: [witness('ttl', 1, 'silent'), witness('ttl', 2, 'alive')],
        },
        answer: 'no',
      },
      { when: 'the hop is not known', findings: limitFound(8900, 9100), answer: 'unknown' },
    ],
  },
  {
    rule: portRemapped,
    cases: [
      { when: 'nothing was measured', findings: {}, answer: 'unknown' },
      {
        when: 'a reset, and the NAT changes ports',
        findings: { ...limitFound(8900, 9100, 'reset'), nat: NAT.changed },
        answer: 'yes',
      },
      {
        when: 'a reset without any NAT',
        findings: { ...limitFound(8900, 9100, 'reset'), nat: NAT.none },
        answer: 'no',
      },
      {
        when: 'a reset, the port having been kept so far',
        findings: { ...limitFound(8900, 9100, 'reset'), nat: NAT.kept },
        answer: 'unknown',
      },
      {
        when: 'a reset, and nobody knows of a NAT',
        findings: limitFound(8900, 9100, 'reset'),
        answer: 'unknown',
      },
      { when: 'silence', findings: { ...limitFound(8900, 9100), nat: NAT.changed }, answer: 'no' },
    ],
  },
  {
    rule: rejected,
    cases: [
      { when: 'nothing was measured', findings: {}, answer: 'unknown' },
      {
        when: 'a reset without NAT',
        findings: { ...limitFound(8900, 9100, 'reset'), nat: NAT.none },
        answer: 'yes',
      },
      {
        when: 'a reset, and the NAT changes ports',
        findings: { ...limitFound(8900, 9100, 'reset'), nat: NAT.changed },
        answer: 'no',
      },
      { when: 'silence', findings: limitFound(8900, 9100), answer: 'no' },
    ],
  },
  {
    rule: serverFirstReset,
    cases: [
      { when: 'nothing was measured', findings: {}, answer: 'unknown' },
      {
        when: 'typing revives, late output ends in a reset',
        findings: revivedByTyping('reset'),
        answer: 'yes',
      },
      {
        when: 'typing revives, late output meets silence',
        findings: revivedByTyping('silent'),
        answer: 'no',
      },
      { when: 'both directions die', findings: limitFound(8900, 9100, 'reset'), answer: 'no' },
      {
        when: 'both directions die within a hair of each other',
        findings: {
          ...limitFound(8900, 9100, 'reset'),
          client: direction('client-first', 9095, 9110, 'reset'),
        },
        answer: 'no',
      },
      {
        when: 'typing has a limit of its own, much farther off',
        findings: { ...revivedByTyping('reset'), client: direction('client-first', 12_000, 13_000) },
        answer: 'yes',
      },
      {
        when: 'typing was not tried for so long',
        findings: { ...revivedByTyping('reset'), client: direction('client-first', 5000) },
        answer: 'unknown',
      },
      {
        when: 'the server could not be made to speak',
        findings: { ...limitFound(8900, 9100), server: undefined },
        answer: 'unknown',
      },
      { when: 'nothing died', findings: alive(60_000), answer: 'no' },
    ],
  },
  {
    rule: serverFirstDropped,
    cases: [
      { when: 'nothing was measured', findings: {}, answer: 'unknown' },
      {
        when: 'typing revives, late output meets silence',
        findings: revivedByTyping('silent'),
        answer: 'yes',
      },
      {
        when: 'typing revives, late output ends in a reset',
        findings: revivedByTyping('reset'),
        answer: 'no',
      },
      { when: 'both directions die', findings: limitFound(8900, 9100), answer: 'no' },
      {
        when: 'typing was not tried for so long',
        findings: { ...revivedByTyping('silent'), client: direction('client-first', 5000) },
        answer: 'unknown',
      },
    ],
  },
  {
    rule: rstAtExpiry,
    cases: [
      { when: 'nothing was measured', findings: {}, answer: 'unknown' },
      {
        when: 'a reset that nobody called for, a busy connection living',
        findings: { ...CONTROL_LIVED, announced: announced('reset') },
        answer: 'yes',
      },
      {
        when: 'the busy one died too',
        findings: { control: died, announced: announced('reset') },
        answer: 'unknown',
      },
      { when: 'a limit, and no end came by itself', findings: limitFound(8900, 9100), answer: 'no' },
      {
        when: 'the far end closed it in order',
        findings: { ...CONTROL_LIVED, announced: announced('fin') },
        answer: 'no',
      },
    ],
  },
  {
    rule: closedByServer,
    cases: [
      { when: 'nothing was measured', findings: {}, answer: 'unknown' },
      { when: 'a FIN', findings: { ...CONTROL_LIVED, announced: announced('fin') }, answer: 'yes' },
      {
        when: 'a message',
        findings: { ...CONTROL_LIVED, announced: announced('ssh-disconnect') },
        answer: 'yes',
      },
      {
        when: 'a FIN, and the busy one died too',
        findings: { control: died, announced: announced('fin') },
        answer: 'unknown',
      },
      { when: 'a limit, and no end came by itself', findings: limitFound(8900, 9100), answer: 'no' },
    ],
  },
  {
    rule: stateLost,
    cases: [
      { when: 'nothing was measured', findings: {}, answer: 'unknown' },
      { when: 'the busy one lived', findings: CONTROL_LIVED, answer: 'no' },
      { when: 'somebody ended the busy one', findings: { control: died }, answer: 'no' },
      { when: 'the busy one is lost, and nobody new came', findings: { control: lost }, answer: 'unknown' },
      {
        when: 'the busy one is lost, and somebody new got in',
        findings: { control: { ...lost, newcomerInMs: 6000 } },
        answer: 'yes',
      },
      {
        when: 'this machine slept meanwhile',
        findings: { control: { ...lost, newcomerInMs: 6000 }, suspends: [{ atMs: 1, gapMs: 60_000 }] },
        answer: 'unknown',
      },
    ],
  },
  {
    rule: jumpHostChannelTimeout,
    cases: [
      {
        when: 'nothing was measured behind a jump host',
        findings: { legs: legsThrough() },
        answer: 'unknown',
      },
      { when: 'there is no jump host', findings: closedThrough({ legs: undefined }), answer: 'no' },
      {
        when: 'what keeps the jump host busy does not help, what goes through it does',
        findings: closedThrough({}),
        answer: 'yes',
      },
      {
        when: 'a keepalive to the jump host holds it',
        findings: closedThrough({ legs: legsThrough(witnessOfLeg('alive')) }),
        answer: 'no',
      },
      {
        when: 'no keepalive to the jump host was tried',
        findings: closedThrough({ legs: legsThrough() }),
        answer: 'unknown',
      },
      { when: 'nobody closed anything', findings: closedThrough({ announced: undefined }), answer: 'no' },
      {
        when: 'only the shell was closed',
        findings: closedThrough({ announced: announced('fin', { shellOnly: true }) }),
        answer: 'no',
      },
      {
        when: 'an SSH keepalive does not hold it either',
        findings: closedThrough({ keepalives: [witness('ssh-keepalive', 1, 'fin')] }),
        answer: 'no',
      },
    ],
  },
  {
    rule: sshdChannelTimeout,
    cases: [
      { when: 'nothing was measured', findings: {}, answer: 'unknown' },
      {
        when: 'sessions ended in order',
        findings: { ...CONTROL_LIVED, announced: announced('channel-closed') },
        answer: 'yes',
      },
      {
        when: 'an SSH keepalive, which is no channel data, held one',
        findings: { ...limitFound(8900, 9100), keepalives: [witness('ssh-keepalive', 3, 'alive')] },
        answer: 'no',
      },
      { when: 'a limit, and no end came by itself', findings: limitFound(8900, 9100), answer: 'no' },
      {
        when: 'what ran in them ended by itself',
        findings: { ...CONTROL_LIVED, announced: announced('channel-closed', { exitStatus: 1 }) },
        answer: 'no',
      },
      {
        when: 'it is dropbear, which has no such limit',
        findings: { ...CONTROL_LIVED, ...dropbear, announced: announced('channel-closed') },
        answer: 'no',
      },
    ],
  },
  {
    rule: haproxyTimeout,
    cases: [
      { when: 'nothing was measured', findings: {}, answer: 'unknown' },
      {
        when: 'TCP keepalives fail where SSH keepalives help',
        findings: {
          ...limitFound(8900, 9100),
          keepalives: [witness('tcp-keepalive', 1, 'fin'), witness('ssh-keepalive', 3, 'alive')],
        },
        answer: 'yes',
      },
      {
        when: 'TCP keepalives help',
        findings: {
          ...limitFound(8900, 9100),
          keepalives: [witness('tcp-keepalive', 1, 'alive'), witness('ssh-keepalive', 3, 'alive')],
        },
        answer: 'no',
      },
      {
        when: 'only SSH keepalives were tried',
        findings: { ...limitFound(8900, 9100), keepalives: [witness('ssh-keepalive', 3, 'alive')] },
        answer: 'unknown',
      },
      {
        when: 'neither helps',
        findings: {
          ...limitFound(8900, 9100),
          keepalives: [witness('tcp-keepalive', 1, 'fin'), witness('ssh-keepalive', 3, 'fin')],
        },
        answer: 'no',
      },
      {
        when: 'those that fail were sent too seldom',
        findings: {
          ...bytesCounted('fin'),
          keepalives: [witness('tcp-keepalive', 5, 'fin'), witness('ssh-keepalive', 3, 'alive')],
        },
        answer: 'unknown',
      },
    ],
  },
  ...[
    { rule: octaviaTimeout, defaultMs: 50_000 },
    { rule: nginxStreamTimeout, defaultMs: 600_000 },
    { rule: envoyIdleTimeout, defaultMs: 3_600_000 },
  ].map(({ rule, defaultMs }) => ({
    rule,
    cases: [
      { when: 'nothing was measured', findings: {}, answer: 'unknown' as const },
      {
        when: 'bytes are counted, and the limit is its default',
        findings: bytesCounted('fin', defaultMs),
        answer: 'yes' as const,
      },
      { when: 'the limit is another one', findings: bytesCounted('fin'), answer: 'no' as const },
      { when: 'it was reset', findings: bytesCounted('reset', defaultMs), answer: 'no' as const },
    ],
  })),
  {
    rule: stunnelTimeoutIdle,
    cases: [
      { when: 'nothing was measured', findings: {}, answer: 'unknown' },
      { when: 'bytes are counted, and it resets', findings: bytesCounted('reset'), answer: 'yes' },
      { when: 'bytes are counted, and it closes', findings: bytesCounted('fin'), answer: 'no' },
    ],
  },
  ...proxyCommands.map((rule, i) => ({
    rule,
    cases: [
      { when: 'we connect by ourselves', findings: bytesCounted('fin'), answer: 'no' as const },
      {
        when: 'its command leads there, and SSH keepalives help',
        findings: { ...bytesCounted('fin'), ...throughCommand(PROXY_COMMANDS[i] ?? '') },
        answer: 'yes' as const,
      },
      {
        when: 'the command leads elsewhere',
        findings: { ...bytesCounted('fin'), ...throughCommand('/usr/bin/my-own-way %h %p') },
        answer: 'no' as const,
      },
      {
        when: 'SSH keepalives do not help',
        findings: {
          ...limitFound(8900, 9100, 'fin'),
          ...throughCommand(PROXY_COMMANDS[i] ?? ''),
          keepalives: [witness('ssh-keepalive', 3, 'fin')],
        },
        answer: 'no' as const,
      },
      {
        when: 'no limit was found',
        findings: { ...alive(60_000), ...throughCommand(PROXY_COMMANDS[i] ?? '') },
        answer: 'unknown' as const,
      },
    ],
  })),
  {
    rule: dropbearIdleTimeout,
    cases: [
      {
        when: 'the server did not say what it is',
        findings: { serverSoftware: undefined },
        answer: 'unknown',
      },
      { when: 'it is another server', findings: { announced: announced('fin') }, answer: 'no' },
      {
        when: 'dropbear closes what SSH keepalives pass',
        findings: { ...sessionsCounted, ...dropbear },
        answer: 'yes',
      },
      {
        when: 'SSH keepalives hold it',
        findings: { ...bytesCounted('fin'), announced: announced('fin'), ...dropbear },
        answer: 'no',
      },
      {
        when: 'no keepalive was tried',
        findings: { ...limitFound(8900, 9100, 'fin'), announced: announced('fin'), ...dropbear },
        answer: 'unknown',
      },
      { when: 'nothing came by itself', findings: { ...limitFound(8900, 9100), ...dropbear }, answer: 'no' },
    ],
  },
  {
    rule: bastionIdle,
    cases: [
      { when: 'nothing was measured', findings: {}, answer: 'unknown' },
      { when: 'it closes what SSH keepalives pass', findings: sessionsCounted, answer: 'yes' },
      { when: 'it is dropbear', findings: { ...sessionsCounted, ...dropbear }, answer: 'no' },
      {
        when: 'SSH keepalives hold it',
        findings: { ...bytesCounted('fin'), announced: announced('fin') },
        answer: 'no',
      },
      {
        when: 'a shell alone was closed',
        findings: { ...CONTROL_LIVED, announced: announced('fin', { shellOnly: true }) },
        answer: 'unknown',
      },
    ],
  },
  {
    rule: logindStopIdleSession,
    cases: [
      { when: 'nothing was measured', findings: {}, answer: 'unknown' },
      {
        when: 'a session with a terminal was closed, the others live',
        findings: { ...CONTROL_LIVED, announced: announced('fin', { shellOnly: true }) },
        answer: 'yes',
      },
      { when: 'all silent ones were closed', findings: sessionsCounted, answer: 'no' },
      {
        when: 'the shell itself ended',
        findings: { ...CONTROL_LIVED, announced: announced('channel-closed', { shellOnly: true }) },
        answer: 'no',
      },
    ],
  },
  {
    rule: sshdMaxStartups,
    cases: [
      { when: 'nothing was measured', findings: {}, answer: 'unknown' },
      {
        when: 'the server says so',
        findings: { turnedAway: { times: 3, words: 'Exceeded MaxStartups' } },
        answer: 'yes',
      },
      {
        when: 'it says nothing',
        findings: { turnedAway: { times: 3, words: 'Connection reset by 192.0.2.1 port 22' } },
        answer: 'unknown',
      },
      {
        when: 'it lets in enough',
        findings: { ...CONTROL_LIVED, turnedAway: { times: 3, words: 'Exceeded MaxStartups' } },
        answer: 'no',
      },
    ],
  },
  ...serverGaveUp.map((rule, i) => ({
    rule,
    cases: [
      { when: 'nothing was measured', findings: {}, answer: 'unknown' as const },
      { when: 'the busy one lived', findings: CONTROL_LIVED, answer: 'no' as const },
      {
        when: 'it ended out of the blue',
        findings: { control: died, ...ASKERS[i] },
        answer: 'no' as const,
      },
      {
        when: 'it ended after an outage, and the server is one that asks so',
        findings: { control: diedStalled, ...ASKERS[i] },
        answer: 'yes' as const,
      },
      {
        when: 'it ended after an outage, and nobody was seen to ask',
        findings: { control: diedStalled, ...ASKERS[i], asksItself: { data: false, packet: false } },
        answer: 'unknown' as const,
      },
    ],
  })),
  {
    rule: commandEnds,
    cases: [
      { when: 'nothing was measured', findings: {}, answer: 'unknown' },
      { when: 'the busy one lived', findings: CONTROL_LIVED, answer: 'no' },
      {
        when: 'a program of the account ended at one age in all',
        findings: { ...oneAge, control: diedOf({ ending: 'channel-closed', exitStatus: 124 }) },
        answer: 'yes',
      },
      { when: 'the server closed them at one age', findings: { ...oneAge, control: died }, answer: 'no' },
      {
        when: 'they ended without an exit status',
        findings: { ...oneAge, control: diedOf({ ending: 'channel-closed', exitStatus: 255 }) },
        answer: 'unknown',
      },
    ],
  },
  {
    rule: serverReboot,
    cases: [
      { when: 'nobody came back', findings: { control: died }, answer: 'unknown' },
      { when: 'the busy one lived', findings: CONTROL_LIVED, answer: 'no' },
      { when: 'it is another kernel', findings: cameBack({ sameKernel: 'no' }), answer: 'yes' },
      { when: 'it is the same kernel', findings: cameBack({ sameServer: 'no' }), answer: 'no' },
      { when: 'it does not say', findings: cameBack({ sameKernel: 'unknown' }), answer: 'unknown' },
    ],
  },
  {
    rule: sshdRestarted,
    cases: [
      { when: 'nobody came back', findings: { control: died }, answer: 'unknown' },
      { when: 'the busy one lived', findings: CONTROL_LIVED, answer: 'no' },
      { when: 'kernel the same, server another', findings: cameBack({ sameServer: 'no' }), answer: 'yes' },
      { when: 'it is another kernel', findings: cameBack({ sameKernel: 'no' }), answer: 'no' },
      { when: 'it is the same server', findings: cameBack({}), answer: 'no' },
    ],
  },
  {
    rule: sessionsKilled,
    cases: [
      { when: 'nobody tried to come back', findings: { control: died }, answer: 'unknown' },
      { when: 'the busy one lived', findings: CONTROL_LIVED, answer: 'no' },
      { when: 'kernel and server are the same', findings: cameBack({}), answer: 'yes' },
      { when: 'the server is another one', findings: cameBack({ sameServer: 'no' }), answer: 'no' },
      { when: 'it does not say', findings: cameBack({ sameServer: 'unknown' }), answer: 'unknown' },
      { when: 'nobody is let in', findings: cameBack({ came: 'refused' }), answer: 'unknown' },
      { when: 'all ended at one age', findings: { ...cameBack({}), ...oneAge }, answer: 'no' },
      {
        when: 'the busy one was reset',
        findings: { ...cameBack({}), control: diedOf({ ending: 'reset' }) },
        answer: 'no',
      },
    ],
  },
  {
    rule: clientSuspend,
    cases: [
      { when: 'it did not sleep', findings: {}, answer: 'no' },
      { when: 'it slept, and what came of it is not known', findings: slept, answer: 'unknown' },
      {
        when: 'it slept, and the busy connection died',
        findings: { ...slept, control: died },
        answer: 'yes',
      },
      {
        when: 'it slept, and the busy connection lived',
        findings: { ...slept, ...CONTROL_LIVED },
        answer: 'unknown',
      },
    ],
  },
  {
    rule: pathOutage,
    cases: [
      { when: 'nothing was measured', findings: {}, answer: 'unknown' },
      { when: 'the busy connection got no answer any more', findings: { control: lost }, answer: 'yes' },
      { when: 'the busy connection lived', findings: CONTROL_LIVED, answer: 'no' },
      {
        when: 'somebody new got in meanwhile',
        findings: { control: { ...lost, newcomerInMs: 6000 } },
        answer: 'no',
      },
      {
        when: 'the busy one was lost after a sleep',
        findings: { control: lost, ...slept },
        answer: 'unknown',
      },
      { when: 'the busy one was ended', findings: { control: died }, answer: 'no' },
      {
        when: 'the busy one was ended after an outage',
        findings: { control: diedStalled },
        answer: 'unknown',
      },
      {
        when: 'the busy one was ended after an outage, and the server is the same',
        findings: { ...cameBack({}), control: diedStalled },
        answer: 'yes',
      },
    ],
  },
  {
    rule: sessionLifetime,
    cases: [
      { when: 'nothing was measured', findings: {}, answer: 'unknown' },
      {
        when: 'all ended at one age',
        findings: { control: died, sameAge: { ageMs: 20_000, armIds: ['control', 'ladder-1', 'ladder-2'] } },
        answer: 'yes',
      },
      { when: 'the busy one lived', findings: CONTROL_LIVED, answer: 'no' },
      { when: 'the busy one died, the others are not known', findings: { control: died }, answer: 'unknown' },
    ],
  },
  {
    rule: serverRestart,
    cases: [
      { when: 'nothing was measured', findings: {}, answer: 'unknown' },
      {
        when: 'all ended at one moment',
        findings: { control: died, sameMoment: { atMs: 21_000, armIds: ['control', 'ladder-1', 'shell'] } },
        answer: 'yes',
      },
      { when: 'the busy one lived', findings: CONTROL_LIVED, answer: 'no' },
      {
        when: 'it is an age, not a moment',
        findings: { control: died, sameAge: { ageMs: 20_000, armIds: ['control', 'ladder-1', 'ladder-2'] } },
        answer: 'unknown',
      },
    ],
  },
  {
    rule: loginGraceTime,
    cases: [
      { when: 'there was a login', findings: {}, answer: 'no' },
      {
        when: 'an SSH server closed a bare connection',
        findings: { login: false, announced: announced('fin') },
        answer: 'yes',
      },
      {
        when: 'it is no SSH server',
        findings: { login: false, serverSoftware: undefined, announced: announced('fin') },
        answer: 'no',
      },
      { when: 'no end came by itself', findings: { login: false, ...limitFound(8900, 9100) }, answer: 'no' },
    ],
  },
  {
    rule: multiplexerLeft,
    cases: [
      { when: 'nothing was measured', findings: {}, answer: 'unknown' },
      { when: 'there was no login', findings: { login: false, ...limitFound(8900, 9100) }, answer: 'no' },
      ...[
        '[detached (from session 0)]',
        '[remote detached from 12.pts-1.lab]',
        '[exited]',
        '[screen is terminating]',
      ].map((words) => ({
        when: `the shell's last words are ${words}`,
        findings: {
          ...CONTROL_LIVED,
          announced: announced('channel-closed', { shellOnly: true, words: `$ \u001b[23;0;0t${words}\r\n` }),
        },
        answer: 'yes' as const,
      })),
      {
        when: 'a shell inside of it said that it waits no longer',
        findings: {
          ...CONTROL_LIVED,
          announced: announced('channel-closed', {
            shellOnly: true,
            words: 'timed out waiting for input: auto-logout\r\n[exited]\r\n',
          }),
        },
        answer: 'no',
      },
      {
        when: 'the shell ended without a word',
        findings: { ...CONTROL_LIVED, announced: announced('channel-closed', { shellOnly: true }) },
        answer: 'no',
      },
      {
        when: 'the connection itself was closed',
        findings: { ...CONTROL_LIVED, announced: announced('fin', { shellOnly: true, words: '[exited]' }) },
        answer: 'no',
      },
    ],
  },
  ...shellTimeouts.map((rule) => ({
    rule,
    cases: [
      { when: 'nothing was measured', findings: {}, answer: 'unknown' as const },
      {
        when: 'there was no login',
        findings: { login: false, ...limitFound(8900, 9100) },
        answer: 'no' as const,
      },
      {
        when: 'the shell ended without a word',
        findings: { ...CONTROL_LIVED, announced: announced('channel-closed', { shellOnly: true }) },
        answer: 'unknown' as const,
      },
      {
        when: 'the shell lived',
        findings: { ...alive(60_000), shell: witness('shell', 0, 'alive', 60_000) },
        answer: 'no' as const,
      },
      {
        when: 'the shell said its own words',
        findings: {
          ...CONTROL_LIVED,
          shell: witness('shell', 0, 'channel-closed'),
          announced: announced('channel-closed', { shellOnly: true, words: lastWordsOf(rule) }),
          shellName: rule.causes[0] === 'ash-tmout' ? 'ash' : 'sh',
        },
        answer: 'yes' as const,
      },
      {
        when: 'the session was closed without any exit status',
        findings: {
          ...CONTROL_LIVED,
          announced: announced('channel-closed', { shellOnly: true, exitStatus: 255 }),
        },
        answer: 'no' as const,
      },
      {
        when: 'the same words stood there, but sessions without a shell ended as well',
        findings: {
          ...CONTROL_LIVED,
          shell: witness('shell', 0, 'channel-closed'),
          announced: announced('channel-closed', { words: lastWordsOf(rule) }),
        },
        answer: 'no' as const,
      },
    ],
  })),
];

for (const { rule, cases } of tables) {
  for (const { when, findings, answer } of cases) {
    test(`${rule.causes[0]}: ${answer} when ${when}`, () => {
      const all = { ...NOTHING_MEASURED, ...findings };

      const judgement = rule.judge(all);

      assert.equal(judgement.answer, answer);
      assert.equal(judgement.because.length > 0, answer !== 'unknown', 'an answer rests on something');
      const known = new Set(evidenceOf(all).map(({ id }) => id));
      if (answer === 'yes')
        for (const id of judgement.because) assert.ok(known.has(id), `${id} is in evidence`);
    });
  }
}

test('no rule is without its table, its question and its sources', () => {
  const tabled = new Set(tables.map(({ rule }) => rule));
  for (const rule of RULES) {
    assert.ok(tabled.has(rule), rule.causes[0]);
    assert.match(rule.question, /^[A-Z].*\?$/);
    assert.ok(rule.cites.length > 0);
  }
});

test('where nothing was measured, no rule says yes', () => {
  for (const rule of RULES) assert.notEqual(rule.judge(NOTHING_MEASURED).answer, 'yes', rule.causes[0]);
});

function witnessOfLeg(outcome: WitnessFinding['outcome']): WitnessFinding {
  return { ...witness('leg', 1, outcome), armId: 'leg-0', leg: 0 };
}

function legsThrough(...arms: readonly WitnessFinding[]): Findings['legs'] {
  return { ends: ['bastion', 'srv'], arms };
}

/** Behind a jump host, which closes what carried nothing. */
function closedThrough(said: Partial<Findings>): Partial<Findings> {
  return {
    ...limitFound(8900, 9100, 'fin'),
    announced: announced('fin'),
    legs: legsThrough(witnessOfLeg('fin')),
    keepalives: [witness('ssh-keepalive', 1, 'alive')],
    ...said,
  };
}

function lastWordsOf({ causes: [cause] }: Rule): string {
  const words: Readonly<Record<string, string>> = {
    'ash-tmout': '\u0007timed out waiting for input: auto-logout\r\n',
    'bash-tmout': '\u0007timed out waiting for input: auto-logout\r\n',
    'ksh-tmout': 'ksh: timed out waiting for input\r\n',
    'zsh-tmout': 'zsh: timeout\r\n',
    'tcsh-autologout': 'auto-logout\r\n',
  };
  return words[cause] ?? '';
}
