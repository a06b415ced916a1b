/** What the user's own ssh configuration ends. The catalogue of all is `causes.ts`. */
import type { Cause } from '../cause.ts';
import {
  CHANNEL_CLOSED_TEXTS,
  CHANNEL_DATA_RESETS,
  EVERYTHING_RESETS,
  GOODBYE_LOG,
  NOTHING_RESETS,
  SERVER_ALIVE_TEXTS,
} from '../texts.ts';

export const clientConfigCauses: readonly Cause[] = [
  {
    id: 'client-server-alive-timeout',
    title: 'Client ServerAliveInterval x ServerAliveCountMax reached',
    layer: 'client-config',
    meaning:
      'Your ssh asked the server several times whether it is still there and heard nothing, so it gave up. The path or the server had been dead for some time already; ssh only found out.',
    notMeaning:
      'It does not mean that the keepalive killed a healthy session, nor that the server has an idle limit.',
    trigger:
      'No bytes at all received from the server for interval seconds; each unanswered probe counts, any packet received resets the count to 0.',
    resetBy: {
      tcpKeepalive: 'no',
      clientServerAlive: 'is the timer itself',
      serverClientAlive: 'yes (data received)',
      typedInput: 'no (only the reply to it)',
      remoteOutput: 'yes',
    },
    wire: {
      clientSocket: 'silent, then local close',
      timing:
        '(CountMax+1) x Interval after the last byte received (man page says "approximately" CountMax x Interval): interval 1, count 3 measured 3.9-4 s',
      detail:
        'probe = SSH_MSG_GLOBAL_REQUEST keepalive@openssh.com want_reply=1; answer = SSH_MSG_REQUEST_FAILURE (82)',
    },
    clientTexts: [...SERVER_ALIVE_TEXTS],
    logTexts: [
      {
        openssh: 'all',
        level: '-',
        text: "nothing at that moment; later 'Timeout, client not responding from user USER IP port PORT' or a read error if the server also probes",
      },
    ],
    otherTexts: [],
    limitSeconds: [],
    byDefault: 'ServerAliveInterval 0 (off), ServerAliveCountMax 3',
    confirm: [
      'ssh -G host | grep -i serveralive',
      "ssh -vvv: 'send packet: type 80' with no 'receive packet: type 82'",
    ],
    cures: [
      'It is a symptom: path or server is dead. Raise CountMax to ride out outages, keep Interval below the shortest middlebox timer',
    ],
    sources: [
      'openssh-portable V_10_5_P1+ (0ef0f5a) clientloop.c:493-511,751-758; readconf.c:2969-2972',
      'openssh-portable V_10_5_P1+ (0ef0f5a) packet.c:1877,2336-2340',
      "measured: kills/clients' texts by version",
    ],
    verified: 'measured',
  },
  {
    id: 'client-connect-timeout',
    title: 'Client ConnectTimeout or banner exchange timeout',
    layer: 'client-config',
    meaning:
      "The connection was never made: TCP or the greeting took longer than ConnectTimeout, or than the system's patience.",
    notMeaning: 'It is no idle limit. After the login ConnectTimeout does nothing.',
    trigger: 'Time to complete TCP connect and banner; not an idle timer (post-auth it does nothing).',
    resetBy: NOTHING_RESETS,
    wire: {
      clientSocket: 'none (connect) / silent',
      timing: 'exactly ConnectTimeout seconds after start',
      detail: undefined,
    },
    clientTexts: [
      { openssh: 'all', text: 'ssh: connect to host HOST port PORT: Connection timed out', exitStatus: 255 },
      { openssh: 'all', text: 'Connection timed out during banner exchange', exitStatus: 255 },
    ],
    logTexts: [],
    otherTexts: [],
    limitSeconds: [],
    byDefault: 'none (system TCP default)',
    confirm: ['ssh -G host | grep -i connecttimeout'],
    cures: ['raise ConnectTimeout; fix reachability'],
    sources: [
      'openssh-portable V_10_5_P1+ (0ef0f5a) sshconnect.c:549-551',
      'openssh-portable V_10_5_P1+ (0ef0f5a) kex.c:1308-1311',
    ],
    verified: 'source',
  },
  {
    id: 'client-control-persist-expiry',
    title: 'ControlPersist master expired',
    layer: 'client-config',
    meaning:
      'The shared master connection ended in order, because nobody had used it for ControlPersist seconds.',
    notMeaning: 'Nothing on the network ended it, and a keepalive would not have kept it.',
    trigger: 'No multiplexed session open for ControlPersist seconds.',
    resetBy: NOTHING_RESETS,
    wire: {
      clientSocket: 'orderly: client sends SSH_MSG_DISCONNECT 11 then FIN',
      timing: 'ControlPersist seconds after the last slave session ended',
      detail: undefined,
    },
    clientTexts: [
      {
        openssh: '>=5.6',
        text: 'debug1: ControlPersist timeout expired',
        exitStatus: 0,
        note: '-v only; nothing at default level',
      },
    ],
    logTexts: [...GOODBYE_LOG],
    otherTexts: [],
    limitSeconds: [],
    byDefault: 'no',
    confirm: ['ssh -O check host', 'ssh -G host | grep -i control'],
    cures: ['ControlPersist yes, or a longer time'],
    sources: [
      'openssh-portable V_10_5_P1+ (0ef0f5a) clientloop.c:243-262,1648-1654',
      'openssh-portable V_10_5_P1+ (0ef0f5a) ssh_config.5 ControlPersist',
    ],
    verified: 'source',
  },
  {
    id: 'client-mux-master-lost',
    title: 'Multiplexing master died or lost its TCP connection',
    layer: 'client-config',
    meaning:
      'This window shared one TCP connection with others (ControlMaster), and that one is gone. Whatever ended it ended all of them at one moment.',
    notMeaning:
      'The text does not say why: the reason stands where the master runs, often in the window that was opened first.',
    trigger: "All slave sessions share the master's one TCP connection; whatever kills that kills all.",
    resetBy: EVERYTHING_RESETS,
    wire: {
      clientSocket: 'slave: EOF on the control socket; master: as its own cause',
      timing: 'all sessions to the host end in the same instant',
      detail: undefined,
    },
    clientTexts: [{ openssh: '>=4.7', text: 'Shared connection to HOST closed.', exitStatus: 255 }],
    logTexts: [],
    otherTexts: [],
    limitSeconds: [],
    byDefault: 'ControlMaster no',
    confirm: ['ssh -O check host; ls -l of ControlPath; several windows died together'],
    cures: [
      "diagnose the master's own stderr (ControlMaster process, often in the first window)",
      "ServerAliveInterval in the master's config",
    ],
    sources: [
      'openssh-portable V_10_5_P1+ (0ef0f5a) mux.c:2167-2170',
      'measured: before login, and multiplexing',
    ],
    verified: 'measured',
  },
  {
    id: 'client-channel-timeout',
    title: 'Client-side ChannelTimeout',
    layer: 'client-config',
    meaning: 'Your own ssh closed the session: its ChannelTimeout saw no terminal data for that long.',
    notMeaning: 'The server and the network did nothing. Keepalives do not count as terminal data.',
    trigger:
      'No channel data in either direction on the channel (type) for the interval; "global" counts all channels together.',
    resetBy: CHANNEL_DATA_RESETS,
    wire: {
      clientSocket: 'orderly: client closes channel, then DISCONNECT 11',
      timing: 'exactly the interval after the last channel data',
      detail: undefined,
    },
    clientTexts: [...CHANNEL_CLOSED_TEXTS],
    logTexts: [...GOODBYE_LOG],
    otherTexts: [],
    limitSeconds: [],
    byDefault: 'none (option since 9.2)',
    confirm: ['ssh -G host | grep -i channeltimeout'],
    cures: ['remove ChannelTimeout from ssh_config'],
    sources: [
      'openssh-portable V_10_5_P1+ (0ef0f5a) channels.c:404-427,2706-2714',
      "clientloop.c:2821 (>=10.4 labels sessions session:shell/command, so pattern 'session' stops matching and 'session:*' is needed)",
      'measured: ChannelTimeout of 9.2/ChannelTimeout of 10.5',
    ],
    verified: 'measured',
  },
  {
    id: 'client-rekey-failure',
    title: 'Rekey fails or stalls (RekeyLimit)',
    layer: 'client-config',
    meaning:
      'Both sides began to exchange new keys and did not finish: a bug of one of them, or a box that meddles with SSH.',
    notMeaning:
      'It is not the silence that ended the session, though an exchange by time also happens on a silent one.',
    trigger:
      'Bytes (1-4 GiB default), 2^31 packets, or the RekeyLimit time; time-based rekey also fires on an idle link, so it acts as traffic.',
    resetBy: NOTHING_RESETS,
    wire: {
      clientSocket: 'DISCONNECT or FIN right after SSH_MSG_KEXINIT (20)',
      timing: 'at a byte count or at a multiple of the RekeyLimit time',
      detail: undefined,
    },
    clientTexts: [
      {
        openssh: 'all',
        text: 'non-transport message N received from peer during key exchange / ssh_dispatch_run_fatal: Connection to IP port PORT: ...',
        exitStatus: 255,
      },
    ],
    logTexts: [
      { openssh: 'all', level: 'INFO', text: 'ssh_dispatch_run_fatal / Unable to negotiate with ...' },
    ],
    otherTexts: [],
    limitSeconds: [],
    byDefault: 'default none (data only)',
    confirm: ["ssh -vvv: look for 'rekeying in progress', 'send packet: type 20' before the end"],
    cures: [
      'RekeyLimit default none on both ends; upgrade the older peer; disable buggy middlebox SSH inspection',
    ],
    sources: [
      'openssh-portable V_10_5_P1+ (0ef0f5a) packet.c:1073-1100,1950-1957',
      'openssh-portable V_10_5_P1+ (0ef0f5a) ssh_config.5 RekeyLimit',
    ],
    verified: 'source',
  },
];
