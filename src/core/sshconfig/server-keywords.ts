/**
 * The keywords of sshd_config, as OpenSSH's servconf.c knows them (9.2p1 with
 * Debian's patches, read on 2026-11-24; what came later from the release notes).
 */
import { byName, type Keyword, type Version } from './client-keywords.ts';
import {
  algorithms,
  FINGERPRINT_HASH,
  ignored,
  INTEGER,
  LOG_FACILITY,
  LOG_LEVEL,
  SERVER_FLAG as FLAG,
  special,
  states,
  type ValueKind,
  type WordCheck,
  WORD,
} from './value-kinds.ts';

export interface ServerKeyword extends Keyword {
  /** It may stand inside a `Match` block; elsewhere sshd does not start with it. */
  readonly inMatch?: true;
  /** As `inMatch`, from this version on. */
  readonly inMatchSince?: Version;
  /** The last line counts instead of the first. */
  readonly last?: true;
}

const TIME: ValueKind = { kind: 'time', none: 'refused' };
const COMMAND: ValueKind = { kind: 'command', skip: 'blanks' };
const PATH_COMMAND: ValueKind = { kind: 'command', skip: 'blanks', absolute: true };
const FORWARDING = states({ yes: 'yes', all: 'yes', no: 'no', remote: 'remote', local: 'local' });
const ALL = { inMatch: true } as const;
export const SUBSYSTEM_IN_MATCH: Version = [9, 5];

function checked(check: WordCheck, least: 0 | 1 = 0): ValueKind {
  return { kind: 'checked-words', check, least };
}

const OF_SERVER: readonly ServerKeyword[] = [
  { title: 'Match', value: { kind: 'match' }, ...ALL },
  { title: 'Include', value: { kind: 'include' }, ...ALL, since: [8, 2] },

  { title: 'AcceptEnv', value: checked('environment-name'), ...ALL, adds: true },
  { title: 'AddressFamily', value: states({ inet: 'inet', inet6: 'inet6', any: 'any' }) },
  { title: 'AllowAgentForwarding', value: FLAG, ...ALL },
  { title: 'AllowGroups', value: checked('not-empty'), ...ALL, adds: true },
  { title: 'AllowStreamLocalForwarding', value: FORWARDING, ...ALL },
  { title: 'AllowTcpForwarding', value: FORWARDING, ...ALL },
  { title: 'AllowUsers', value: checked('user-pattern'), ...ALL, adds: true },
  { title: 'AuthenticationMethods', value: checked('methods', 1), ...ALL },
  { title: 'AuthorizedKeysCommand', value: PATH_COMMAND, ...ALL },
  { title: 'AuthorizedKeysCommandUser', value: WORD, ...ALL },
  { title: 'AuthorizedKeysFile', value: checked('not-empty'), ...ALL },
  { title: 'AuthorizedPrincipalsCommand', value: PATH_COMMAND, ...ALL },
  { title: 'AuthorizedPrincipalsCommandUser', value: WORD, ...ALL },
  { title: 'AuthorizedPrincipalsFile', value: WORD, ...ALL },
  { title: 'Banner', value: WORD, ...ALL },
  { title: 'CASignatureAlgorithms', value: algorithms('sig'), ...ALL, since: [7, 9] },
  { title: 'ChannelTimeout', value: checked('channel-timeout'), ...ALL, since: [9, 2] },
  { title: 'ChrootDirectory', value: WORD, ...ALL },
  { title: 'Ciphers', value: algorithms('cipher') },
  { title: 'ClientAliveCountMax', value: INTEGER, ...ALL },
  { title: 'ClientAliveInterval', value: TIME, ...ALL },
  { title: 'Compression', value: states({ yes: 'yes', delayed: 'yes', no: 'no' }) },
  { title: 'DebianBanner', value: FLAG, debian: true },
  { title: 'DenyGroups', value: checked('not-empty'), ...ALL, adds: true },
  { title: 'DenyUsers', value: checked('user-pattern'), ...ALL, adds: true },
  { title: 'DisableForwarding', value: FLAG, ...ALL, since: [7, 4] },
  { title: 'ExposeAuthInfo', value: FLAG, ...ALL, since: [7, 6] },
  { title: 'FingerprintHash', value: FINGERPRINT_HASH, last: true },
  { title: 'ForceCommand', value: COMMAND, ...ALL },
  {
    title: 'GatewayPorts',
    value: states({ clientspecified: 'clientspecified', yes: 'yes', no: 'no' }),
    ...ALL,
  },
  { title: 'GSSAPIAuthentication', value: FLAG, ...ALL },
  { title: 'GSSAPICleanupCredentials', value: FLAG },
  { title: 'GSSAPIKexAlgorithms', value: algorithms('kex-gss'), debian: true },
  { title: 'GSSAPIKeyExchange', value: FLAG, debian: true },
  { title: 'GSSAPIStoreCredentialsOnRekey', value: FLAG, debian: true },
  { title: 'GSSAPIStrictAcceptorCheck', value: FLAG },
  { title: 'HostbasedAcceptedAlgorithms', value: algorithms('key'), ...ALL, since: [8, 5] },
  { title: 'HostbasedAuthentication', value: FLAG, ...ALL },
  { title: 'HostbasedUsesNameFromPacketOnly', value: FLAG, ...ALL },
  { title: 'HostCertificate', value: WORD, adds: true },
  { title: 'HostKey', value: WORD, adds: true },
  { title: 'HostKeyAgent', value: WORD },
  { title: 'HostKeyAlgorithms', value: algorithms('key') },
  { title: 'IgnoreRhosts', value: states({ yes: 'yes', no: 'no', 'shosts-only': 'shosts-only' }), ...ALL },
  { title: 'IgnoreUserKnownHosts', value: FLAG },
  { title: 'IPQoS', value: special('ip-qos'), ...ALL, last: true },
  { title: 'KbdInteractiveAuthentication', value: FLAG, ...ALL },
  { title: 'KexAlgorithms', value: algorithms('kex') },
  { title: 'ListenAddress', value: special('listen-address'), adds: true },
  { title: 'LoginGraceTime', value: TIME },
  { title: 'LogLevel', value: LOG_LEVEL, ...ALL },
  { title: 'LogVerbose', value: { kind: 'words', alone: ['none'], empty: 'refused' }, ...ALL, since: [8, 5] },
  { title: 'MACs', value: algorithms('mac') },
  { title: 'MaxAuthTries', value: INTEGER, ...ALL },
  { title: 'MaxSessions', value: INTEGER, ...ALL },
  { title: 'MaxStartups', value: special('max-startups'), last: true },
  { title: 'ModuliFile', value: WORD, since: [8, 5] },
  { title: 'PasswordAuthentication', value: FLAG, ...ALL },
  { title: 'PermitEmptyPasswords', value: FLAG, ...ALL },
  { title: 'PermitListen', value: checked('listen-port', 1), ...ALL, since: [7, 8] },
  { title: 'PermitOpen', value: checked('host-and-port', 1), ...ALL },
  {
    title: 'PermitRootLogin',
    value: states({
      'without-password': 'without-password',
      'prohibit-password': 'without-password',
      'forced-commands-only': 'forced-commands-only',
      yes: 'yes',
      no: 'no',
    }),
    ...ALL,
  },
  { title: 'PermitTTY', value: FLAG, ...ALL },
  {
    title: 'PermitTunnel',
    value: {
      kind: 'states',
      states: { no: 'no', 'point-to-point': 'point-to-point', ethernet: 'ethernet', yes: 'yes' },
      exactCase: true,
    },
    ...ALL,
  },
  { title: 'PermitUserEnvironment', value: special('permit-user-environment') },
  { title: 'PermitUserRC', value: FLAG, ...ALL },
  { title: 'PerSourceMaxStartups', value: special('per-source-max-startups'), last: true, since: [8, 5] },
  { title: 'PerSourceNetBlockSize', value: special('net-block-size'), last: true, since: [8, 5] },
  { title: 'PerSourcePenalties', value: special('per-source-penalties'), since: [9, 8] },
  { title: 'PerSourcePenaltyExemptList', value: WORD, since: [9, 8] },
  { title: 'PidFile', value: WORD },
  { title: 'Port', value: { kind: 'port' }, adds: true },
  { title: 'PrintLastLog', value: FLAG },
  { title: 'PrintMotd', value: FLAG },
  { title: 'PubkeyAcceptedAlgorithms', value: algorithms('key'), ...ALL, since: [8, 5] },
  { title: 'PubkeyAuthentication', value: FLAG, ...ALL },
  { title: 'PubkeyAuthOptions', value: checked('public-key-option'), ...ALL, since: [8, 2] },
  { title: 'RDomain', value: special('routing-domain'), ...ALL, since: [7, 8] },
  { title: 'RefuseConnection', value: FLAG, ...ALL, since: [9, 9] },
  { title: 'RekeyLimit', value: special('rekey-limit'), ...ALL },
  { title: 'RequiredRSASize', value: INTEGER, ...ALL, since: [9, 1] },
  { title: 'RevokedKeys', value: WORD, ...ALL },
  { title: 'SecurityKeyProvider', value: WORD, since: [8, 2] },
  { title: 'SetEnv', value: checked('environment-setting'), ...ALL, since: [7, 8] },
  { title: 'SshdAuthPath', value: WORD, since: [10, 0] },
  { title: 'SshdSessionPath', value: WORD, since: [9, 8] },
  { title: 'StreamLocalBindMask', value: special('bind-mask'), ...ALL, last: true },
  { title: 'StreamLocalBindUnlink', value: FLAG, ...ALL },
  { title: 'StrictModes', value: FLAG },
  // Before 9.5 outside of `Match` alone, and each name once (regress/match-subsystem.sh of 2023-09-06).
  { title: 'Subsystem', value: special('subsystem'), adds: true, inMatchSince: SUBSYSTEM_IN_MATCH },
  { title: 'SyslogFacility', value: LOG_FACILITY },
  { title: 'TCPKeepAlive', value: FLAG },
  { title: 'TrustedUserCAKeys', value: WORD, ...ALL },
  { title: 'UnusedConnectionTimeout', value: special('unused-connection-timeout'), ...ALL, since: [9, 2] },
  { title: 'UseDNS', value: FLAG },
  { title: 'UsePAM', value: FLAG },
  { title: 'VersionAddendum', value: special('version-addendum') },
  { title: 'X11DisplayOffset', value: INTEGER, ...ALL },
  { title: 'X11Forwarding', value: FLAG, ...ALL },
  { title: 'X11UseLocalhost', value: FLAG, ...ALL },
  { title: 'XAuthLocation', value: WORD },

  { title: 'ChallengeResponseAuthentication', value: FLAG, aliasOf: 'kbdinteractiveauthentication', ...ALL },
  { title: 'SKeyAuthentication', value: FLAG, aliasOf: 'kbdinteractiveauthentication', ...ALL },
  { title: 'GSSAPICleanupCreds', value: FLAG, aliasOf: 'gssapicleanupcredentials' },
  {
    title: 'HostbasedAcceptedKeyTypes',
    value: algorithms('key'),
    aliasOf: 'hostbasedacceptedalgorithms',
    ...ALL,
  },
  { title: 'HostDSAKey', value: WORD, aliasOf: 'hostkey', adds: true },
  { title: 'KeepAlive', value: FLAG, aliasOf: 'tcpkeepalive' },
  { title: 'PubkeyAcceptedKeyTypes', value: algorithms('key'), aliasOf: 'pubkeyacceptedalgorithms', ...ALL },
  { title: 'DSAAuthentication', value: FLAG, aliasOf: 'pubkeyauthentication' },

  { title: 'Protocol', value: ignored('ignored') },
  { title: 'AuthorizedKeysFile2', value: ignored('deprecated'), ...ALL },
  { title: 'CheckMail', value: ignored('deprecated') },
  { title: 'KeyRegenerationInterval', value: ignored('deprecated') },
  { title: 'PAMAuthenticationViaKbdInt', value: ignored('deprecated') },
  { title: 'PermitBlacklistedKeys', value: ignored('deprecated') },
  { title: 'ReverseMappingCheck', value: ignored('deprecated') },
  { title: 'RhostsAuthentication', value: ignored('deprecated') },
  { title: 'RhostsRSAAuthentication', value: ignored('deprecated'), ...ALL },
  { title: 'RSAAuthentication', value: ignored('deprecated'), ...ALL },
  { title: 'ServerKeyBits', value: ignored('deprecated') },
  { title: 'UseLogin', value: ignored('deprecated') },
  { title: 'UsePrivilegeSeparation', value: ignored('deprecated') },
  { title: 'VerifyReverseMapping', value: ignored('deprecated') },
  { title: 'AFSTokenPassing', value: ignored('unsupported') },
  { title: 'GSSAPIUseSessionCredCache', value: ignored('unsupported') },
  { title: 'GSSUseSessionCCache', value: ignored('unsupported') },
  { title: 'KerberosAuthentication', value: ignored('unsupported'), ...ALL },
  { title: 'KerberosGetAFSToken', value: ignored('unsupported') },
  { title: 'KerberosOrLocalPasswd', value: ignored('unsupported') },
  { title: 'KerberosTGTPassing', value: ignored('unsupported') },
  { title: 'KerberosTicketCleanup', value: ignored('unsupported') },
];

/** By the name in small letters. */
export const SERVER_KEYWORDS: ReadonlyMap<string, ServerKeyword> = byName(OF_SERVER);
