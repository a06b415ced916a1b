/** The name that ssh connects to after its first reading, and whether it reads again (ssh.c, resolve_canonicalize). */
import { addressText, parseAddress } from './addresses.ts';
import type { Answer } from './answer.ts';
import type { ClientRun, Refusal } from './client-run.ts';
import { possible, type Setting, settingOf } from './settings.ts';
import { expandTokens } from './tokens.ts';
import { lowered } from './words.ts';

export interface CanonicalHost {
  /** `undefined`: it cannot be told. */
  readonly host: string | undefined;
  /** Whether the configuration is read a second time. */
  readonly again: Answer;
}

export function canonicalHost(run: ClientRun): CanonicalHost {
  const { settings, ask } = run;
  const policy = valueOf(settingOf(settings, 'canonicalizehostname', 'false'));
  const again =
    run.wantsFinalPass === 'yes'
      ? 'yes'
      : policy === undefined
        ? 'unknown'
        : policy === 'false'
          ? 'no'
          : 'yes';
  const named = possible(settings, 'hostname');
  const [only] = named;
  if (named.length !== 1) return { host: undefined, again };
  const fault = hostnameFault(run);
  if (fault !== undefined) {
    run.refusals.push(fault);
    run.stopped = true;
    return { host: undefined, again };
  }
  const expanded = only === undefined ? undefined : expandTokens(only.value, { h: ask.host }, undefined);
  const written = expanded?.kind === 'text' ? expanded.text : ask.host;
  const address = parseAddress(written);
  if (address !== undefined) {
    const family = valueOf(settingOf(settings, 'addressfamily', 'any'));
    const fits = family === 'any' || family === (address.bits === 32 ? 'inet' : 'inet6');
    if (family === undefined && addressText(address) !== written) return { host: undefined, again };
    const isSame = addressText(address) === lowered(written);
    return { host: fits && !isSame ? addressText(address) : written, again };
  }
  const host = written.includes(':') ? written : lowered(written);
  if (policy === 'false') return { host, again };
  return { host: policy === undefined ? undefined : resolved(run, policy, host), again };
}

/** ssh ends where a token of Hostname is none, as soon as it needs the name; `undefined`: all are well. */
export function hostnameFault({ settings, ask, finalPass }: ClientRun): Refusal | undefined {
  const [only, ...others] = possible(settings, 'hostname');
  if (finalPass || only === undefined || others.length > 0) return undefined;
  const expanded = expandTokens(only.value, { h: ask.host }, undefined);
  if (expanded.kind !== 'refused') return undefined;
  const message = `Hostname has a token that it does not take: ${expanded.what}`;
  return { place: only.place, message, certain: 'yes', about: 'value', namesLine: false };
}

/** The name in the first of the domains that knows it; the name itself where none is tried or none does. */
function resolved(run: ClientRun, policy: string, host: string): string | undefined {
  const { settings, world } = run;
  if (host.includes(':')) return host;
  const command = valueOf(settingOf(settings, 'proxycommand', 'none'));
  const jump = valueOf(settingOf(settings, 'proxyjump', 'none'));
  const domains = settingOf(settings, 'canonicaldomains', '');
  const mostDots = Number(valueOf(settingOf(settings, 'canonicalizemaxdots', '1')));
  // Aliases of the name service may stand for another name.
  if (settingOf(settings, 'canonicalizepermittedcnames', 'none').kind === 'unknown') return undefined;
  if (command === undefined || jump === undefined || domains.kind === 'unknown' || Number.isNaN(mostDots)) {
    return undefined;
  }
  // ssh makes only "none" as a word of its own an empty jump, here as in CLEAR_ON_NONE.
  const direct =
    lowered(command) === 'none' && possible(settings, 'proxyjump').every((each) => each === undefined);
  if (!direct && policy !== 'always') return host;
  if (host.endsWith('.')) {
    const answer = world.resolves(host);
    return answer === 'unknown' ? undefined : answer === 'yes' ? host.slice(0, -1) : notFound(run, host);
  }
  if (host.split('.').length - 1 > mostDots) return host;
  for (const domain of (domains.value ?? '').split(' ').filter((each) => each !== '')) {
    if (lowered(domain) === 'none') break;
    const name = `${host}.${lowered(domain).replace(/\.$/, '')}`;
    const answer = world.resolves(name);
    if (answer === 'unknown') return undefined;
    if (answer === 'yes') return name;
  }
  return notFound(run, host);
}

/** Without CanonicalizeFallbackLocal ssh ends here. */
function notFound({ settings, refusals }: ClientRun, host: string): string {
  const fallback = settingOf(settings, 'canonicalizefallbacklocal', 'yes');
  const may = fallback.kind === 'known' ? fallback.value : undefined;
  if (may === 'yes') return host;
  const place = fallback.kind === 'known' ? fallback.place : undefined;
  const message = `no domain of CanonicalDomains knows ${host}, and CanonicalizeFallbackLocal forbids to go on without`;
  refusals.push({
    place,
    message,
    certain: may === 'no' ? 'yes' : 'unknown',
    about: 'value',
    namesLine: false,
  });
  return host;
}

function valueOf(setting: Setting): string | undefined {
  return setting.kind === 'known' ? setting.value : undefined;
}
