/**
 * The keywords of ssh_config, as OpenSSH's readconf.c knows them (9.2p1 with
 * Debian's patches, read on 2026-11-24; what came later from the release notes).
 */
import {
  algorithms,
  FINGERPRINT_HASH,
  FLAG,
  ignored,
  INTEGER,
  LOG_FACILITY,
  LOG_LEVEL,
  special,
  states,
  type ValueKind,
  WORD,
} from './value-kinds.ts';

/** A version of OpenSSH: `[9, 2]`. */
export type Version = readonly [major: number, minor: number];

export interface Keyword {
  /** As the manual writes it. */
  readonly title: string;
  readonly value: ValueKind;
  /** The keyword whose setting it is, where it is another's old or second name; in small letters. */
  readonly aliasOf?: string;
  /** The first version that knows it; left out: all that are in use (7.0 and later). */
  readonly since?: Version;
  /** Only where Debian's patches are in (Ubuntu too). */
  readonly debian?: true;
  /** Every line adds to the setting, instead of the first one alone. */
  readonly adds?: true;
}

const COMMAND: ValueKind = { kind: 'command', skip: 'blanks-and-equals' };
const TIME: ValueKind = { kind: 'time', none: 'unset' };
const FILES: ValueKind = { kind: 'words', alone: ['none'], empty: 'refused' };
const ASK = states({ true: 'true', false: 'false', yes: 'true', no: 'false', ask: 'ask' });

const PUBKEY = states({
  true: 'true',
  false: 'false',
  yes: 'true',
  no: 'false',
  unbound: 'unbound',
  'host-bound': 'host-bound',
});

const OF_CLIENT: readonly Keyword[] = [
  { title: 'Host', value: { kind: 'host' } },
  { title: 'Match', value: { kind: 'match' } },
  { title: 'Include', value: { kind: 'include' }, since: [7, 3] },

  { title: 'AddKeysToAgent', value: special('add-keys-to-agent'), since: [7, 2] },
  { title: 'AddressFamily', value: states({ inet: 'inet', inet6: 'inet6', any: 'any' }) },
  { title: 'BatchMode', value: FLAG },
  { title: 'BindAddress', value: WORD },
  { title: 'BindInterface', value: WORD, since: [7, 7] },
  { title: 'CanonicalDomains', value: { kind: 'checked-words', check: 'domain', least: 0 } },
  { title: 'CanonicalizeFallbackLocal', value: FLAG },
  {
    title: 'CanonicalizeHostname',
    value: states({ true: 'true', false: 'false', yes: 'true', no: 'false', always: 'always' }),
  },
  { title: 'CanonicalizeMaxDots', value: INTEGER },
  { title: 'CanonicalizePermittedCNAMEs', value: { kind: 'checked-words', check: 'cname-rule', least: 0 } },
  { title: 'CASignatureAlgorithms', value: algorithms('sig'), since: [7, 9] },
  { title: 'CertificateFile', value: WORD, adds: true, since: [7, 2] },
  {
    title: 'ChannelTimeout',
    value: { kind: 'checked-words', check: 'channel-timeout', least: 0 },
    since: [9, 6],
  },
  { title: 'CheckHostIP', value: FLAG },
  { title: 'Ciphers', value: algorithms('cipher') },
  { title: 'ClearAllForwardings', value: FLAG },
  { title: 'Compression', value: states({ yes: 'yes', no: 'no' }) },
  { title: 'ConnectionAttempts', value: INTEGER },
  { title: 'ConnectTimeout', value: TIME },
  {
    title: 'ControlMaster',
    value: states({
      true: 'true',
      yes: 'true',
      false: 'false',
      no: 'false',
      auto: 'auto',
      ask: 'ask',
      autoask: 'autoask',
    }),
  },
  { title: 'ControlPath', value: WORD },
  { title: 'ControlPersist', value: special('control-persist') },
  { title: 'DynamicForward', value: { kind: 'forward', direction: 'dynamic' }, adds: true },
  { title: 'EnableEscapeCommandline', value: FLAG, since: [9, 2] },
  { title: 'EnableSSHKeysign', value: FLAG },
  { title: 'EscapeChar', value: special('escape-char') },
  { title: 'ExitOnForwardFailure', value: FLAG },
  { title: 'FingerprintHash', value: FINGERPRINT_HASH },
  { title: 'ForkAfterAuthentication', value: FLAG, since: [8, 7] },
  { title: 'ForwardAgent', value: special('forward-agent') },
  { title: 'ForwardX11', value: FLAG },
  { title: 'ForwardX11Timeout', value: TIME },
  { title: 'ForwardX11Trusted', value: FLAG },
  { title: 'GatewayPorts', value: FLAG },
  { title: 'GlobalKnownHostsFile', value: FILES },
  { title: 'GSSAPIAuthentication', value: FLAG },
  { title: 'GSSAPIClientIdentity', value: WORD, debian: true },
  { title: 'GSSAPIDelegateCredentials', value: FLAG },
  { title: 'GSSAPIKexAlgorithms', value: algorithms('kex-gss'), debian: true },
  { title: 'GSSAPIKeyExchange', value: FLAG, debian: true },
  { title: 'GSSAPIRenewalForcesRekey', value: FLAG, debian: true },
  { title: 'GSSAPIServerIdentity', value: WORD, debian: true },
  { title: 'GSSAPITrustDNS', value: FLAG, debian: true },
  { title: 'HashKnownHosts', value: FLAG },
  { title: 'HostbasedAcceptedAlgorithms', value: algorithms('key'), since: [8, 5] },
  { title: 'HostbasedAuthentication', value: FLAG },
  { title: 'HostKeyAlgorithms', value: algorithms('key') },
  { title: 'HostKeyAlias', value: WORD },
  { title: 'Hostname', value: WORD },
  { title: 'IdentitiesOnly', value: FLAG },
  { title: 'IdentityAgent', value: special('agent-path'), since: [7, 3] },
  { title: 'IdentityFile', value: WORD, adds: true },
  { title: 'IgnoreUnknown', value: WORD },
  { title: 'IPQoS', value: special('ip-qos') },
  { title: 'KbdInteractiveAuthentication', value: FLAG },
  { title: 'KbdInteractiveDevices', value: WORD },
  { title: 'KexAlgorithms', value: algorithms('kex') },
  { title: 'KnownHostsCommand', value: COMMAND, since: [8, 5] },
  { title: 'LocalCommand', value: COMMAND },
  { title: 'LocalForward', value: { kind: 'forward', direction: 'local' }, adds: true },
  { title: 'LogLevel', value: LOG_LEVEL },
  { title: 'LogVerbose', value: FILES, since: [8, 5] },
  { title: 'MACs', value: algorithms('mac') },
  { title: 'NoHostAuthenticationForLocalhost', value: FLAG },
  { title: 'NumberOfPasswordPrompts', value: INTEGER },
  { title: 'ObscureKeystrokeTiming', value: WORD, since: [9, 5] },
  { title: 'PasswordAuthentication', value: FLAG },
  { title: 'PermitLocalCommand', value: FLAG },
  {
    title: 'PermitRemoteOpen',
    value: { kind: 'checked-words', check: 'host-and-port', least: 1 },
    since: [8, 5],
  },
  { title: 'PKCS11Provider', value: WORD },
  { title: 'Port', value: { kind: 'port' } },
  { title: 'PreferredAuthentications', value: WORD },
  { title: 'ProxyCommand', value: COMMAND },
  { title: 'ProxyJump', value: { kind: 'jump' }, since: [7, 3] },
  { title: 'ProxyUseFdpass', value: FLAG },
  { title: 'PubkeyAcceptedAlgorithms', value: algorithms('key'), since: [8, 5] },
  {
    title: 'PubkeyAuthentication',
    value: PUBKEY,
  },
  { title: 'RefuseConnection', value: WORD, since: [10, 0] },
  { title: 'RekeyLimit', value: special('rekey-limit') },
  { title: 'RemoteCommand', value: COMMAND, since: [7, 6] },
  { title: 'RemoteForward', value: { kind: 'forward', direction: 'remote' }, adds: true },
  {
    title: 'RequestTTY',
    value: states({ true: 'true', yes: 'true', false: 'false', no: 'false', force: 'force', auto: 'auto' }),
  },
  { title: 'RequiredRSASize', value: INTEGER, since: [9, 1] },
  { title: 'RevokedHostKeys', value: WORD },
  { title: 'SecurityKeyProvider', value: WORD, since: [8, 2] },
  { title: 'SendEnv', value: { kind: 'checked-words', check: 'environment-name', least: 0 }, adds: true },
  { title: 'ServerAliveCountMax', value: INTEGER },
  { title: 'ServerAliveInterval', value: TIME },
  {
    title: 'SessionType',
    value: states({ none: 'none', subsystem: 'subsystem', default: 'default' }),
    since: [8, 7],
  },
  {
    title: 'SetEnv',
    value: { kind: 'checked-words', check: 'environment-setting', least: 0 },
    since: [7, 8],
  },
  { title: 'StdinNull', value: FLAG, since: [8, 7] },
  { title: 'StreamLocalBindMask', value: special('bind-mask') },
  { title: 'StreamLocalBindUnlink', value: FLAG },
  {
    title: 'StrictHostKeyChecking',
    value: states({
      true: 'true',
      false: 'false',
      yes: 'true',
      no: 'false',
      ask: 'ask',
      off: 'false',
      'accept-new': 'accept-new',
    }),
  },
  { title: 'SyslogFacility', value: LOG_FACILITY, since: [7, 8] },
  { title: 'Tag', value: WORD, since: [9, 4] },
  { title: 'TCPKeepAlive', value: FLAG },
  {
    title: 'Tunnel',
    value: states({
      ethernet: 'ethernet',
      'point-to-point': 'point-to-point',
      true: 'point-to-point',
      yes: 'point-to-point',
      false: 'false',
      no: 'false',
    }),
  },
  { title: 'TunnelDevice', value: special('tunnel-device') },
  { title: 'UpdateHostkeys', value: ASK, since: [6, 8] },
  { title: 'User', value: WORD },
  { title: 'UserKnownHostsFile', value: FILES },
  { title: 'VerifyHostKeyDNS', value: ASK },
  { title: 'VersionAddendum', value: COMMAND, since: [10, 0] },
  { title: 'VisualHostKey', value: FLAG },
  { title: 'WarnWeakCrypto', value: WORD, since: [10, 1] },
  { title: 'XAuthLocation', value: WORD },

  { title: 'ChallengeResponseAuthentication', value: FLAG, aliasOf: 'kbdinteractiveauthentication' },
  { title: 'SKeyAuthentication', value: FLAG, aliasOf: 'kbdinteractiveauthentication' },
  { title: 'TISAuthentication', value: FLAG, aliasOf: 'kbdinteractiveauthentication' },
  { title: 'DSAAuthentication', value: PUBKEY, aliasOf: 'pubkeyauthentication' },
  { title: 'HostbasedKeyTypes', value: algorithms('key'), aliasOf: 'hostbasedacceptedalgorithms' },
  { title: 'IdentityFile2', value: WORD, aliasOf: 'identityfile', adds: true },
  { title: 'KeepAlive', value: FLAG, aliasOf: 'tcpkeepalive' },
  { title: 'ProtocolKeepAlives', value: TIME, aliasOf: 'serveraliveinterval', debian: true },
  { title: 'PubkeyAcceptedKeyTypes', value: algorithms('key'), aliasOf: 'pubkeyacceptedalgorithms' },
  { title: 'SetupTimeOut', value: TIME, aliasOf: 'serveraliveinterval', debian: true },
  { title: 'SmartcardDevice', value: WORD, aliasOf: 'pkcs11provider' },

  { title: 'Protocol', value: ignored('ignored') },
  { title: 'Cipher', value: ignored('deprecated') },
  { title: 'FallBackToRsh', value: ignored('deprecated') },
  { title: 'GlobalKnownHostsFile2', value: ignored('deprecated') },
  { title: 'RhostsAuthentication', value: ignored('deprecated') },
  { title: 'UseBlacklistedKeys', value: ignored('deprecated') },
  { title: 'UsePrivilegedPort', value: ignored('deprecated') },
  { title: 'UserKnownHostsFile2', value: ignored('deprecated') },
  { title: 'UseRoaming', value: ignored('deprecated') },
  { title: 'UseRsh', value: ignored('deprecated') },
  { title: 'AFSTokenPassing', value: ignored('unsupported') },
  { title: 'CompressionLevel', value: ignored('unsupported') },
  { title: 'KerberosAuthentication', value: ignored('unsupported') },
  { title: 'KerberosTGTPassing', value: ignored('unsupported') },
  { title: 'RhostsRSAAuthentication', value: ignored('unsupported') },
  { title: 'RSAAuthentication', value: ignored('unsupported') },
];

/** By the name in small letters. */
export const CLIENT_KEYWORDS: ReadonlyMap<string, Keyword> = byName(OF_CLIENT);

export function byName<K extends Keyword>(keywords: readonly K[]): ReadonlyMap<string, K> {
  return new Map(keywords.map((keyword) => [keyword.title.toLowerCase(), keyword]));
}

/** Whether a build knows the keyword. `debian`: its patches are in. */
export function isKnown(
  keyword: Keyword,
  build: { readonly version: Version; readonly debian: boolean },
): boolean {
  return !isBefore(build.version, keyword.since ?? [0, 0]) && (build.debian || keyword.debian !== true);
}

export function isBefore(version: Version, other: Version): boolean {
  return version[0] < other[0] || (version[0] === other[0] && version[1] < other[1]);
}
