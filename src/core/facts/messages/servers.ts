/** What servers log that names no cause of its own. All messages: `messages.ts`. */
import type { Message } from '../message.ts';

export const serverMessages: readonly Message[] = [
  {
    id: 'client-left',
    texts: [
      'Received disconnect from IP port PORT:11: disconnected by user',
      'Disconnected from user USER IP port PORT',
      'Received disconnect from IP: 11: disconnected by user',
      'Close session: user USER from IP port PORT id N',
      'pam_unix(sshd:session): session closed for user USER',
      'Exit (USER) from <IP:PORT>: Disconnect received',
    ],
    title: 'the session ended in order',
    saidBy: 'sshd at INFO; dropbear',
    meaning:
      'The client said goodbye: a logout, a closed window, or a shell that ended by itself (TMOUT included).',
    notMeaning: 'It is no drop. Nothing on the path ended it.',
    next: ['if nobody logged out: TMOUT in the shell, or the last line on the terminal'],
    causes: [],
    sources: ['openssh-portable serverloop.c, packet.c; measured with sshd 9.2 and 10.5'],
  },
  {
    id: 'server-read-error',
    texts: [
      'Read error from remote host IP port PORT: Connection reset by peer',
      'Read error from remote host IP port PORT: Connection timed out',
      'Read error from remote host IP: Connection reset by peer',
      'Read error from remote host IP port PORT: No route to host',
      'Read error from remote host: Connection reset by peer',
      'fatal: Read from socket failed: Connection reset by peer',
      'fatal: Write failed: Connection reset by peer',
      'packet_write_wait: Connection from IP port PORT: Broken pipe',
    ],
    title: 'the server lost the connection',
    saidBy: 'sshd: INFO since 9.8, before that only at VERBOSE',
    meaning:
      "A reset or the kernel's patience ended the session as the server saw it: the client's host, a NAT that answered late output, or a firewall.",
    notMeaning:
      'It does not say who sent the reset, nor whether silence was the reason. With [preauth] it was no session at all.',
    next: ['idletrace logs FILE: do the lengths pile up at one number?', 'idletrace HOST from the client'],
    causes: [
      'nat-expiry-server-first-rst',
      'nat-port-reuse-kill',
      'firewall-rst-at-expiry',
      'client-suspend',
      'sshd-tcpkeepalive',
    ],
    sources: ['openssh-portable commit 1c0d81357; measured with sshd 9.2 and 10.5'],
  },
  {
    id: 'no-end-recorded',
    texts: [
      'Accepted publickey for USER from IP port PORT ssh2',
      'Accepted password for USER from IP port PORT ssh2',
      'debug1: Entering interactive session for SSH2.',
      'pam_unix(sshd:session): session opened for user USER',
      'Starting session: shell on TTY for USER from IP port PORT id N',
    ],
    title: 'a session began',
    saidBy: 'sshd at INFO',
    meaning:
      'A login succeeded. If nothing follows, the server never noticed an end: the session still stands, or large packets are lost on the way (path MTU).',
    notMeaning:
      'It records no drop. Up to 9.7 sshd logs nothing at INFO when a session is lost, so that silence here proves nothing.',
    next: [
      'LogLevel VERBOSE on the server; ss -tn shows whether it still holds the connection',
      'ping -M do -s 1472 HOST for the path MTU',
    ],
    causes: ['pmtu-blackhole'],
    sources: ['openssh-portable auth.c, session.c'],
  },
  {
    id: 'before-login',
    texts: [
      'Connection closed by authenticating user USER IP port PORT [preauth]',
      'Connection reset by authenticating user USER IP port PORT [preauth]',
      'Connection closed by invalid user USER IP port PORT [preauth]',
      'Disconnected from authenticating user USER IP port PORT [preauth]',
      'Received disconnect from IP port PORT:11: Bye Bye [preauth]',
      'Invalid user USER from IP port PORT',
      'Failed password for USER from IP port PORT ssh2',
      'Did not receive identification string from IP port PORT',
      'banner exchange: Connection from IP port PORT: invalid format',
      'error: kex_exchange_identification: Connection closed by remote host',
      'Unable to negotiate with IP port PORT: no matching key exchange method found. Their offer: NAME [preauth]',
      'refused connect from HOST (IP)',
      'fatal: Unable to negotiate a key exchange method [preauth]',
    ],
    title: 'it ended before anybody was logged in',
    saidBy: 'sshd at INFO',
    meaning:
      'Somebody connected and left, failed to log in, or has no algorithm in common with the server. On the internet these are mostly scanners.',
    notMeaning: 'It is no session that dropped, and never an idle limit.',
    next: ['nothing, for idle sessions'],
    causes: [],
    sources: ['openssh-portable packet.c sshpkt_vfatal'],
  },
];
