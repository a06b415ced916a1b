/** What the facts of this machine speak for and against. */
import { durationText } from '../duration.ts';
import { type Cleared, type Fact, factOf, type Suspect, type Suspicions } from './fact.ts';

export function clientSuspicions(facts: readonly Fact[]): Suspicions {
  const of = (id: string) => factOf(facts, 'client', id);
  const suspects: Suspect[] = [];
  const cleared: Cleared[] = [];
  const suspect = (cause: string, reason: string, ids: readonly string[], more: Partial<Suspect> = {}) =>
    suspects.push({ cause, reason, facts: ids, limitMs: undefined, weight: 'possible', ...more });

  const established = of('nf_conntrack_tcp_timeout_established');
  if (established?.idleLimitMs !== undefined) {
    suspect(
      'client-local-nat-expiry',
      `this machine tracks connections and forgets a silent one after ${durationText(established.idleLimitMs)}`,
      ['nf_conntrack_tcp_timeout_established'],
      {
        limitMs: established.idleLimitMs,
        weight: established.idleLimitMs < SHORT_MS ? 'likely' : 'possible',
      },
    );
  } else if (of('connection-tracking')?.value === 'no') {
    cleared.push({
      cause: 'client-local-nat-expiry',
      reason: 'this machine tracks no connection',
      facts: ['connection-tracking'],
    });
  }
  const alive = of('ServerAliveInterval');
  if (alive?.status === 'read' && alive.value === 0)
    cleared.push({
      cause: 'client-server-alive-timeout',
      reason: 'ServerAliveInterval is 0',
      facts: ['ServerAliveInterval'],
    });
  if (of('ChannelTimeout')?.status === 'absent')
    cleared.push({
      cause: 'client-channel-timeout',
      reason: 'the client sets no ChannelTimeout',
      facts: ['ChannelTimeout'],
    });
  const master = of('master-connection');
  if (master?.value === 'running')
    suspect(
      'client-mux-master-lost',
      'your sessions share a master connection: they end with it',
      ['master-connection'],
      { weight: 'likely' },
    );
  else if (master?.status === 'absent' && ['no', 'false'].includes(String(of('ControlMaster')?.value)))
    cleared.push({
      cause: 'client-mux-master-lost',
      reason: 'no master connection is used',
      facts: ['ControlMaster', 'master-connection'],
    });
  const vpn = of('vpn');
  if (vpn?.note !== undefined) suspect('vpn-idle-or-rekey', vpn.note, ['vpn', 'route'], { weight: 'likely' });
  const sleep = of('suspend');
  if (sleep?.status === 'read' && sleep.note !== undefined)
    suspect('client-suspend', sleep.note, ['suspend']);
  else if (sleep?.status === 'absent')
    cleared.push({ cause: 'client-suspend', reason: 'this machine cannot sleep', facts: ['suspend'] });
  if (of('container')?.value === 'wsl')
    suspect(
      'nat-expiry-blackhole',
      'this is WSL2, which goes through WinNAT: it forgets after 1800 s by default',
      ['container'],
      { limitMs: 1_800_000 },
    );
  const command = of('ProxyCommand');
  const service = PROXIES.find(
    ({ words }) => typeof command?.value === 'string' && words.test(command.value),
  );
  if (service !== undefined)
    suspect(service.cause, `the ProxyCommand is ${service.name}`, ['ProxyCommand'], {
      limitMs: service.limitMs,
      weight: 'likely',
    });
  const jump = of('ProxyJump');
  if (jump?.status === 'read')
    suspect('proxyjump-outer-drop', `the session rides in one to ${jump.value}: it ends when that one does`, [
      'ProxyJump',
    ]);
  else if (jump?.status === 'absent' && command?.status === 'absent')
    cleared.push({
      cause: 'proxyjump-outer-drop',
      reason: 'there is no jump host',
      facts: ['ProxyJump', 'ProxyCommand'],
    });
  return { suspects, cleared };
}

/** 12 h: longer silences are rare. */
const SHORT_MS = 12 * 3_600_000;
const PROXIES = [
  {
    words: /\bssm\b.*start-session|AWS-StartSSHSession/,
    cause: 'aws-ssm-session',
    name: 'AWS Session Manager (20 min by default)',
    limitMs: 1_200_000,
  },
  {
    words: /start-iap-tunnel/,
    cause: 'gcp-iap-tunnel',
    name: 'a Google IAP tunnel (1 h by default)',
    limitMs: 3_600_000,
  },
  {
    words: /cloudflared\s+access/,
    cause: 'cloudflare-access',
    name: 'Cloudflare Access',
    limitMs: undefined,
  },
  { words: /\btsh\b/, cause: 'teleport-idle', name: 'Teleport', limitMs: undefined },
  {
    words: /corkscrew|proxytunnel|connect-proxy|\bconnect\s+-[HS5]|-X\s*(?:connect|5|4)|--proxy-type/,
    cause: 'http-connect-proxy',
    name: 'a way through an HTTP or SOCKS proxy, which counts data and no TCP keepalives',
    limitMs: undefined,
  },
] as const;
