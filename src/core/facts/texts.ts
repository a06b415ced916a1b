/** Texts that many causes share: what is printed or logged follows from how a connection ended, not from who ended it. */
import type { ClientText, LogText, ResetBy } from './cause.ts';

export const NOTHING_RESETS: ResetBy = {
  tcpKeepalive: 'no',
  clientServerAlive: 'no',
  serverClientAlive: 'no',
  typedInput: 'no',
  remoteOutput: 'no',
};

export const EVERYTHING_RESETS: ResetBy = {
  tcpKeepalive: 'yes',
  clientServerAlive: 'yes',
  serverClientAlive: 'yes',
  typedInput: 'yes',
  remoteOutput: 'yes',
};

export const DATA_RESETS: ResetBy = {
  tcpKeepalive: 'no',
  clientServerAlive: 'yes',
  serverClientAlive: 'yes',
  typedInput: 'yes',
  remoteOutput: 'yes',
};

export const TYPING_RESETS: ResetBy = {
  tcpKeepalive: 'no',
  clientServerAlive: 'no',
  serverClientAlive: 'no',
  typedInput: 'yes',
  remoteOutput: 'no',
};

export const CHANNEL_DATA_RESETS: ResetBy = {
  tcpKeepalive: 'no',
  clientServerAlive: 'no',
  serverClientAlive: 'no',
  typedInput: 'yes',
  remoteOutput: 'yes',
};

/** The connection was reset. Only from 9.8 on does the text tell a reset from a timeout. */
export const RESET_TEXTS: readonly ClientText[] = [
  {
    openssh: '>=9.8',
    text: 'Read from remote host HOST: Connection reset by peer\nConnection to HOST closed.\nclient_loop: send disconnect: Broken pipe',
    exitStatus: 255,
    note: 'middle line only with a tty, measured with 9.8 and 10.5',
  },
  {
    openssh: '8.0-9.7',
    text: 'client_loop: send disconnect: Broken pipe',
    exitStatus: 255,
    note: "'Read from remote host' line is buffered and lost because the disconnect write fails first, measured with 8.8 and 9.2",
  },
  {
    openssh: '6.8-7.9',
    text: 'packet_write_wait: Connection to IP port PORT: Broken pipe',
    exitStatus: 255,
    note: "' port PORT' from 7.2, measured with 7.9",
  },
  { openssh: '5.3-6.7', text: 'Write failed: Broken pipe', exitStatus: 255 },
  {
    openssh: '<=5.2',
    text: 'Read from remote host HOST: Connection reset by peer\nConnection to HOST closed.',
    exitStatus: 255,
  },
  {
    openssh: 'OpenSSH_for_Windows',
    text: 'client_loop: send disconnect: Connection reset',
    exitStatus: 255,
    note: 'seen in public transcripts, not measured',
  },
];

/** The kernel gave up waiting (ETIMEDOUT). */
export const TIMED_OUT_TEXTS: readonly ClientText[] = [
  {
    openssh: '>=9.8',
    text: 'Read from remote host HOST: Connection timed out\nConnection to HOST closed.\nclient_loop: send disconnect: Broken pipe',
    exitStatus: 255,
  },
  {
    openssh: '8.0-9.7',
    text: 'client_loop: send disconnect: Broken pipe',
    exitStatus: 255,
    note: 'identical to an RST: this client cannot tell them apart',
  },
  { openssh: '6.8-7.9', text: 'packet_write_wait: Connection to IP port PORT: Broken pipe', exitStatus: 255 },
];

/** The network said that the server cannot be reached (EHOSTUNREACH). */
export const UNREACHABLE_TEXTS: readonly ClientText[] = [
  {
    openssh: '>=9.8',
    text: 'Read from remote host HOST: No route to host\nConnection to HOST closed.\nclient_loop: send disconnect: Broken pipe',
    exitStatus: 255,
  },
  {
    openssh: '8.0-9.7',
    text: 'client_loop: send disconnect: Broken pipe',
    exitStatus: 255,
    note: 'identical to an RST: this client cannot tell them apart',
  },
  { openssh: '6.8-7.9', text: 'packet_write_wait: Connection to IP port PORT: Broken pipe', exitStatus: 255 },
];

/** ssh's own keepalive went unanswered. */
export const SERVER_ALIVE_TEXTS: readonly ClientText[] = [
  { openssh: '>=5.7', text: 'Timeout, server HOST not responding.', exitStatus: 255 },
  { openssh: '<=5.6', text: 'Timeout, server not responding.', exitStatus: 255 },
];

/** The other end closed the connection without a word of SSH. */
export const CLOSED_TEXTS: readonly ClientText[] = [
  {
    openssh: 'all',
    text: 'Connection to HOST closed by remote host.\nConnection to HOST closed.',
    exitStatus: 255,
    note: 'second line only with a tty, measured with 7.9-10.5',
  },
];

/** The shell ended; ssh passes its status on. */
export const SHELL_ENDED_TEXTS: readonly ClientText[] = [
  { openssh: 'all', text: 'Connection to HOST closed.', exitStatus: 'of the shell' },
];

/** The channel was closed without an exit status. */
export const CHANNEL_CLOSED_TEXTS: readonly ClientText[] = [
  {
    openssh: 'all',
    text: 'Connection to HOST closed.',
    exitStatus: 255,
    note: "no 'by remote host'; rc 255 because no exit-status arrived",
  },
];

/** Nothing is printed: the terminal hangs. */
export const FROZEN_TEXTS: readonly ClientText[] = [
  {
    openssh: 'all',
    text: '',
    note: 'nothing is printed: the terminal is frozen until something is typed, a keepalive fails, or the user types ~. at line start',
  },
];

/** The server met a reset. */
export const RESET_LOG: readonly LogText[] = [
  {
    openssh: '>=9.8',
    level: 'INFO',
    text: 'Read error from remote host IP port PORT: Connection reset by peer',
  },
  {
    openssh: '<=9.7',
    level: 'VERBOSE (not shown at default LogLevel INFO)',
    text: 'Read error from remote host IP port PORT: Connection reset by peer',
  },
];

/** The server's kernel gave up waiting. */
export const TIMED_OUT_LOG: readonly LogText[] = [
  { openssh: '>=9.8', level: 'INFO', text: 'Read error from remote host IP port PORT: Connection timed out' },
  {
    openssh: '<=9.7',
    level: 'VERBOSE',
    text: 'Read error from remote host IP port PORT: Connection timed out',
  },
];

/** The server met the end of the stream. */
export const CLOSED_LOG: readonly LogText[] = [
  { openssh: '>=9.8', level: 'INFO', text: 'Connection closed by IP port PORT' },
  { openssh: '<=9.7', level: 'VERBOSE', text: 'Connection closed by IP port PORT' },
];

/** The client ended it in order. */
export const GOODBYE_LOG: readonly LogText[] = [
  {
    openssh: 'all',
    level: 'INFO',
    text: 'Received disconnect from IP port PORT:11: disconnected by user\nDisconnected from user USER IP port PORT',
  },
];
