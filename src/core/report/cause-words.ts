/** Causes in a few words, for a person; their ids stay what scripts match on. */

/** What the cause is called, to follow "it is …" or to stand in a list; the id itself where it has no words here. */
export function causeWords(id: string): string {
  return FAMILIES.flatMap(({ causes }) => causes[id] ?? [])[0] ?? id;
}

/**
 * Many causes in few words: where several of a family are among them, the family stands for all of them, or for all
 * others, where one of it is `named` elsewhere.
 */
export function causeListWords(ids: readonly string[], named: readonly string[] = []): readonly string[] {
  const shown = FAMILIES.flatMap(({ words, causes }) => {
    const members = ids.filter((id) => causes[id] !== undefined);
    return members.length < FAMILY_FROM
      ? members.map(causeWords)
      : [
          others(
            words,
            named.some((id) => causes[id] !== undefined),
          ),
        ];
  });
  return [...shown, ...ids.filter((id) => FAMILIES.every(({ causes }) => causes[id] === undefined))];
}

function others(words: string, isNamed: boolean): string {
  return isNamed && !words.startsWith('other ') ? `other ${words}` : words;
}

interface Family {
  readonly words: string;
  readonly causes: Readonly<Record<string, string>>;
}

const FAMILY_FROM = 3;

const FAMILIES: readonly Family[] = [
  {
    words: 'outages, restarts and kills',
    causes: {
      'path-outage': 'an outage',
      'isp-forced-reconnect': 'a reconnect forced by the provider',
      'client-address-change': 'a change of address',
      'client-suspend': 'this machine slept',
      'client-killed': 'something on this host ended it',
      'vpn-idle-or-rekey': 'a VPN that ends or rekeys',
      'conntrack-flush-or-full': 'a connection table that was full or flushed',
      'server-host-firewall-reload': 'a firewall reload on the server',
      'server-reboot': 'a reboot of the server',
      'server-crash': 'a crash of the server',
      'server-suspend-or-migration': 'a server that was paused or moved',
      'sshd-session-killed': 'an ended sshd process',
      'admin-kill': 'an administrator ended it',
      'logind-kill-user-processes': 'logind ended what was left of a login',
      'oom-or-cgroup-kill': 'the server ran out of memory',
      'proxyjump-outer-drop': 'the jump host dropped it',
    },
  },
  {
    words: 'other kinds of NAT and firewall',
    causes: {
      'nat-expiry-blackhole': 'a NAT or firewall that forgets and drops',
      'nat-expiry-self-heals': 'a NAT that forgets and learns again from what you send',
      'nat-expiry-server-first-rst': 'a NAT that forgets and resets late output',
      'nat-expiry-server-first-drop': 'a NAT that forgets and drops late output',
      'nat-port-remap-rst': 'a NAT that forgets and comes back with another port',
      'nat-port-reuse-kill': 'a NAT port given to somebody else',
      'firewall-reject-rst': 'a firewall that forgets and then resets',
      'firewall-rst-at-expiry': 'a firewall that resets both ends when its timer ends',
      'cloud-nat-rst-to-sender': 'a cloud NAT that forgets and then resets',
      'cloud-security-group-tracking': 'connection tracking of a cloud security group',
      'cgnat-expiry': 'carrier-grade NAT of the provider',
      'client-local-nat-expiry': 'connection tracking on this host',
      'conntrack-unreplied-shorter-timer': 'a shorter timer for unanswered packets',
      'kubernetes-node-conntrack': 'connection tracking of a Kubernetes node',
      'l4-load-balancer-idle': 'a load balancer that forgets',
      'ipvs-expiry': 'a virtual server (IPVS) that forgets',
      'dpi-injected-rst': 'an inspecting box that injects a reset',
    },
  },
  {
    words: 'limits of the SSH server (ClientAlive, ChannelTimeout and the like)',
    causes: {
      'sshd-client-alive': "sshd's ClientAliveInterval",
      'sshd-channel-timeout': "sshd's ChannelTimeout",
      'sshd-unused-connection-timeout': "sshd's UnusedConnectionTimeout",
      'sshd-login-grace-time': "sshd's LoginGraceTime",
      'sshd-max-startups': "sshd's MaxStartups",
      'sshd-per-source-penalties': "sshd's PerSourcePenalties",
      'sshd-tcpkeepalive': "the server's TCP keepalive",
      'dropbear-idle-timeout': "dropbear's idle timeout (-I)",
      'dropbear-keepalive': "dropbear's keepalive (-K)",
      'dropbear-max-duration': "dropbear's session limit (-M)",
      'dropbear-auth-timeout': "dropbear's login limit",
    },
  },
  {
    words: 'limits of the shell and the login (TMOUT, logind and the like)',
    causes: {
      'bash-tmout': 'TMOUT of bash',
      'ksh-tmout': 'TMOUT of ksh',
      'zsh-tmout': 'TMOUT of zsh',
      'ash-tmout': 'TMOUT of BusyBox ash',
      'tcsh-autologout': 'autologout of tcsh',
      'cisco-exec-timeout': 'exec-timeout of Cisco IOS',
      'junos-cli-idle-timeout': 'idle-timeout of Junos',
      'esxi-interactive-timeout': 'the interactive timeout of ESXi',
      'logind-stop-idle-session': "logind's StopIdleSessionSec",
      'logind-idle-action': "logind's IdleAction",
      'tmux-server-gone': 'a tmux or screen that detached or ended',
      'tmux-or-screen-lock': 'the lock of tmux or screen',
    },
  },
  {
    words: "settings of this side's own ssh",
    causes: {
      'client-server-alive-timeout': 'ServerAliveInterval of your own ssh',
      'client-channel-timeout': 'ChannelTimeout of your own ssh',
      'client-mux-master-lost': 'a shared connection (ControlMaster) that ended',
      'client-tcp-user-timeout': 'TCP_USER_TIMEOUT on this side',
      'client-rekey-failure': 'new keys that were not agreed on',
    },
  },
  {
    words: 'proxies and bastions',
    causes: {
      'haproxy-timeout': 'a timeout of HAProxy',
      'nginx-stream-timeout': 'proxy_timeout of nginx',
      'envoy-idle-timeout': 'idle_timeout of Envoy',
      'octavia-timeout': 'a timeout of Octavia',
      'stunnel-timeoutidle': 'TIMEOUTidle of stunnel',
      'http-connect-proxy': 'an HTTP or SOCKS proxy',
      'cloudflare-access': 'Cloudflare Access',
      'aws-ssm-session': 'AWS Session Manager',
      'gcp-iap-tunnel': 'a Google IAP tunnel',
      'teleport-idle': 'client_idle_timeout of Teleport',
      'bastion-idle': 'an idle limit of a bastion',
    },
  },
];
