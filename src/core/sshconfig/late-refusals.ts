/** What ssh refuses only after all is read: it names no line, but there is one to blame. */
import type { Answer } from './answer.ts';
import type { ClientRun, Refusal } from './client-run.ts';
import { jumpParts } from './read-addresses.ts';
import { type Obtained, possible, settingOf } from './settings.ts';
import { expandTokens, type TokenValues } from './tokens.ts';
import { isBefore } from './client-keywords.ts';

/** `host`: the one to connect to; `undefined`: not known. */
export function lateRefusals(run: ClientRun, host: string | undefined): readonly Refusal[] {
  const { settings } = run;
  const refusals: Refusal[] = [];
  const blame = (name: string, fault: (obtained: Obtained) => string | undefined): void => {
    const candidates = possible(settings, name);
    for (const each of candidates) {
      const message = each === undefined ? undefined : fault(each);
      const certain: Answer = candidates.length === 1 ? 'yes' : 'unknown';
      if (each !== undefined && message !== undefined)
        refusals.push({ place: each.place, message, certain, about: 'value', namesLine: false });
    }
  };
  const tokens = tokensOf(run);
  for (const { name, title, variables } of EXPANDED) {
    blame(name, ({ value }) => {
      const expanded =
        value.toLowerCase() === 'none' ? undefined : expandTokens(value, tokens, variables ? {} : undefined);
      return expanded?.kind === 'refused'
        ? `${title} has a token that it does not take: ${expanded.what}`
        : undefined;
    });
  }
  blame('connectionattempts', ({ value }) =>
    value === '0' ? 'ConnectionAttempts must be 1 or more' : undefined,
  );
  blame('proxyjump', ({ value }) =>
    isLoop(value, host, run) ? `ProxyJump leads to the host itself (${host ?? ''})` : undefined,
  );
  return refusals;
}

/** The last jump is the very host, user and port that is to be reached. */
function isLoop(jump: string, host: string | undefined, { settings, world }: ClientRun): boolean {
  const parts = jump === 'none' ? undefined : jumpParts(jump.replace(/^[^]*,/, ''), world.services);
  if (parts === undefined || host === undefined || parts.host !== host) return false;
  const port = settingOf(settings, 'port', '22');
  const user = settingOf(settings, 'user', world.localUser);
  if (port.kind === 'unknown' || user.kind === 'unknown') return false;
  return port.value === String(parts.port ?? 22) && (parts.user === undefined || parts.user === user.value);
}

/** What each token stands for is not needed here, only which there are (DEFAULT_CLIENT_PERCENT_EXPAND_ARGS). */
function tokensOf({ world }: ClientRun): TokenValues {
  const letters = [
    'C',
    'L',
    'd',
    'h',
    'i',
    'k',
    'l',
    'n',
    'p',
    'r',
    'u',
    ...(isBefore(world.build.version, [9, 6]) ? [] : ['j']),
  ];
  return Object.fromEntries(letters.map((letter) => [letter, undefined]));
}

const EXPANDED = [
  { name: 'controlpath', title: 'ControlPath', variables: true },
  { name: 'remotecommand', title: 'RemoteCommand', variables: false },
  { name: 'identityagent', title: 'IdentityAgent', variables: true },
] as const;
