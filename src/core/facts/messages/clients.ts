/** What clients print, on the terminal or in a dialog. All messages: `messages.ts`. */
import type { Message } from '../message.ts';

/** The connection was found dead or reset when it was used: most often a box on the path forgot it. */
const DEAD_WHEN_USED = [
  'nat-expiry-blackhole',
  'cgnat-expiry',
  'nat-expiry-server-first-rst',
  'firewall-reject-rst',
  'cloud-nat-rst-to-sender',
  'client-suspend',
  'client-address-change',
];

export const clientMessages: readonly Message[] = [
  {
    id: 'broken-pipe',
    texts: [
      'client_loop: send disconnect: Broken pipe',
      'packet_write_wait: Connection to IP port PORT: Broken pipe',
      'Write failed: Broken pipe',
      'client_loop: send disconnect: Connection reset',
      'client_loop: send disconnect: Connection reset by peer',
    ],
    title: 'ssh wrote into a connection that was already dead',
    saidBy:
      'the ssh client: 8.0 and newer say client_loop, 6.8 to 7.9 packet_write_wait, 5.3 to 6.7 Write failed',
    meaning:
      'The connection had ended some time before; ssh noticed when it next wrote. Up to 9.7 this text is the same for a reset, a timeout and an unreachable network; from 9.8 on a line before it says which.',
    notMeaning:
      'It does not say who ended it, nor when, nor that idleness was the reason. The text alone cannot tell the causes apart.',
    next: [
      'idletrace HOST measures whether silence ends it, after how long, and at which hop',
      'look at the line before it, and at the server log of the same minute (idletrace logs)',
    ],
    causes: DEAD_WHEN_USED,
    sources: [
      'measured with OpenSSH 7.9, 8.8, 9.2, 9.8 and 10.5',
      'openssh-portable commit 1c0d81357 (2024-05-09)',
    ],
  },
  {
    id: 'connection-closed-by-remote-host',
    texts: ['Connection to HOST closed by remote host.'],
    title: 'the other side closed the connection without a word of SSH',
    saidBy: 'the ssh client, all versions',
    meaning:
      'Something at the far end closed TCP in order: a proxy or bastion at its limit, sshd that gave up on a silent client, or a server process that was ended.',
    notMeaning: 'It is not a NAT or firewall that forgot: those stay silent or reset.',
    next: ['idletrace HOST; the server log of that minute'],
    causes: [
      'haproxy-timeout',
      'nginx-stream-timeout',
      'sshd-client-alive',
      'sshd-session-killed',
      'server-reboot',
    ],
    sources: ['measured with OpenSSH 7.9 to 10.5'],
  },
  {
    id: 'normal-end',
    texts: [
      'Connection to HOST closed.',
      'debug1: Exit status N',
      'debug1: client_input_channel_req: channel N rtype exit-status reply N',
      'Transferred: sent N, received N bytes, in N seconds',
      'logout',
    ],
    title: 'the session ended',
    saidBy: 'the ssh client, at the end of every session with a terminal',
    meaning:
      'By itself this is the normal end of a session: the shell ended, and ssh passed its status on. Only an exit status of 255, or another line before it, makes it a drop.',
    notMeaning:
      'It is no sign of a drop, and not of an idle limit either, unless the shell said so before (auto-logout).',
    next: ['echo $? right after: 0 to 254 is the status of the remote shell, 255 is ssh itself'],
    causes: [],
    sources: ['measured with OpenSSH 7.9 to 10.5'],
  },
  {
    id: 'keepalive-answered',
    texts: [
      'debug3: send packet: type 80 debug3: receive packet: type 82',
      'send packet: type 80',
      'receive packet: type 82',
    ],
    title: 'a keepalive was sent and answered',
    saidBy: 'ssh -vvv',
    meaning:
      'Type 80 is the question of ServerAliveInterval, type 82 its answer: at that moment the connection was alive, all the way to sshd.',
    notMeaning: 'It is no error, though the answer is called REQUEST_FAILURE.',
    next: ['a 80 that no 82 follows is where the connection died'],
    causes: [],
    sources: ['openssh-portable clientloop.c; RFC 4254 section 4'],
  },
  {
    id: 'corrupted-mac',
    texts: [
      'Corrupted MAC on input.',
      'ssh_dispatch_run_fatal: Connection to IP port PORT: message authentication code incorrect',
      'ssh_dispatch_run_fatal: Connection from IP port PORT: message authentication code incorrect',
      'ssh_dispatch_run_fatal: Connection from IP port PORT: Connection corrupted',
      'Bad packet length N.',
    ],
    title: 'a packet arrived damaged',
    saidBy: 'ssh or sshd',
    meaning:
      'What arrived is not what was sent: a faulty card, driver or tunnel (fragments in a VPN, checksum offload), or a box that meddles with SSH.',
    notMeaning: 'It is never an idle timeout.',
    next: ['lower the MTU of the tunnel; switch offloads off (ethtool -K); try another path'],
    causes: [],
    sources: ['openssh-portable packet.c'],
  },
  {
    id: 'connection-abort',
    texts: [
      'Network error: Software caused connection abort',
      'Software caused connection abort',
      'FATAL ERROR: Network error: Software caused connection abort',
      'An established connection was aborted by the software in your host machine',
    ],
    title: 'Windows gave the connection up',
    saidBy: 'PuTTY, MobaXterm, WinSCP and others on Windows (WSAECONNABORTED, 10053)',
    meaning:
      'The local system ended the connection because what it had sent was not acknowledged, or because it had been closed already: most often the path had forgotten it while nothing was sent. Right after the login it is the server that closed.',
    notMeaning: 'It does not mean that PuTTY has a fault, nor that the server decided it.',
    next: [
      'Connection, "Seconds between keepalives": 60 (MobaXterm: Settings, SSH, SSH keepalive)',
      'the Event Log of PuTTY says how long the silence before it was',
    ],
    causes: ['client-retransmission-timeout', ...DEAD_WHEN_USED],
    sources: ['PuTTY manual, chapter 10 (Errors)', 'Windows Sockets error codes: WSAECONNABORTED'],
  },
  {
    id: 'putty-reset',
    texts: [
      'Network error: Connection reset by peer',
      'FATAL ERROR: Network error: Connection reset by peer',
      'An existing connection was forcibly closed by the remote host',
      'Connection reset by peer',
      'Socket error Event: 32 Error: 10054. Connection closing...Socket close.',
      'The remote system refused the connection or reset it',
    ],
    title: 'a reset arrived',
    saidBy: 'PuTTY, WinSCP, Xshell, SecureCRT and others (WSAECONNRESET, 10054)',
    meaning:
      'A box on the path or the server answered with a reset: it does not know the connection (any more).',
    notMeaning: 'A reset right after a silence need not come from the server.',
    next: ['idletrace HOST tells whether silence is the reason, and who resets'],
    causes: [
      'cloud-nat-rst-to-sender',
      'firewall-reject-rst',
      'nat-expiry-server-first-rst',
      'firewall-rst-at-expiry',
      'nat-port-remap-rst',
      'server-crash',
      'client-suspend',
    ],
    sources: ['PuTTY manual, chapter 10 (Errors)', 'Windows Sockets error codes: WSAECONNRESET'],
  },
  {
    id: 'putty-timed-out',
    texts: [
      'Network error: Connection timed out',
      'FATAL ERROR: Network error: Connection timed out',
      'Socket error Event: 32 Error: 10060.',
      'The semaphore timeout period has expired',
    ],
    title: 'nobody answered any more',
    saidBy: 'PuTTY, WinSCP, Xshell and others (WSAETIMEDOUT, 10060)',
    meaning:
      'What was sent was never acknowledged: the path is dead, or forgot the connection. While connecting: the host cannot be reached.',
    notMeaning: 'It is not an idle timeout of PuTTY.',
    next: ['Connection, "Seconds between keepalives": 60', 'idletrace HOST'],
    causes: [
      'client-retransmission-timeout',
      'nat-expiry-blackhole',
      'path-outage',
      'client-connect-timeout',
    ],
    sources: ['PuTTY manual, chapter 10 (Errors)'],
  },
  {
    id: 'putty-closed',
    texts: [
      'Server unexpectedly closed network connection',
      'Remote side unexpectedly closed network connection',
      'FATAL ERROR: Remote side unexpectedly closed network connection',
      'The server has disconnected. Reason: Unable to read from socket',
      'Connection closed by foreign host.',
      'The remote host closed the connection',
      'Remote side sent disconnect message',
    ],
    title: 'the other side closed the connection',
    saidBy: 'PuTTY, WinSCP, SecureCRT, Xshell ("Connection closed by foreign host"), telnet',
    meaning:
      'The far end closed TCP in order: a proxy or bastion at its limit, a server that gave up, was stopped, or refused the login.',
    notMeaning: 'It is not a NAT or firewall that forgot: those stay silent or reset.',
    next: ['the server log of that minute; idletrace HOST'],
    causes: [
      'haproxy-timeout',
      'nginx-stream-timeout',
      'sshd-client-alive',
      'sshd-session-killed',
      'server-reboot',
      'dropbear-idle-timeout',
    ],
    sources: ['PuTTY manual, chapter 10 (Errors)'],
  },
  {
    id: 'operation-timed-out',
    texts: [
      'Read from remote host HOST: Operation timed out',
      'ssh: connect to host HOST port PORT: Operation timed out',
    ],
    title: 'nobody answered any more',
    saidBy: 'ssh on macOS and the BSDs, which say "Operation" where Linux says "Connection"',
    meaning:
      'The kernel gave up: its data or its keepalives had not been answered for long. While connecting: the host cannot be reached.',
    notMeaning:
      'It does not say when the path died, nor that idleness was the reason. If the host cannot be reached afterwards, it is an outage.',
    next: ['can the host be reached now? Then idletrace HOST; if not, wait for the network'],
    causes: [
      'client-tcp-keepalive-expiry',
      'client-retransmission-timeout',
      'nat-expiry-blackhole',
      'path-outage',
      'client-address-change',
    ],
    sources: ['measured with OpenSSH 9.8 and 10.5 (Linux); the wording of ETIMEDOUT in BSD'],
  },
  {
    id: 'no-route',
    texts: [
      'Read from remote host HOST: No route to host',
      'ssh: connect to host HOST port PORT: No route to host',
      'ssh: connect to host HOST port PORT: Network is unreachable',
      'Network error: No route to host',
    ],
    title: 'the network says that there is no way',
    saidBy: 'ssh, PuTTY',
    meaning:
      'A router or your own host says that the server cannot be reached: an outage, a VPN that is down, another network.',
    notMeaning: 'It is not idleness.',
    next: ['ip route get HOST; is the VPN up?'],
    causes: ['path-outage', 'vpn-idle-or-rekey', 'client-address-change'],
    sources: ['ssh(1); icmp(7)'],
  },
  {
    id: 'cannot-connect',
    texts: [
      'ssh: connect to host HOST port PORT: Connection refused',
      'ssh: Could not resolve hostname HOST: Name or service not known',
      'Permission denied (publickey).',
      'Permission denied, please try again.',
      'Host key verification failed.',
      'Too many authentication failures',
      'REMOTE HOST IDENTIFICATION HAS CHANGED!',
    ],
    title: 'no session was opened',
    saidBy: 'ssh, while connecting or logging in',
    meaning: 'The connection or the login failed before there was a session.',
    notMeaning: 'No session dropped, and no idle limit is involved.',
    next: ['ssh -v HOST says more'],
    causes: [],
    sources: ['ssh(1)'],
  },
  {
    id: 'git-hung-up',
    texts: [
      'fatal: The remote end hung up unexpectedly',
      'fatal: Could not read from remote repository.',
      'lost connection',
      'error: failed to push some refs',
    ],
    title: 'the connection under git, scp or rsync ended',
    saidBy: 'git, scp, rsync, after the line of ssh that says how',
    meaning:
      'The program lost its ssh. A long silence while the server works (a large push) is as good for a NAT as an idle terminal.',
    notMeaning: 'It says nothing of the reason: the line of ssh before it does.',
    next: ['ServerAliveInterval 60 in ~/.ssh/config counts for git, scp and rsync too'],
    causes: ['nat-expiry-blackhole', 'haproxy-timeout'],
    sources: ['git(1), scp(1)'],
  },
];
