/** The one or two sentences that a person reads first. */
import { clockText, durationText } from '../duration.ts';
import type { Findings } from '../evidence/findings.ts';
import type { Bracket, Ending } from '../measure/trial.ts';
import type { Verdict } from '../verdict/judge.ts';

/** `trouble`: what stood in the way of measuring, one line; `undefined`: nothing. */
export function summaryOf(verdict: Verdict, findings: Findings, trouble: string | undefined): string {
  switch (verdict.kind) {
    case 'idle-limit':
      return limitSentence(verdict, findings);
    case 'survives':
      return survivesSentence(verdict, findings);
    case 'not-idle':
      return notIdleSentence(verdict, findings);
    case 'cannot-tell':
      return cannotTellSentence(findings, trouble);
  }
}

function limitSentence(verdict: Verdict, findings: Findings): string {
  const after = limitText(verdict.limit ?? { lowerMs: 0, upperMs: undefined });
  if (verdict.cause === 'client-server-alive-timeout')
    return `Your own ssh ends a silent session after ${after}: ServerAliveCountMax 0 leaves no keepalive time to be answered (ssh counts whole seconds: up to a second less than was set). The path would have kept it.`;
  if (verdict.cause === 'tmux-server-gone')
    return `The tmux or screen that stands in the login shell's place ends a session after ${after} without input: it detaches or ends by itself, and the session with it.`;
  if (verdict.layer === 'shell')
    return `The login shell ends a session after ${after} without input (${verdict.cause ?? 'its own timer'}).`;
  if (verdict.layer === 'sshd')
    return `The SSH server itself ends a session in which nothing but keepalives passed for ${after} (${verdict.cause ?? 'its own timer'}).`;
  if (verdict.cause === 'logind-stop-idle-session')
    return `A session with a terminal is closed by the server after ${after} without input, while those without one live on: systemd-logind does that, and so do some bastions.`;
  if (verdict.because.includes('proxy-command'))
    return `What your ProxyCommand leads through ends a connection that carried no data for ${after} (${verdict.cause ?? 'a proxy'}).`;
  if (verdict.cause === 'bastion-idle')
    return `Whoever answers as the server ends a session in which nothing but keepalives passed for ${after}: a bastion, most likely.`;
  if (verdict.layer === 'proxy' && verdict.because.some((id) => id.startsWith('tcp-keepalive'))) {
    const how = findings.announced === undefined ? ENDING_TEXT[verdict.ending ?? 'silent'] : 'closes it';
    return `A proxy on the way forgets a connection that carried no data for ${after} and ${how}. It counts data, not packets: TCP keepalives mean nothing to it.`;
  }
  if (findings.announced !== undefined && verdict.location?.hops !== undefined)
    return `${whoText(verdict, findings)} ends a silent connection after ${after} by itself (${ENDING_NAMES[findings.announced.ending]}).`;
  if (findings.announced !== undefined) {
    const how = findings.announced.ending === 'reset' ? 'is reset' : 'is closed by the far end';
    return `A silent connection ${how} after ${after}; the server, or a proxy in front of it, says so by itself.`;
  }
  const who = whoText(verdict, findings);
  if (REVIVED_BY_TYPING.has(verdict.cause ?? '')) {
    const then = findings.server?.revived ? 'held back until you type' : 'lost, and the connection with it';
    return `${who} forgets a silent connection after ${after}. Typing revives it, but output of the server that comes later is ${then}.`;
  }
  return `${who} forgets a silent connection after ${after} and ${ENDING_TEXT[verdict.ending ?? 'silent']}.`;
}

function whoText({ layer, location, leg }: Verdict, { hops }: Findings): string {
  if (leg !== undefined && leg.index > 0)
    return `Something between ${leg.from} and ${leg.to} (leg ${leg.index + 1} of the way)`;
  if (layer === 'client-host') return "This host's own connection tracking";
  if (layer === 'server-host')
    return leg === undefined ? 'The server host itself' : `The jump host ${leg.to} itself`;
  const range = location?.hops;
  if (range === undefined) return 'Something on the path';
  const [from, to] = range;
  if (from === 0) return to === 1 ? 'This host or hop 1' : `This host or one of hops 1 to ${to}`;
  const address = hops.find(({ ttlHops }) => ttlHops === from)?.address;
  return from === to
    ? `Hop ${from}${address === undefined ? '' : ` (${address})`}`
    : `One of hops ${from} to ${to}`;
}

function survivesSentence({ limit }: Verdict, { serverBusy, client, server, deaths }: Findings): string {
  if (serverBusy !== undefined) {
    return `A session left alone survives: the server itself speaks every ${durationText(serverBusy.everyMs)}, so that it is never idle for longer. What the path would do to a silent connection cannot be seen through that.`;
  }
  const only =
    server === undefined && client !== undefined
      ? ' Whether late output of the server would still arrive was not measured.'
      : '';
  const all = deaths === 0 ? 'all' : `all but ${deaths === 1 ? 'one, by an accident,' : deaths}`;
  return `A silent connection survives: ${all} lived through ${durationText(limit?.lowerMs ?? 0)}, the longest that was tried.${only}`;
}

function notIdleSentence(
  { cause }: Verdict,
  { control, sameAge, sameMoment, suspends, returned, addressLost, deathsSpanOutage }: Findings,
): string {
  if (deathsSpanOutage && control.lived === 'yes')
    return `Not idleness: the path was down for ${longestStall(control)}, and the server, which asks for signs of life, gave up the connections that were silent then.`;
  if (suspends.length > 0 && cause === 'client-suspend')
    return `Not idleness: this machine slept for ${durationText(suspends[0]?.gapMs ?? 0)}, and the connections did not survive that.`;
  if (addressLost !== undefined && cause === 'client-address-change')
    return `Not idleness: this machine lost the address ${addressLost.address} (another network, a new lease, a VPN that went down), and the connections with it.`;
  if (cause === 'sshd-login-grace-time')
    return 'Not an idle limit of the path: the SSH server closes connections on which nobody logs in (LoginGraceTime).';
  const known = sameAge === undefined ? KNOWN_EVENTS[cause ?? ''] : undefined;
  if (known !== undefined && (returned !== undefined || control.death?.stalledMs !== undefined))
    return `Not idleness: ${known}.`;
  if (sameAge !== undefined)
    return `Not idleness: every session ends about ${durationText(sameAge.ageMs)} after its login, however busy it is.`;
  if (control.newcomerInMs !== undefined)
    return 'Not idleness: busy connections got no answer any more while a new login worked. Something on the way has lost what it knew of them: a table that was emptied or is full, or a box that was restarted or replaced.';
  if (control.lostForMs !== undefined)
    return `Not idleness: the path failed; a busy connection got no answer for ${durationText(control.lostForMs)} either.`;
  if (sameMoment !== undefined)
    return `Not idleness: ${sameMoment.armIds.length} connections, busy and silent, ended at one moment, ${clockText(sameMoment.atMs)} into the run: the server or something before it was restarted.`;
  return 'Not idleness: a busy connection was ended by the other side as well.';
}

function longestStall({ stalls }: Findings['control']): string {
  return durationText(Math.max(0, ...stalls.map(({ lengthMs }) => lengthMs)));
}

function cannotTellSentence(
  { ladderEnd, twoPaths, lives, deaths, limit, deathsSpanOutage, control }: Findings,
  trouble: string | undefined,
): string {
  if (deathsSpanOutage)
    return `Cannot tell: the path was down for ${longestStall(control)}, and only connections that were silent then have died. Either end may have given them up; run it again while the path is well.`;
  if (trouble !== undefined && lives + deaths === 0) return `Cannot tell: ${trouble.replace(/\.$/, '')}.`;
  if (ladderEnd === 'inconsistent' && twoPaths !== undefined) {
    return `Cannot name one limit: ${twoPaths.forgotten} connections were forgotten after ${limitText(twoPaths)} of silence while ${twoPaths.spared} others, made the same way, lived through ${durationText(twoPaths.livedMs)}. That fits several paths (ECMP, a pool of NATs or balancers) of which one forgets.`;
  }
  if (ladderEnd === 'inconsistent') {
    return `Cannot tell: ${deaths} silent connections died and ${lives} lived, some of those silent for longer. That is no timeout: it fits several paths of which one forgets, or a box that evicts under load.`;
  }
  if (lives > 0)
    return `Cannot tell yet: a silent connection lives at least ${durationText(limit.lowerMs)}; longer was not seen.`;
  return 'Cannot tell: nothing was measured.';
}

/** The roundest duration inside the bracket, `5:00`-like limits being what people set; with the width where none is round. */
function limitText({ lowerMs, upperMs }: Bracket): string {
  if (upperMs === undefined) return `more than ${durationText(lowerMs)}`;
  for (const stepMs of ROUND_STEPS_MS) {
    const roundMs = Math.floor(upperMs / stepMs) * stepMs;
    if (roundMs > lowerMs) return shortText(roundMs);
  }
  return durationText((lowerMs + upperMs) / 2);
}

function shortText(ms: number): string {
  if (ms < 60_000) return `${ms / 1000} s`;
  return ms < 3_600_000 ? `${clockText(ms)} min` : `${clockText(ms)} h`;
}

/** What a login afterwards, or the outage before the end, has shown. */
const KNOWN_EVENTS: Readonly<Record<string, string>> = {
  'server-reboot': 'the server was rebooted; a login afterwards met another start of its kernel',
  'admin-kill':
    'somebody ended the sessions, busy and silent, while kernel and SSH server of the machine went on',
  'sshd-session-killed':
    'the SSH server was restarted, and its sessions ended with it; the kernel is the same as before',
  'sshd-client-alive':
    'the path failed for a while, and sshd, which asks whether the client is there (ClientAliveInterval), gave up meanwhile',
  'dropbear-keepalive':
    'the path failed for a while, and dropbear, which asks whether the client is there (-K), gave up meanwhile',
  'sshd-tcpkeepalive':
    "the path failed for a while, and the server's kernel, which asks whether the client is there (TCP keepalive), gave up meanwhile",
};
const ENDING_TEXT: Readonly<Record<Ending, string>> = {
  silent: 'tells nobody',
  reset: 'resets whoever speaks next',
  fin: 'closes it',
  'ssh-disconnect': 'closes it with a message',
  'channel-closed': 'ends the session',
};
const REVIVED_BY_TYPING: ReadonlySet<string> = new Set([
  'nat-expiry-server-first-rst',
  'nat-expiry-server-first-drop',
]);
const ENDING_NAMES: Readonly<Record<Ending, string>> = {
  silent: 'silence',
  reset: 'a reset',
  fin: 'a close',
  'ssh-disconnect': 'a message',
  'channel-closed': 'the end of the session',
};
const ROUND_STEPS_MS = [600_000, 60_000, 30_000, 10_000, 5000, 1000, 500, 100];
