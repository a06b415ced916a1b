/** What is known of the far end, as sentences. */
import { durationText } from '../duration.ts';
import type { Evidence, Findings, ReturnFinding } from './findings.ts';

export function endpointEvidence({
  endpoint,
  returned,
  turnedAway,
  asksItself,
  login,
  serverSoftware,
  shellName,
  legs,
}: Findings): readonly Evidence[] {
  const { serverIs, direct, proxyCommand } = endpoint;
  return [
    ...(login && serverSoftware !== undefined
      ? [{ id: 'server', fact: `the server calls itself ${serverSoftware}`, source: 'greeting' }]
      : []),
    ...(shellName === undefined
      ? []
      : [{ id: 'login-shell', fact: `the account's shell is ${shellName}`, source: '$SHELL' }]),
    ...(proxyCommand === undefined
      ? [
          {
            id: 'no-proxy-command',
            fact: 'nothing but the network lies between: no ProxyCommand',
            source: 'ssh -G',
          },
        ]
      : [{ id: 'proxy-command', fact: `reached through: ${proxyCommand}`, source: 'ssh -G' }]),
    legs === undefined
      ? { id: 'no-jump-host', fact: 'one connection leads to the server: no jump host', source: 'ssh -G' }
      : {
          id: 'jump-hosts',
          fact: `the way leads through ${legs.ends.slice(0, -1).join(', ')}`,
          source: 'ssh -G',
        },
    ...(serverIs === undefined || direct === 'unknown'
      ? []
      : [
          {
            id: 'endpoint',
            fact:
              direct === 'yes'
                ? `the server's own address is the one that answers: ${serverIs}`
                : `the server was reached as ${serverIs}, from its own host: something there ends TCP in its place`,
            source: '$SSH_CONNECTION',
          },
        ]),
    ...(asksItself.data || asksItself.packet
      ? [
          {
            id: 'asks-itself',
            fact: `the server asks by itself whether the client is there (${asksItself.data ? 'data: ClientAliveInterval or the like' : 'packets: TCP keepalive'})`,
            source: 'silent arms',
          },
        ]
      : []),
    ...(turnedAway === undefined
      ? []
      : [
          {
            id: 'turned-away',
            fact: `${turnedAway.times} login(s) were turned away before the server asked who we are: ${turnedAway.words}`,
            source: 'ssh',
          },
        ]),
    ...(returned === undefined ? [] : [{ id: 'return', fact: returnText(returned), source: 'arm return' }]),
  ];
}

function returnText({ came, afterMs, sameKernel, sameServer }: ReturnFinding): string {
  if (came === 'refused') return `a login afterwards was refused, ${durationText(afterMs)} long`;
  if (came === 'unanswered') return `a login afterwards got no answer, ${durationText(afterMs)} long`;
  const kernel = {
    yes: 'the kernel had not been restarted',
    no: 'the kernel had been restarted',
    unknown: '',
  };
  const server = {
    yes: 'and neither had the SSH server',
    no: 'but the SSH server had',
    unknown: 'whether the SSH server had is not known',
  };
  const facts = sameKernel === 'no' ? [kernel.no] : [kernel[sameKernel], server[sameServer]];
  return `a login ${durationText(afterMs)} afterwards worked: ${facts.filter((fact) => fact !== '').join(', ')}`;
}
