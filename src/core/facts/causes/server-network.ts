/** What ends a session in the network around the server. The catalogue of all is `causes.ts`. */
import type { Cause } from '../cause.ts';
import {
  EVERYTHING_RESETS,
  FROZEN_TEXTS,
  NOTHING_RESETS,
  RESET_TEXTS,
  SERVER_ALIVE_TEXTS,
} from '../texts.ts';

export const serverNetworkCauses: readonly Cause[] = [
  {
    id: 'l4-load-balancer-idle',
    title: 'L4 load balancer or VIP dropped the flow',
    layer: 'server-network',
    meaning:
      'A load balancer in front of the server forgot the silent connection; what comes later is dropped, reset, or lands on another server.',
    notMeaning: 'The server that you were logged in to did not end it.',
    trigger:
      'Packet-idle on the balancer; a forgotten flow may be hashed to another backend, which answers RST.',
    resetBy: EVERYTHING_RESETS,
    wire: {
      clientSocket: 'silent, RST from balancer, or RST from a wrong backend',
      timing: 'at the balancer timer: see the products',
      detail: undefined,
    },
    clientTexts: [...FROZEN_TEXTS, ...RESET_TEXTS],
    logTexts: [
      {
        openssh: 'all',
        level: '-',
        text: 'the chosen backend still holds the session; another backend sees a stray packet and logs nothing',
      },
    ],
    otherTexts: [],
    limitSeconds: [],
    byDefault: '50-900 s typical',
    confirm: [
      'connect to the backend address directly and repeat',
      'host key or banner differs between backends',
    ],
    cures: ['keepalive; raise listener idle timeout; source-hash affinity'],
    sources: ['the products of this catalogue'],
    verified: 'documented',
  },
  {
    id: 'ipvs-expiry',
    title: 'IPVS (LVS, kube-proxy ipvs, Docker Swarm VIP) entry expired',
    layer: 'server-network',
    meaning:
      'A virtual server (IPVS: LVS, kube-proxy, Docker Swarm) forgets a connection after 900 s of silence.',
    notMeaning: 'It is not the container and not sshd.',
    trigger: 'Packet-idle 900 s.',
    resetBy: EVERYTHING_RESETS,
    wire: {
      clientSocket: 'silent (remote backend) or RST (same host)',
      timing: '901-903 s measured by a reporter',
      detail: undefined,
    },
    clientTexts: [...FROZEN_TEXTS, ...RESET_TEXTS],
    logTexts: [],
    otherTexts: [],
    limitSeconds: [900],
    byDefault: '900',
    confirm: ['ipvsadm -l --timeout; ipvsadm -lnc inside the right netns'],
    cures: [
      'net.ipv4.tcp_keepalive_time < 900 or ServerAliveInterval; ipvsadm --set 86400 ..; endpoint_mode dnsrr',
    ],
    sources: [
      'torvalds/linux ip_vs_proto_tcp.c tcp_timeouts[IP_VS_TCP_S_ESTABLISHED]=15*60*HZ',
      'moby/moby#31208, #37466, #37822',
    ],
    verified: 'documented',
  },
  {
    id: 'kubernetes-node-conntrack',
    title: 'kube-proxy / CNI conntrack on a Kubernetes node',
    layer: 'server-network',
    meaning:
      'Connection tracking of a Kubernetes node forgot the connection, or the pod behind it was replaced.',
    notMeaning: 'It need not be idleness: a restarted pod looks alike.',
    trigger:
      'Packet-idle: kube-proxy sets 86400 s; Cilium 8000/21600 s; Calico eBPF 3600 s; or the endpoint was removed (pod restart).',
    resetBy: EVERYTHING_RESETS,
    wire: { clientSocket: 'silent or RST', timing: 'at the timer, or at pod replacement', detail: undefined },
    clientTexts: [...FROZEN_TEXTS, ...RESET_TEXTS],
    logTexts: [],
    otherTexts: [],
    limitSeconds: [3600, 8000, 21600, 86400],
    byDefault: '86400 / 8000 / 3600',
    confirm: ['kubectl get endpoints over time; cilium config view | grep ct-timeout'],
    cures: ['keepalive; raise the timeout'],
    sources: ['this catalogue: Kubernetes, Cilium, Calico'],
    verified: 'documented',
  },
  {
    id: 'cloud-security-group-tracking',
    title: 'Cloud VPC/security-group connection tracking expired',
    layer: 'server-network',
    meaning:
      "The cloud's firewall around the server tracks connections and forgot this one; packets towards it vanish until the server itself speaks.",
    notMeaning: 'The server is alive, and its own firewall is not to blame.',
    trigger: 'Packet-idle: GCP VPC 600 s, AWS ENI 432000 s (350 s on Nitro v6 instances).',
    resetBy: EVERYTHING_RESETS,
    wire: {
      clientSocket: 'inbound packets vanish; works again once the server sends',
      timing: 'at 600 s / 350 s',
      detail: undefined,
    },
    clientTexts: [...FROZEN_TEXTS, ...SERVER_ALIVE_TEXTS],
    logTexts: [
      { openssh: 'all', level: 'INFO', text: 'Timeout, client not responding ... if ClientAlive is on' },
    ],
    otherTexts: [],
    limitSeconds: [350, 600, 432000],
    byDefault: '600 / 432000 / 350',
    confirm: [
      'rule review: is SSH allowed by a rule that does not need state (then no effect)?',
      'ENI ConnectionTrackingConfiguration',
    ],
    cures: [
      'tcp_keepalive_time 60 on the server (GCP advice) or ServerAliveInterval; raise TcpEstablishedTimeout',
    ],
    sources: [
      'https://cloud.google.com/compute/docs/troubleshooting',
      'https://docs.aws.amazon.com/de_de/AWSEC2/latest/APIReference/API_ConnectionTrackingConfiguration.html',
    ],
    verified: 'documented',
  },
  {
    id: 'server-host-firewall-reload',
    title: 'Host firewall or Docker restarted on the server',
    layer: 'server-network',
    meaning: "The server's own firewall, or Docker, was restarted and forgot the connections it had known.",
    notMeaning: 'It is no timer: it happens at the moment of the restart, to all sessions.',
    trigger: 'Conntrack flushed, rules briefly drop.',
    resetBy: NOTHING_RESETS,
    wire: { clientSocket: 'as conntrack-flush-or-full', timing: 'at the reload', detail: undefined },
    clientTexts: [...FROZEN_TEXTS, ...RESET_TEXTS],
    logTexts: [],
    otherTexts: [],
    limitSeconds: [],
    byDefault: '-',
    confirm: ['journalctl -u firewalld -u nftables -u docker'],
    cures: ['reload instead of restart; accept established early'],
    sources: ['same mechanism as measured: port collisions and deaths at the server'],
    verified: 'documented',
  },
];
