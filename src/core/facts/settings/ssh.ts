/** Settings of OpenSSH, other SSH servers and clients. All of them: `settings.ts`. */
import type { Setting } from '../setting.ts';

export const sshSettings: readonly Setting[] = [
  {
    name: 'ServerAliveInterval',
    aliases: ['ServerAlive', 'ServerKeepAlive'],
    title: 'ssh_config: seconds of silence after which the client asks the server for a sign of life',
    meaning:
      'After so many seconds without data from the server, ssh sends a small encrypted request and the server answers. That is traffic for everything on the path, proxies included, so it keeps NATs, firewalls and balancers from forgetting the connection. 0, the default, sends none.',
    notMeaning:
      'It is no idle limit, and it does not stop TMOUT, ChannelTimeout, dropbear -I or logind: those count input or terminal data.',
    next: [
      'Host *\n  ServerAliveInterval 60',
      'a third of the measured limit or less, so that a lost one does no harm: idletrace trace HOST measures it',
      'ssh -G HOST | grep -i serveralive shows what is in force',
    ],
    causes: ['client-server-alive-timeout', 'nat-expiry-blackhole'],
    sources: ['ssh_config(5) ServerAliveInterval', 'openssh-portable clientloop.c:493-511'],
  },
  {
    name: 'ServerAliveCountMax',
    aliases: [],
    title: 'ssh_config: unanswered requests after which the client gives up',
    meaning:
      'ssh ends the session when so many of its own requests were not answered: after about (CountMax + 1) times ServerAliveInterval of silence. The default is 3.',
    notMeaning:
      'It does nothing while ServerAliveInterval is 0. 0 gives up at the first silence; it does not mean "never".',
    next: ['leave it at 3; raise it where short outages should be survived'],
    causes: ['client-server-alive-timeout'],
    sources: ['ssh_config(5) ServerAliveCountMax', 'openssh-portable clientloop.c:751-758'],
  },
  {
    name: 'ClientAliveInterval',
    aliases: ['ClientAlive'],
    title: 'sshd_config: seconds of silence after which the server asks the client for a sign of life',
    meaning:
      'After so many seconds without data from the client, sshd sends a request, which the client answers by itself. It keeps the path alive like ServerAliveInterval, but from the other side. 0, the default, sends none.',
    notMeaning:
      'It is a test whether the client is alive, not an idle limit: a client that answers stays connected for ever. Guides that set it as a session timeout are wrong since OpenSSH 8.2. With an expired NAT entry the server speaking first can make things worse than no keepalive.',
    next: [
      'prefer ServerAliveInterval in ~/.ssh/config: it needs no rights on the server, and the client speaking first is what a NAT wants',
      'where the server should do it: less than half the limit (9.2 to 9.4 probe at half the rate)',
      'a true idle limit is ChannelTimeout (9.2 and newer)',
    ],
    causes: ['sshd-client-alive'],
    sources: ['sshd_config(5) ClientAliveInterval', 'openssh-portable serverloop.c:111-141,192-250'],
  },
  {
    name: 'ClientAliveCountMax',
    aliases: [],
    title: 'sshd_config: unanswered requests after which the server gives up',
    meaning: 'sshd ends the session when so many requests in a row were not answered. The default is 3.',
    notMeaning:
      '0 ended every session at the first silence before OpenSSH 8.2, and since then means that sshd never gives up: the same line does the opposite on an old server.',
    next: ['sshd -T | grep -i clientalive, and ssh -V for the version'],
    causes: ['sshd-client-alive'],
    sources: ['sshd_config(5) ClientAliveCountMax', 'OpenSSH release notes 8.2'],
  },
  {
    name: 'TCPKeepAlive',
    aliases: ['KeepAlive', 'SO_KEEPALIVE'],
    title: 'ssh_config and sshd_config: whether the kernel asks a silent peer for a sign of life',
    meaning:
      "It switches on the kernel's own keepalive: with the usual timers the first packet leaves after two hours of silence. It then tells a dead peer from a silent one. The default is yes, on both sides.",
    notMeaning:
      'It does not keep a session alive through a NAT or firewall: their limits are far shorter than two hours. And a proxy answers it by itself, so behind a proxy it reaches nobody.',
    next: [
      'use ServerAliveInterval instead',
      'or shorten net.ipv4.tcp_keepalive_time for the whole machine; it then counts for NATs, not for proxies',
    ],
    causes: ['client-tcp-keepalive-expiry', 'sshd-tcpkeepalive'],
    sources: ['ssh_config(5) TCPKeepAlive', 'tcp(7)', 'RFC 1122 4.2.3.6'],
  },
  {
    name: 'ChannelTimeout',
    aliases: [],
    title: 'sshd_config and ssh_config (9.2 and newer): closes a channel without data',
    meaning:
      'The true idle limit of OpenSSH: a session that carried no terminal data in either direction for that long is closed. None is set by default; where it is, somebody decided it.',
    notMeaning:
      'No keepalive counts, only typing and output. "session=5m", as some manuals write it, never matches on the server: it needs session:*=5m, or global=5m.',
    next: ['sshd -T | grep -i channeltimeout on the server', 'ask whoever runs the server'],
    causes: ['sshd-channel-timeout', 'client-channel-timeout'],
    sources: [
      'sshd_config(5) ChannelTimeout',
      'openssh-portable channels.c:404-427; measured with sshd 9.2 and 10.5',
    ],
  },
  {
    name: 'UnusedConnectionTimeout',
    aliases: [],
    title: 'sshd_config (9.2 and newer): closes a connection without any open channel',
    meaning:
      'A connection on which no session and no forwarding is open (ssh -N, an idle ControlMaster) is closed after that time.',
    notMeaning: 'It does not touch a session with a shell.',
    next: ['sshd -T | grep -i unusedconnection'],
    causes: ['sshd-unused-connection-timeout'],
    sources: ['sshd_config(5) UnusedConnectionTimeout', 'openssh-portable serverloop.c:176-189'],
  },
  {
    name: 'LoginGraceTime',
    aliases: [],
    title: 'sshd_config: time to log in',
    meaning: 'Who has not logged in after so many seconds, 120 by default, is hung up on.',
    notMeaning:
      'It ends once the login is done; it is no idle limit, though on a bare TCP connection it looks like one of 120 s.',
    next: ['sshd -T | grep -i logingrace'],
    causes: ['sshd-login-grace-time'],
    sources: ['sshd_config(5) LoginGraceTime'],
  },
  {
    name: 'MaxStartups',
    aliases: [],
    title: 'sshd_config: logins that may be under way at once',
    meaning:
      'Beyond so many connections that are not logged in yet (10:30:100 by default), new ones are dropped, at first at random.',
    notMeaning: 'It ends no running session.',
    next: ['sshd -T | grep -i maxstartups'],
    causes: ['sshd-max-startups'],
    sources: ['sshd_config(5) MaxStartups'],
  },
  {
    name: 'PerSourcePenalties',
    aliases: [],
    title: 'sshd_config (9.8 and newer): refuses an address after failed logins',
    meaning:
      'An address that failed or broke off logins is refused for seconds to ten minutes. It is on by default.',
    notMeaning: 'It ends no running session, and the server is not down.',
    next: [
      'wait ten minutes; slow down whatever reconnects in a loop',
      'PerSourcePenaltyExemptList for your own addresses',
    ],
    causes: ['sshd-per-source-penalties'],
    sources: ['sshd_config(5) PerSourcePenalties'],
  },
  {
    name: 'RekeyLimit',
    aliases: [],
    title: 'ssh_config and sshd_config: when new keys are exchanged',
    meaning:
      'After so many bytes, or after a time if one is set, both sides exchange new keys. By time it also happens on a silent connection, where it acts like a keepalive.',
    notMeaning: 'It is no limit of the session.',
    next: ['ssh -vvv shows "rekeying in progress" before the end, if that is it'],
    causes: ['client-rekey-failure'],
    sources: ['ssh_config(5) RekeyLimit', 'openssh-portable packet.c:1073-1100'],
  },
  {
    name: 'ControlPersist',
    aliases: [],
    title: 'ssh_config: how long an unused master connection stays',
    meaning: 'The shared connection of ControlMaster is closed so long after its last session.',
    notMeaning: 'It ends no session that is open.',
    next: ['ssh -O check HOST'],
    causes: ['client-control-persist-expiry'],
    sources: ['ssh_config(5) ControlPersist'],
  },
  {
    name: 'ControlMaster',
    aliases: ['ControlPath'],
    title: 'ssh_config: several sessions over one connection',
    meaning:
      'Sessions to one host share the TCP connection of the first; its keepalive settings count for all, and its end ends all.',
    notMeaning: 'ServerAliveInterval given to a session that joins an existing master changes nothing.',
    next: ['ssh -O check HOST; ssh -O exit HOST, then connect anew'],
    causes: ['client-mux-master-lost', 'client-control-persist-expiry'],
    sources: ['ssh_config(5) ControlMaster', 'openssh-portable mux.c:2167-2170'],
  },
  {
    name: 'ConnectTimeout',
    aliases: [],
    title: 'ssh_config: time to connect',
    meaning: 'How long ssh waits for the connection and the greeting.',
    notMeaning: 'It does nothing once you are logged in.',
    next: ['ssh -G HOST | grep -i connecttimeout'],
    causes: ['client-connect-timeout'],
    sources: ['ssh_config(5) ConnectTimeout'],
  },
  {
    name: 'ObscureKeystrokeTiming',
    aliases: [],
    title: 'ssh_config (9.5 and newer): hides when keys are pressed',
    meaning: 'Around typing ssh sends extra packets, for about a second to three after the last key.',
    notMeaning: 'It does not keep a silent session alive.',
    next: ['nothing to do for idle sessions'],
    causes: [],
    sources: ['ssh_config(5) ObscureKeystrokeTiming'],
  },
  {
    name: 'dropbear -I',
    aliases: ['IdleTimeout', 'idle_timeout dropbear'],
    title: 'dropbear: idle limit in seconds',
    meaning:
      'dropbear closes a session after so long without real data. 0, the default, is off. On OpenWrt it is IdleTimeout in /etc/config/dropbear.',
    notMeaning: 'Keepalives of either side do not count; typing and output do.',
    next: ['ps | grep dropbear; uci show dropbear'],
    causes: ['dropbear-idle-timeout'],
    sources: ['dropbear(8)', 'mkj/dropbear@1442f00d src/common-session.c:592-594'],
  },
  {
    name: 'dropbear -K',
    aliases: ['SSHKeepAlive'],
    title: 'dropbear: keepalive interval in seconds',
    meaning:
      'dropbear asks the client every so many seconds and gives up after three without any answer. 0, the default, is off.',
    notMeaning: 'It is no idle limit.',
    next: ['a third of the limit of the path or less'],
    causes: ['dropbear-keepalive'],
    sources: ['dropbear(8)', 'mkj/dropbear@1442f00d src/common-session.c:570-590'],
  },
  {
    name: 'PingIntervalSecs',
    aliases: ['PingInterval', 'Seconds between keepalives', 'Sending of null packets to keep session active'],
    title: 'PuTTY: seconds between keepalives',
    meaning:
      'PuTTY sends an SSH packet that means nothing every so many seconds. Registry: PingInterval (minutes) and PingIntervalSecs. 0 is off.',
    notMeaning: 'It is not the box "Enable TCP keepalives" below it, which is two hours on most systems.',
    next: ['Connection, "Seconds between keepalives": 60; then save the session'],
    causes: [],
    sources: ['PuTTY manual 4.13.1'],
  },
];
