/** Jump hosts and forwardings, as OpenSSH's `parse_jump` and `parse_forward` take them apart. */
import { portNumber } from './numbers.ts';
import { type Reading, refused } from './reading.ts';
import type { Word } from './words.ts';

type Services = ReadonlyMap<string, number>;

/** The value of ProxyJump as `ssh -G` prints it: jumps joined by commas, addresses in brackets. */
export function jumpOf(rest: Word, services: Services): Reading {
  const text = rest.text.replace(/^[ \t\r\n=]+/, '');
  if (text.toLowerCase() === 'none') return { kind: 'value', value: 'none' };
  // The comment goes first, then all from the first blank on.
  const hops = cutAtBlank(text.replace(/#[^]*$/, '')).split(',');
  const parts = hops.map((hop) => jumpParts(hop, services));
  const last = parts.at(-1);
  if (last === undefined || parts.includes(undefined)) {
    return refused(`takes [user@]host[:port], several with commas, not "${text}"`, rest);
  }
  const { user, host, port } = last;
  const shown = host.includes(':') || /^[0-9.]*$/.test(host) ? `[${host}]` : host;
  const destination = `${user === undefined ? '' : `${user}@`}${shown}${port === undefined ? '' : `:${port}`}`;
  return { kind: 'value', value: [...hops.slice(0, -1), destination].join(',') };
}

/** `undefined`: ssh could not take it apart. `port` undefined: none given. */
export interface HostParts {
  readonly user: string | undefined;
  readonly host: string;
  readonly port: number | undefined;
}

/** One jump: `[user@]host[:port]` or an `ssh://` address. */
export function jumpParts(text: string, services: Services): HostParts | undefined {
  return text.startsWith('ssh://')
    ? uriParts(text.slice('ssh://'.length), services)
    : hostParts(text, services);
}

function hostParts(text: string, services: Services): HostParts | undefined {
  const at = text.lastIndexOf('@');
  if (at === 0) return undefined;
  const user = at < 0 ? undefined : text.slice(0, at);
  const field = hostField(text.slice(at + 1));
  if (field === undefined || field.host === '' || field.delimiter === '/') return undefined;
  if (field.rest === undefined || field.rest === '')
    return { user, host: unbracketed(field.host), port: undefined };
  const port = portNumber(field.rest, services);
  return port === undefined || port === 0 ? undefined : { user, host: unbracketed(field.host), port };
}

function uriParts(text: string, services: Services): HostParts | undefined {
  const at = text.indexOf('@');
  const user = at < 0 ? undefined : decoded(text.slice(0, at).replace(/;[^]*$/, ''));
  if (at >= 0 && (user === undefined || user === '')) return undefined;
  const field = hostField(text.slice(at + 1));
  if (field === undefined || field.host === '' || domainFault(unbracketed(field.host)) !== undefined)
    return undefined;
  const host = unbracketed(field.host).replace(/\.$/, '');
  const { rest = '', delimiter } = field;
  if (rest === '') return { user, host, port: undefined };
  if (delimiter === '/') return undefined;
  const slash = rest.indexOf('/');
  if (slash >= 0 && slash < rest.length - 1) return undefined;
  const port = portNumber(slash < 0 ? rest : rest.slice(0, slash), services);
  return port === undefined || port === 0 ? undefined : { user, host, port };
}

interface HostField {
  readonly host: string;
  readonly delimiter: string;
  /** What follows the delimiter; `undefined`: there is none. */
  readonly rest: string | undefined;
}

/** Up to `:` or `/`, brackets kept together (`hpdelim2`); `undefined`: a bracket goes wrong. */
export function hostField(text: string): HostField | undefined {
  const closing = text.startsWith('[') ? text.indexOf(']') + 1 : 0;
  if (text.startsWith('[') && closing === 0) return undefined;
  const end = closing > 0 ? closing : text.search(/[:/]/);
  if (end < 0 || end === text.length) return { host: text, delimiter: '', rest: undefined };
  const delimiter = text.charAt(end);
  if (delimiter !== ':' && delimiter !== '/') return undefined;
  return { host: text.slice(0, end), delimiter, rest: text.slice(end + 1) };
}

function unbracketed(host: string): string {
  return host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
}

/** Why ssh takes a name for no domain name (`valid_domain`); `undefined`: it is one. */
export function domainFault(name: string): string | undefined {
  if (name === '') return 'a domain name is empty';
  if (!/^[A-Za-z0-9]/.test(name)) return `"${name}" begins with a character that no domain name begins with`;
  if (name.includes('..')) return `"${name}" has two dots in a row`;
  return /^[A-Za-z0-9._-]*$/.test(name) ? undefined : `"${name}" has characters that no domain name has`;
}

/** Why ssh refuses a forwarding; `undefined`: it does not. `${VAR}` is taken for some text without a colon. */
export function forwardFault(
  spec: string,
  { dynamic, remote }: { readonly dynamic: boolean; readonly remote: boolean },
  services: Services,
): string | undefined {
  // A buffer of 256 holds the two words together.
  const fields = forwardFields(spec.slice(0, 255).replace(/^[ \t\n\v\f\r]+/, ''));
  if (fields === undefined) return MALFORMED;
  const paths = fields.map(({ isPath }) => isPath);
  const port = (at: number): number => portNumber(fields[at]?.text ?? '', services) ?? -1;
  const count = fields.length;
  if (dynamic ? count > 2 : count < 2) return MALFORMED;
  if (count === 1) return paths[0] === true || port(0) > (remote ? -1 : 0) ? undefined : BAD_PORT;
  if (count === 2) {
    if (!dynamic && paths[1] !== true) return MALFORMED;
    if (paths[0] === true && paths[1] === true) return undefined;
    return port(paths[1] === true ? 0 : 1) > (remote ? -1 : 0) ? undefined : BAD_PORT;
  }
  const listens = paths[0] === true && count === 3 ? 'path' : port(count === 3 && paths[2] !== true ? 0 : 1);
  const connects = count === 3 ? (paths[2] === true && paths[0] !== true ? 'path' : port(2)) : port(3);
  if (connects !== 'path' && connects <= 0) return BAD_PORT;
  return listens === 'path' || listens > (remote ? -1 : 0) ? undefined : BAD_PORT;
}

interface ForwardField {
  readonly text: string;
  readonly isPath: boolean;
}

/** One to four fields between colons, brackets kept together; `undefined`: malformed. */
function forwardFields(spec: string): readonly ForwardField[] | undefined {
  const fields: ForwardField[] = [];
  let at = 0;
  while (at < spec.length && fields.length < 4) {
    if (spec[at] === '[') {
      const closing = spec.indexOf(']', at);
      if (closing < 0 || (closing + 1 < spec.length && spec[closing + 1] !== ':')) return undefined;
      const text = spec.slice(at + 1, closing);
      fields.push({ text, isPath: text.includes('/') });
      at = closing + 2;
      continue;
    }
    let text = '';
    for (; at < spec.length && spec[at] !== ':'; at += 1) {
      if (spec[at] === '\\') at += 1;
      if (at >= spec.length) return undefined;
      text += spec.charAt(at);
    }
    fields.push({ text, isPath: text.includes('/') });
    at += 1;
  }
  return at < spec.length || fields.length === 0 ? undefined : fields;
}

/** What `rtrim` of OpenSSH leaves: all up to the first blank that is not at the very start. */
function cutAtBlank(text: string): string {
  return text.slice(0, 1) + text.slice(1).replace(/[ \t\n\v\f\r][^]*$/, '');
}

function decoded(text: string): string | undefined {
  if (/%(?![0-9a-fA-F]{2})|%00/.test(text)) return undefined;
  return text
    .replaceAll('+', ' ')
    .replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

const MALFORMED = 'takes [address:]port and a target host:port, or paths';
const BAD_PORT = 'has a port that is none';
