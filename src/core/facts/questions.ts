/** The questions that everybody asks about idle sessions, answered. */

export interface Question {
  readonly id: string;
  /** How it is asked: any of these, word by word or nearly. */
  readonly asked: readonly string[];
  readonly title: string;
  readonly meaning: string;
  readonly notMeaning: string;
  readonly next: readonly string[];
  readonly sources: readonly string[];
}

export const QUESTIONS: readonly Question[] = [
  {
    id: 'is-there-a-default-timeout',
    asked: [
      'is there a default ssh timeout',
      'default idle timeout of ssh',
      'what is the default timeout',
      'does ssh have an idle timeout',
    ],
    title: 'Is there a default idle timeout in SSH?',
    meaning:
      'No. ServerAliveInterval and ClientAliveInterval are 0, ChannelTimeout and TMOUT are unset: neither ssh nor sshd nor the shell ends a silent session by default. What does is nearly always something between: a NAT, a firewall, a balancer, a proxy.',
    notMeaning:
      'TCP has no idle timeout either; its keepalive, two hours, only looks whether the peer is there.',
    next: ['idletrace HOST measures the real one'],
    sources: ['ssh_config(5), sshd_config(5)', 'RFC 1122 4.2.3.6'],
  },
  {
    id: 'keepalives-compared',
    asked: [
      'difference between ServerAliveInterval ClientAliveInterval TCPKeepAlive TMOUT',
      'difference between TCPKeepAlive ClientAlive ServerAlive and TMOUT',
      'what is the difference between keepalives',
      'ServerAliveInterval or ClientAliveInterval',
      'ServerAliveInterval vs ClientAliveInterval',
      'TCPKeepAlive vs ServerAliveInterval',
    ],
    title: 'How do TCPKeepAlive, ClientAlive, ServerAlive and TMOUT differ?',
    meaning:
      "TCPKeepAlive: the kernel's packet after two hours; refreshes NATs, ends at a proxy. ServerAliveInterval: the client's encrypted question; refreshes all on the path. ClientAliveInterval: the same from the server. TMOUT: no keepalive at all but a limit of the shell, which waits for Enter and heeds none of the others.",
    notMeaning:
      'None of the three keepalives is an idle limit, and none of them stops TMOUT, ChannelTimeout or logind.',
    next: ['idletrace explain ServerAliveInterval (ClientAliveInterval, TCPKeepAlive, TMOUT)'],
    sources: ['ssh_config(5), sshd_config(5), tcp(7), bash(1)'],
  },
  {
    id: 'why-the-firewall',
    asked: [
      'why does the firewall drop idle connections',
      'why the firewall',
      'why does a nat forget connections',
      'why is my idle connection dropped by a router',
    ],
    title: 'Why does a firewall or NAT forget a silent connection?',
    meaning:
      'It remembers every connection in a table of limited size and cannot know whether a silent one is dead. So it deletes what has been silent for its timeout, and tells nobody. RFC 5382 asks a NAT to wait 2 h 4 min at least; many wait minutes.',
    notMeaning: 'It is not aimed at SSH; a web socket or a database connection meets the same.',
    next: ['idletrace HOST finds the hop and its timeout'],
    sources: ['RFC 5382 section 5 REQ-5', 'Documentation/networking/nf_conntrack-sysctl.rst'],
  },
  {
    id: 'why-not-change-the-server',
    asked: [
      'why not change the server',
      'should i set ClientAliveInterval on the server',
      'fix on server or client',
      'change sshd_config or ssh_config',
    ],
    title: 'Why not change the server?',
    meaning:
      'Because the client knows its path and the server does not: ServerAliveInterval in ~/.ssh/config needs no rights, counts for every server behind the same NAT, and the client speaks first, which a NAT that forgot understands. A server that speaks first into a forgotten NAT may be reset.',
    notMeaning:
      'ClientAliveInterval is not wrong; it must be less than half the shortest limit of all clients to be safe.',
    next: ["idletrace fix HOST writes it into the client's configuration"],
    sources: ['measured on kernel 6.18 with conntrack after expiry; sshd_config(5)'],
  },
];
