import { helpOf } from '../help.ts';
import { no, type Rule, UNKNOWN, yes } from '../rule.ts';

interface Way {
  readonly causes: Rule['causes'];
  /** What the person's ProxyCommand says where it is this. */
  readonly words: RegExp;
  readonly question: string;
  readonly cites: readonly string[];
  readonly policy: Rule['policy'];
}

/** The person's own way to the server leads through something that ends what carried no data. */
function byCommand({ causes, words, question, cites, policy }: Way): Rule {
  return {
    causes,
    kind: 'idle-limit',
    question,
    cites,
    layer: 'proxy',
    policy,
    judge(findings) {
      const { endpoint, announced, limit } = findings;
      if (endpoint.proxyCommand === undefined) return no('no-proxy-command');
      if (!words.test(endpoint.proxyCommand)) return no('proxy-command');
      if (announced?.shellOnly === true) return no('announced');
      if (limit.upperMs === undefined) return UNKNOWN;
      const ssh = helpOf(findings, 'ssh-keepalive');
      return ssh.answer === 'yes' ? yes('proxy-command', ...ssh.because) : ssh;
    },
  };
}

const httpConnect = byCommand({
  causes: ['http-connect-proxy'],
  words:
    /\bPROXY(-CONNECT)?:|\bSOCKS\w*:|\b-X ?(connect|4|5)|\bnc(at)?\b.* (-x|--proxy)|corkscrew|connect-proxy|proxytunnel/i,
  question: 'Does an HTTP or SOCKS proxy end tunnels that carry no data?',
  cites: ['squid read_timeout (15 minutes by default)', 'tinyproxy Timeout (10 minutes)'],
  policy: 'unknown',
});
const throughTls = byCommand({
  causes: ['stunnel-timeoutidle', 'haproxy-timeout', 'nginx-stream-timeout'],
  words: /\bOPENSSL:|\bs_client\b|stunnel|\bncat\b.* --ssl|gnutls-cli/i,
  question: 'Does a TLS proxy end what carries no data?',
  cites: ['stunnel(8) TIMEOUTidle: 43200 s by default'],
  policy: 'unknown',
});
const cloudflare = byCommand({
  causes: ['cloudflare-access'],
  words: /\bcloudflared\b/,
  question: 'Does Cloudflare Access end sessions that carry no data?',
  cites: ['cloudflared access ssh'],
  policy: 'unknown',
});
const sessionManager = byCommand({
  causes: ['aws-ssm-session'],
  words: /\bssm\b|session-manager-plugin/,
  question: 'Does AWS Session Manager end idle sessions?',
  cites: ['AWS Systems Manager: idle session timeout, 20 minutes by default'],
  policy: 'yes',
});
const iapTunnel = byCommand({
  causes: ['gcp-iap-tunnel'],
  words: /start-iap-tunnel/,
  question: 'Does the tunnel of Google IAP end what carries no data?',
  cites: ['Google Cloud IAP TCP forwarding: 1 hour without data'],
  policy: 'unknown',
});

/** What is named by the very command that leads there. */
export const proxyCommands: readonly Rule[] = [
  httpConnect,
  throughTls,
  cloudflare,
  sessionManager,
  iapTunnel,
];
