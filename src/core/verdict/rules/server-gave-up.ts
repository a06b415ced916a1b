import type { Findings } from '../../evidence/findings.ts';
import { isDropbear } from '../help.ts';
import { no, type Rule, UNKNOWN, yes } from '../rule.ts';

interface Asker {
  readonly cause: string;
  readonly question: string;
  readonly cites: readonly string[];
  /** How the server asks whether the client is there. */
  readonly asks: keyof Findings['asksItself'];
  /** Whose way it is. */
  readonly dropbear: boolean | 'either';
}

/** The path failed for a while; the server asked, got no answer, and gave up: that ended the session, however busy. */
function gaveUp({ cause, question, cites, asks, dropbear }: Asker): Rule {
  return {
    causes: [cause, 'path-outage'],
    kind: 'not-idle',
    question,
    cites,
    layer: 'sshd',
    policy: 'unknown',
    judge(findings) {
      const { control, asksItself, deathsSpanOutage } = findings;
      const { death } = control;
      if (control.lived === 'yes') {
        // What it was sending kept the busy connection from being asked.
        if (!deathsSpanOutage) return no('control-lived');
        const fits = asksItself[asks] && (dropbear === 'either' || isDropbear(findings) === dropbear);
        return fits ? yes('outage-1', 'asks-itself') : UNKNOWN;
      }
      if (death === undefined) return UNKNOWN;
      if (death.stalledMs === undefined) return no('control-died');
      const isTheirs = dropbear === 'either' || isDropbear(findings) === dropbear;
      if (isDropbear(findings) !== undefined && !isTheirs) return no('server');
      return asksItself[asks] && isTheirs ? yes('control-died', 'asks-itself') : UNKNOWN;
    },
  };
}

const sshdClientAlive = gaveUp({
  cause: 'sshd-client-alive',
  question: 'Did sshd ask for a sign of life while the path was down, and give up?',
  cites: ['sshd_config(5) ClientAliveInterval, ClientAliveCountMax'],
  asks: 'data',
  dropbear: false,
});
const dropbearKeepalive = gaveUp({
  cause: 'dropbear-keepalive',
  question: 'Did dropbear ask for a sign of life while the path was down, and give up?',
  cites: ['dropbear(8) -K: three times without an answer'],
  asks: 'data',
  dropbear: true,
});
const sshdTcpkeepalive = gaveUp({
  cause: 'sshd-tcpkeepalive',
  question: "Did the server's kernel ask for a sign of life while the path was down, and give up?",
  cites: ['sshd_config(5) TCPKeepAlive', 'tcp(7) tcp_keepalive_time, _intvl, _probes'],
  asks: 'packet',
  dropbear: 'either',
});

/** Liveness tests of the server's, told apart by how it asks. */
export const serverGaveUp: readonly Rule[] = [sshdClientAlive, dropbearKeepalive, sshdTcpkeepalive];
