/**
 * Causes of the catalogue that no scenario of the lab has for its truth, and
 * why. `docs/scenarios.md` is made of it; `test/docs/scenarios.test.ts` holds
 * it to the catalogue, the scenarios and the rules.
 */
export interface WithoutScenario {
  /** Why it is not brought up in the lab. */
  readonly why: string;
  /** What a trace makes of it; only where no rule names it, neither first nor beside another. */
  readonly told?: string;
}

export const WITHOUT_SCENARIO: Readonly<Record<string, WithoutScenario>> = {
  'client-connect-timeout': {
    why: 'it ends a login that is being made, not a session',
    told: 'the login fails with those words, and nothing is measured',
  },
  'client-control-persist-expiry': {
    why: 'it closes a connection without sessions; a scenario shows that it ends none',
    told: 'a note says that sessions share a connection, and when that is closed',
  },
  'client-mux-master-lost': {
    why: 'the connections of a trace never go through a master, so that none can take them along',
    told: 'a note, and a suspect of the inspection where a master runs',
  },
  'client-channel-timeout': {
    why: 'Debian 12 has OpenSSH 9.2, whose client has no ChannelTimeout',
    told: 'a fact of the inspection, which clears it where it is not set',
  },
  'client-rekey-failure': {
    why: 'a key exchange fails by a fault of one of the programs; a scenario has sshd make new keys all the time, which ends nothing',
    told: 'the busy connection dies as well: not idleness',
  },
  'client-killed': {
    why: 'what ends the person’s ssh ends that session alone; a trace has connections of its own',
    told: 'nothing: idle sessions survive',
  },
  'client-tcp-keepalive-expiry': {
    why: 'it only finds dead what something else has ended',
    told: 'what ended it is named',
  },
  'client-retransmission-timeout': {
    why: 'it only finds dead what something else has ended',
    told: 'what ended it is named',
  },
  'client-tcp-user-timeout': {
    why: 'OpenSSH never sets it; programs that do find dead what something else has ended',
    told: 'what ended it is named',
  },
  'client-suspend': { why: 'the machine of the lab is the one that would sleep' },
  'client-wifi-powersave': {
    why: 'network namespaces have no radio; a path that loses packets or stalls is a scenario',
    told: 'stalls stand in the notes, and end nothing',
  },
  'client-local-nat-expiry': {
    why: 'WinNAT and vpnkit run elsewhere; Linux’s own tracking on the client host is a scenario, under nat-expiry-blackhole',
    told: 'the client host is named as the place, and this stands among the alternatives',
  },
  'nat-expiry-self-heals': {
    why: 'it is what one who types sees of nat-expiry-server-first-rst, which is a scenario',
  },
  'nat-port-reuse-kill': {
    why: 'that another host takes the very port is a matter of chance; the remapped port is a scenario',
  },
  'firewall-rst-at-expiry': { why: 'Linux’s connection tracking tells nobody when an entry expires' },
  'cloud-nat-rst-to-sender': {
    why: 'a service of a cloud; a box that resets late packets is a scenario, under firewall-reject-rst',
  },
  'conntrack-unreplied-shorter-timer': {
    why: 'it needs data that nobody acknowledges: no idle session has any',
    told: 'a silence begins when all is acknowledged; only keepalives that go no further than some hop are never answered, and may meet it beyond 300 s (docs/adr/0010)',
  },
  'vpn-idle-or-rekey': {
    why: 'this kernel has no WireGuard or IPsec; the change of address that it brings is a scenario',
  },
  'dpi-injected-rst': { why: 'no free program does it to idle sessions' },
  'isp-forced-reconnect': { why: 'an outage or a change of address to those behind it: both are scenarios' },
  'l4-load-balancer-idle': { why: 'a service of clouds; to its clients it is a box that forgets' },
  'ipvs-expiry': { why: 'this kernel has no IPVS' },
  'kubernetes-node-conntrack': {
    why: 'the same connection tracking as on any server host, which is a scenario under nat-expiry-blackhole',
    told: 'the server host or a hop is named as the place',
  },
  'server-host-firewall-reload': { why: 'the emptied table is a scenario, under conntrack-flush-or-full' },
  'sshd-unused-connection-timeout': {
    why: 'it does not touch connections with a session, and a trace has one in each; a scenario shows that',
    told: 'nothing: idle sessions survive',
  },
  'sshd-per-source-penalties': { why: 'since OpenSSH 9.8; Debian 12 has 9.2' },
  'dropbear-max-duration': { why: 'since dropbear of March 2026; Debian 12 has 2022.83' },
  'dropbear-auth-timeout': { why: 'five minutes that cannot be shortened' },
  'windows-sshd': {
    why: 'it runs on Windows alone',
    told: 'its limits are those of OpenSSH, and are named as such',
  },
  'terminal-xoff': {
    why: 'a key that a person presses; the connection lives',
    told: 'nothing: idle sessions survive',
  },
  'ash-tmout': { why: 'Debian’s busybox is built without it' },
  'tmux-or-screen-lock': { why: 'nothing ends; what it looks like is on the screen alone' },
  'cisco-exec-timeout': {
    why: 'an operating system of devices; its accounts run no commands',
    told: 'the login works, but no commands run: the bare connection can be measured',
  },
  'junos-cli-idle-timeout': {
    why: 'an operating system of devices; its accounts run no commands',
    told: 'the login works, but no commands run: the bare connection can be measured',
  },
  'esxi-interactive-timeout': { why: 'an operating system of its own' },
  'logind-stop-idle-session': { why: 'it takes a systemd that is the first process of its machine' },
  'logind-idle-action': {
    why: 'it takes a systemd that is the first process of its machine',
    told: 'an outage, or a reboot, as whatever it does to the host',
  },
  'logind-kill-user-processes': { why: 'it takes a systemd that is the first process of its machine' },
  'pam-time': {
    why: 'it is blamed and does not do it: it refuses logins',
    told: 'the login is refused with its words',
  },
  'oom-or-cgroup-kill': {
    why: 'the kill of all sessions is a scenario, under admin-kill; who sent it shows in the server’s log alone',
  },
  'server-crash': { why: 'to its clients a reboot without farewell: the reboot is a scenario' },
  'server-suspend-or-migration': {
    why: 'a machine that stands still; a server whose programs stand still for a while is a scenario',
    told: 'a stall in the notes, or an outage',
  },
  'envoy-idle-timeout': { why: 'Debian has no Envoy' },
  'octavia-timeout': { why: 'a service of OpenStack; inside it is HAProxy, which is a scenario' },
  'proxyjump-outer-drop': {
    why: 'the scenarios with jump hosts are this, each under what ends the leg',
    told: 'what ends the leg, and which leg it is',
  },
  'cloudflare-access': { why: 'a service of Cloudflare' },
  'aws-ssm-session': { why: 'a service of AWS' },
  'gcp-iap-tunnel': { why: 'a service of Google' },
  'teleport-idle': { why: 'Debian has no Teleport' },
  'bastion-idle': { why: 'Debian has none of the bastions' },
  sshpiper: { why: 'it has no idle limit of its own', told: 'nothing: idle sessions survive' },
};
