/** The kinds of values that keywords take, as data; reading one is `read-value.ts`. */

export type ValueKind =
  /** One of some words, in any case. Mapped to how `ssh -G` and `sshd -T` print it. */
  | { readonly kind: 'states'; readonly states: Readonly<Record<string, string>>; readonly exactCase?: true }
  /** `none`: what the word `none` does: it leaves the setting unset, it means 0, or it is refused. */
  | { readonly kind: 'time'; readonly none: 'unset' | 'zero' | 'refused' }
  | { readonly kind: 'integer' }
  | { readonly kind: 'port' }
  /** One word. */
  | { readonly kind: 'word' }
  /** The rest of the line as it stands, comments and quotes included. `skip`: what is left out before it. */
  | { readonly kind: 'command'; readonly skip: 'blanks' | 'blanks-and-equals'; readonly absolute?: true }
  /** ProxyJump. */
  | { readonly kind: 'jump' }
  /** Any number of words; `none` or `any` (see `alone`) may stand only by itself. */
  | { readonly kind: 'words'; readonly alone: readonly string[]; readonly empty: 'refused' | 'allowed' }
  /** Words each of which must fit. `least`: how many there must be. */
  | { readonly kind: 'checked-words'; readonly check: WordCheck; readonly least: 0 | 1 }
  | { readonly kind: 'algorithms'; readonly of: AlgorithmKind }
  | { readonly kind: 'forward'; readonly direction: 'local' | 'remote' | 'dynamic' }
  | { readonly kind: 'special'; readonly of: SpecialKind }
  /** Known, and without effect: whatever follows is passed over. */
  | { readonly kind: 'ignored'; readonly why: 'ignored' | 'deprecated' | 'unsupported' }
  | { readonly kind: 'host' | 'match' | 'include' };

export type WordCheck =
  | 'environment-name'
  | 'environment-setting'
  | 'domain'
  | 'cname-rule'
  | 'channel-timeout'
  | 'user-pattern'
  | 'not-empty'
  | 'public-key-option'
  | 'host-and-port'
  | 'listen-port'
  | 'methods';

export type AlgorithmKind = 'cipher' | 'mac' | 'kex' | 'key' | 'sig' | 'kex-gss';

export type SpecialKind =
  | 'escape-char'
  | 'control-persist'
  | 'tunnel-device'
  | 'ip-qos'
  | 'rekey-limit'
  | 'bind-mask'
  | 'add-keys-to-agent'
  | 'agent-path'
  | 'forward-agent'
  | 'subsystem'
  | 'max-startups'
  | 'net-block-size'
  | 'per-source-max-startups'
  | 'listen-address'
  | 'permit-user-environment'
  | 'unused-connection-timeout'
  | 'version-addendum'
  | 'routing-domain'
  | 'per-source-penalties';

export const FLAG: ValueKind = states({ true: 'yes', false: 'no', yes: 'yes', no: 'no' });
export const SERVER_FLAG: ValueKind = states({ yes: 'yes', no: 'no' });
export const WORD: ValueKind = { kind: 'word' };
export const INTEGER: ValueKind = { kind: 'integer' };

export function states(of: Readonly<Record<string, string>>): ValueKind {
  return { kind: 'states', states: of };
}

export function algorithms(of: AlgorithmKind): ValueKind {
  return { kind: 'algorithms', of };
}

export function special(of: SpecialKind): ValueKind {
  return { kind: 'special', of };
}

export function ignored(why: 'ignored' | 'deprecated' | 'unsupported'): ValueKind {
  return { kind: 'ignored', why };
}

export const LOG_LEVEL: ValueKind = states({
  silent: 'QUIET',
  quiet: 'QUIET',
  fatal: 'FATAL',
  error: 'ERROR',
  info: 'INFO',
  verbose: 'VERBOSE',
  debug: 'DEBUG',
  debug1: 'DEBUG',
  debug2: 'DEBUG2',
  debug3: 'DEBUG3',
});

export const LOG_FACILITY: ValueKind = states(
  Object.fromEntries(
    ['DAEMON', 'USER', 'AUTH', 'AUTHPRIV', ...Array.from({ length: 8 }, (_, at) => `LOCAL${at}`)].map(
      (name) => [name.toLowerCase(), name],
    ),
  ),
);

/** `digests[]` of OpenSSH's digest-openssl.c, but for MD5 whatever the build. */
export const FINGERPRINT_HASH: ValueKind = states({
  md5: 'MD5',
  sha1: 'SHA1',
  sha256: 'SHA256',
  sha384: 'SHA384',
  sha512: 'SHA512',
});
