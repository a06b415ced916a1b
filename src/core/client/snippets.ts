/** The lines that make a program's own SSH library send keepalives. Checked against the libraries' sources of 2026. */

export interface Snippet {
  readonly names: readonly string[];
  readonly title: string;
  readonly lines: (seconds: number) => readonly string[];
  readonly notes: readonly string[];
}

export function snippetNamed(name: string): Snippet | undefined {
  return SNIPPETS.find(({ names }) => names.includes(name.toLowerCase()));
}

export const SNIPPETS: readonly Snippet[] = [
  {
    names: ['paramiko'],
    title: 'paramiko (Python)',
    lines: (seconds) => [
      'client.connect(host, username=user)',
      `client.get_transport().set_keepalive(${seconds})  # seconds; after connect, and again for every new transport`,
    ],
    notes: [
      'It asks for no answer, so it does not notice a dead server. ServerAliveInterval in ssh_config is parsed and not applied.',
    ],
  },
  {
    names: ['ssh2-npm', 'ssh2'],
    title: 'ssh2 (npm)',
    lines: (seconds) => [
      'client.connect({',
      '  host, username, privateKey,',
      `  keepaliveInterval: ${seconds}_000, // milliseconds`,
      '  keepaliveCountMax: 3, // 0 would end the session at the first interval',
      '});',
    ],
    notes: ['Servers that never answer global requests end with "Keepalive timeout".'],
  },
  {
    names: ['jsch'],
    title: 'JSch (Java)',
    lines: (seconds) => [
      `session.setServerAliveInterval(${seconds}_000); // milliseconds, before connect()`,
      'session.setServerAliveCountMax(3); // 1 if not set',
    ],
    notes: ['JSch before mwiede 0.2.23 reads ServerAliveInterval of an ssh_config as milliseconds.'],
  },
  {
    names: ['go-xcrypto', 'go', 'x/crypto/ssh'],
    title: 'golang.org/x/crypto/ssh (Go)',
    lines: (seconds) => [
      'go func() {',
      `\tfor range time.Tick(${seconds} * time.Second) {`,
      '\t\tdone := make(chan error, 1)',
      '\t\tgo func() { _, _, err := client.SendRequest("keepalive@openssh.com", true, nil); done <- err }()',
      '\t\tselect {',
      '\t\tcase err := <-done:',
      '\t\t\tif err != nil {',
      '\t\t\t\treturn',
      '\t\t\t}',
      `\t\tcase <-time.After(${seconds} * time.Second): // SendRequest itself waits for ever on a dead link`,
      '\t\t\tclient.Close()',
      '\t\t\treturn',
      '\t\t}',
      '\t}',
      '}()',
    ],
    notes: [
      'The package has no keepalive of its own; net.Dialer sends TCP keepalives every 15 s, which a proxy does not count.',
    ],
  },
  {
    names: ['mina-sshd', 'mina'],
    title: 'Apache MINA SSHD (Java)',
    lines: (seconds) => [
      `CoreModuleProperties.HEARTBEAT_INTERVAL.set(client, Duration.ofSeconds(${seconds}));`,
      'CoreModuleProperties.HEARTBEAT_NO_REPLY_MAX.set(client, 3); // 2.13 and later: asks for answers, ends after three without',
    ],
    notes: ['On its command line the client takes -o ClientAliveInterval, the other way round than OpenSSH.'],
  },
  {
    names: ['libssh2'],
    title: 'libssh2 (C; curl, PHP)',
    lines: (seconds) => [
      `libssh2_keepalive_config(session, 1, ${Math.max(2, seconds)}); /* seconds; 1 is raised to 2 */`,
      '/* and in the loop that waits: */',
      'int next_seconds;',
      'libssh2_keepalive_send(session, &next_seconds); /* nothing is sent unless you call it, again within next_seconds */',
    ],
    notes: ['Answers are not counted, so it does not notice a dead server.'],
  },
  {
    names: ['libssh'],
    title: 'libssh (C)',
    lines: (seconds) => [`/* every ${seconds} s, from your own timer: */`, 'ssh_send_keepalive(session);'],
    notes: ['ServerAlive* and TCPKeepAlive of ssh_config are ignored by the library.'],
  },
];
