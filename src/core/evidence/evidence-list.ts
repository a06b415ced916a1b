/** The findings as sentences, each with the id that rules cite. */
import { durationText } from '../duration.ts';
import type { Ending } from '../measure/trial.ts';
import { serverEvidence } from './server-evidence.ts';
import { endpointEvidence } from './endpoint-evidence.ts';
import type { DirectionFinding, Evidence, Findings, WitnessFinding } from './findings.ts';

export function evidenceOf(findings: Findings): readonly Evidence[] {
  const { client, server, ttl, legs, keepalives, shell, own, announced, nat, hops } = findings;
  return [
    ...controlEvidence(findings),
    ...(client === undefined ? [] : [directionEvidence(client, 'the client')]),
    ...(server === undefined ? [] : [directionEvidence(server, 'the server')]),
    ...[
      ...ttl,
      ...(legs?.arms ?? []),
      ...keepalives,
      ...(shell === undefined ? [] : [shell]),
      ...(own?.arm === undefined ? [] : [own.arm]),
    ].map((one) => witnessEvidence(one, legs)),
    ...(announced === undefined
      ? []
      : [
          {
            id: 'announced',
            fact: `${announced.armIds.length} silent ${announced.shellOnly ? 'shell' : 'connection(s)'} ended by the other side after ${durationText(announced.shortestMs)} to ${durationText(announced.longestMs)}: ${ENDING_WORDS[announced.ending]}`,
            source: `arms ${announced.armIds.join(', ')}`,
          },
          ...(announced.words === ''
            ? []
            : [
                {
                  id: 'shell-words',
                  fact: `last words: ${lastLine(announced.words)}`,
                  source: `arm ${announced.armIds[0]}`,
                },
              ]),
          ...(announced.ending === 'channel-closed' && announced.exitStatus !== undefined
            ? [
                {
                  id: 'exit-status',
                  fact:
                    announced.exitStatus === 255
                      ? 'no program ended: the session was closed without an exit status'
                      : `what ran in it ended by itself, with exit status ${announced.exitStatus}`,
                  source: `arm ${announced.armIds[0]}`,
                },
              ]
            : []),
        ]),
    ...(findings.limit.upperMs !== undefined && announced === undefined
      ? [
          {
            id: 'nothing-announced',
            fact: 'no silent connection was ended by the other side unasked',
            source: 'ladder arms',
          },
        ]
      : []),
    ...(findings.addressLost === undefined
      ? []
      : [
          {
            id: 'address-lost',
            fact: `this machine lost the address ${findings.addressLost.address}, ${durationText(findings.addressLost.atMs)} into the run`,
            source: 'interfaces of this machine',
          },
        ]),
    ...inconsistentEvidence(findings),
    ...ownEvidence(own),
    ...(findings.serverBusy === undefined
      ? []
      : [
          {
            id: 'server-busy',
            fact: `the server itself broke the silence every ${durationText(findings.serverBusy.everyMs)} (${findings.serverBusy.what === 'data' ? 'data: ClientAliveInterval or the like' : 'packets: TCP keepalive'})`,
            source: `arms ${findings.serverBusy.armIds.join(', ')}`,
          },
        ]),
    ...(nat.translated === 'unknown'
      ? []
      : [
          {
            id: 'nat',
            fact: `this side is ${nat.clientSees}, the server sees ${nat.serverSees}: ${nat.translated === 'yes' ? 'translated' : 'not translated'}, port ${nat.portKept === 'yes' ? 'kept' : 'changed'}`,
            source: '$SSH_CONNECTION',
          },
        ]),
    ...serverEvidence(findings.facts.filter(({ side }) => side === 'server')),
    ...endpointEvidence(findings),
    trackingEvidence(findings),
    ...(hops.length === 0
      ? []
      : [
          {
            id: 'path',
            fact: `${hops.length} hops; ${hops.filter(({ address }) => address === undefined).length} mute`,
            source: 'TCP traceroute',
          },
        ]),
    ...(findings.login
      ? [{ id: 'logged-in', fact: 'the arms were logged in', source: 'ssh' }]
      : findings.serverSoftware === undefined
        ? [{ id: 'no-ssh-greeting', fact: 'the server did not greet as an SSH server', source: 'arms' }]
        : [
            {
              id: 'ssh-greeting',
              fact: `an SSH server (${findings.serverSoftware}) on whom nobody logged in`,
              source: 'greeting',
            },
          ]),
  ];
}

function ownEvidence(own: Findings['own']): readonly Evidence[] {
  if (own === undefined) return [];
  const { serverAliveSeconds, serverAliveCountMax, controlMaster } = own.settings;
  const keepalive =
    serverAliveSeconds === 0
      ? 'no SSH keepalive'
      : `ServerAliveInterval ${serverAliveSeconds}, ServerAliveCountMax ${serverAliveCountMax}`;
  const fact = `the ssh configuration has ${keepalive}${controlMaster ? ', and ControlMaster' : ''}`;
  const gaveUp =
    own.gaveUpAfterMs === undefined
      ? []
      : [
          {
            id: 'own-gave-up',
            fact: `with these settings ssh gave the server up by itself ${durationText(own.gaveUpAfterMs)} after its login`,
            source: 'arm own',
          },
        ];
  return [{ id: 'own-settings', fact, source: 'ssh -G' }, ...gaveUp];
}

function inconsistentEvidence({ ladderEnd, twoPaths, lives, deaths }: Findings): readonly Evidence[] {
  if (ladderEnd !== 'inconsistent') return [];
  const fact =
    twoPaths === undefined
      ? `${deaths} silences ended a connection and ${lives} did not, some of those longer`
      : `${twoPaths.forgotten} connections were forgotten after ${durationText(twoPaths.lowerMs)} to ${durationText(twoPaths.upperMs ?? 0)} of silence, ${twoPaths.spared} others lived through up to ${durationText(twoPaths.livedMs)}`;
  return [{ id: 'inconsistent', fact, source: 'ladder arms' }];
}

function controlEvidence({ control, suspends, sameAge, sameMoment }: Findings): readonly Evidence[] {
  const source = 'arm control';
  return [
    ...(control.lived === 'yes'
      ? [{ id: 'control-lived', fact: 'a connection busy every second lived to the end', source }]
      : []),
    ...(control.death === undefined
      ? []
      : [
          {
            id: 'control-died',
            fact: `a connection busy every second died too, ${durationText(control.death.ageMs)} after its login: ${ENDING_WORDS[control.death.ending]}${endText(control.death)}`,
            source,
          },
        ]),
    ...(control.lostForMs === undefined
      ? []
      : [
          {
            id: 'control-lost',
            fact: `a connection busy every second got no answer any more for ${durationText(control.lostForMs)}`,
            source,
          },
        ]),
    ...(control.newcomerInMs === undefined
      ? []
      : [
          {
            id: 'newcomer',
            fact: `a login ${durationText(control.newcomerInMs)} after that connection's last answer worked, and that one got none even then`,
            source: 'logins',
          },
        ]),
    ...control.stalls.map(({ fromAtMs, lengthMs }, i) => ({
      id: `outage-${i + 1}`,
      fact: `the busy connection stalled for ${durationText(lengthMs)}, ${durationText(fromAtMs)} into the run, and went on`,
      source,
    })),
    ...suspends.map(({ gapMs }, i) => ({
      id: `suspend-${i + 1}`,
      fact: `this machine stood still for ${durationText(gapMs)}`,
      source: 'clocks',
    })),
    ...(suspends.length === 0
      ? [{ id: 'no-suspend', fact: 'this machine did not sleep', source: 'clocks' }]
      : []),
    ...(sameAge === undefined
      ? []
      : [
          {
            id: 'same-age',
            fact: `${sameAge.armIds.length} connections, busy and silent, ended ${durationText(sameAge.ageMs)} after their own login`,
            source: `arms ${sameAge.armIds.join(', ')}`,
          },
        ]),
    ...(sameMoment === undefined
      ? []
      : [
          {
            id: 'same-moment',
            fact: `${sameMoment.armIds.length} connections ended at one moment, ${durationText(sameMoment.atMs)} into the run`,
            source: `arms ${sameMoment.armIds.join(', ')}`,
          },
        ]),
  ];
}

function endText({ stalledMs, exitStatus, ending }: NonNullable<Findings['control']['death']>): string {
  const stalled = stalledMs === undefined ? '' : `, after ${durationText(stalledMs)} without an answer`;
  const status =
    ending === 'channel-closed' && exitStatus !== undefined && exitStatus !== 255
      ? `, what ran in it having ended with exit status ${exitStatus}`
      : '';
  return `${stalled}${status}`;
}

function directionEvidence(
  { direction, lowerMs, upperMs, ending, revived, deaths }: DirectionFinding,
  who: string,
): Evidence {
  const died =
    upperMs === undefined
      ? 'none died'
      : `dead after ${durationText(upperMs)} (${deaths} in all; ${ENDING_WORDS[ending ?? 'silent']}${revived ? ', until the client spoke' : ''})`;
  return {
    id: direction,
    fact: `when ${who} spoke first: lived through ${durationText(lowerMs)} of silence, ${died}`,
    source: 'ladder arms',
  };
}

function witnessEvidence(
  { armId, kind, outcome, heldMs, ttlHops, leg, intervalMs }: WitnessFinding,
  legs: Findings['legs'],
): Evidence {
  const what = {
    ttl: `keepalives as far as hop ${ttlHops}`,
    'ssh-keepalive': `SSH keepalives every ${(intervalMs ?? 0) / 1000} s`,
    'tcp-keepalive': `TCP keepalives every ${(intervalMs ?? 0) / 1000} s`,
    own: `your own settings (a keepalive every ${(intervalMs ?? 0) / 1000} s)`,
    leg: `the way to ${legs?.ends[leg ?? 0] ?? 'the jump host'} kept busy, all behind it silent`,
    typed: `a newline typed every ${(intervalMs ?? 0) / 1000} s`,
    shell: 'a login shell left alone',
    ladder: 'a silent session',
    control: 'a busy session',
    return: 'a login afterwards',
  }[kind];
  return {
    id: `${armId}-${outcome}`,
    fact: `${what}: ${outcome === 'alive' ? 'alive' : `dead (${ENDING_WORDS[outcome]})`} after ${durationText(heldMs)}`,
    source: `arm ${armId}`,
  };
}

function trackingEvidence({ localTracking }: Findings): Evidence {
  const source = '/proc/sys/net/netfilter/nf_conntrack_tcp_timeout_established';
  switch (localTracking.kind) {
    case 'absent':
      return { id: 'local-tracking', fact: 'no connection tracking on this host', source };
    case 'unreadable':
      return { id: 'local-tracking', fact: 'whether this host tracks connections could not be read', source };
    case 'read':
      return {
        id: 'local-tracking',
        fact: `this host's own connection tracking would keep a silent connection for ${durationText(localTracking.establishedMs)}`,
        source,
      };
  }
}

function lastLine(words: string): string {
  return (
    words
      .split('\n')
      .map((line) => line.trim())
      .findLast((line) => line !== '' && !SSH_GOODBYE.test(line)) ?? ''
  );
}

/** ssh's own, whatever ended the session. */
const SSH_GOODBYE = /^(?:Shared c|C)onnection to .* closed\.$/;

const ENDING_WORDS: Readonly<Record<Ending, string>> = {
  silent: 'silence',
  reset: 'reset',
  fin: 'closed',
  'ssh-disconnect': 'closed with a message',
  'channel-closed': 'session closed in order',
};
