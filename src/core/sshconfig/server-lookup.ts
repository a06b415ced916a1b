/**
 * What sshd would take from its configuration, at its start and for a
 * connection, and from where: servconf.c as a function.
 *
 * sshd reads twice. Starting, it takes what stands outside of `Match` blocks,
 * the first of each. For a connection it takes the first of each from the
 * blocks that match, which count more than what stands outside.
 */
import type { Answer } from './answer.ts';
import { SERVER_KEYWORDS } from './server-keywords.ts';
import { readServerFile } from './server-lines.ts';
import type { Connection, ServerAsk, ServerReading, ServerRun, ServerWorld } from './server-run.ts';
import { isSet, possible, type Setting, settingOf } from './settings.ts';

export function lookUpServer({ path, connection }: ServerAsk, world: ServerWorld): ServerReading {
  const starting = newRun(world, undefined);
  readServerFile(path, { run: starting, depth: 0, active: 'yes', ceiling: 'yes', outside: false });
  const serving = newRun(world, connection);
  if (connection !== undefined && !starting.stopped) {
    readServerFile(path, { run: serving, depth: 0, active: 'no', ceiling: 'yes', outside: true });
  }
  const refusals = [...starting.refusals, ...serving.refusals, ...lateRefusals(starting)];
  return {
    refused: refusals.length > 0 ? 'yes' : 'no',
    refusals,
    seen: starting.seen,
    seenForConnection: serving.seen,
    setting: (name) => settingFor(name, starting, serving),
  };
}

function newRun(world: ServerWorld, connection: Connection | undefined): ServerRun {
  return { world, connection, settings: new Map(), refusals: [], seen: [], stopped: false };
}

function settingFor(name: string, starting: ServerRun, serving: ServerRun): Setting {
  const outside = settingOf(starting.settings, name, DEFAULTS[name]);
  const isForMatch = SERVER_KEYWORDS.get(name)?.inMatch === true;
  const inside: Answer = isForMatch ? isSet(serving.settings, name) : 'no';
  if (inside === 'no') return outside;
  if (inside === 'yes') return settingOf(serving.settings, name, undefined);
  const candidates = possible(serving.settings, name).flatMap((each) => (each === undefined ? [] : [each]));
  const others = outside.kind === 'known' ? [outside] : outside.candidates;
  const all = [...candidates, ...others.map(({ value, place }) => ({ value, place }))];
  const last = all.at(-1);
  return last !== undefined && all.every(({ value }) => value === last.value)
    ? { kind: 'known', ...last }
    : { kind: 'unknown', candidates: all };
}

/** What sshd refuses only when all is read. */
function lateRefusals({ settings, stopped }: ServerRun): ServerReading['refusals'] {
  if (stopped) return [];
  return ['AuthorizedKeysCommand', 'AuthorizedPrincipalsCommand'].flatMap((title) => {
    const command = possible(settings, title.toLowerCase()).at(-1);
    const isNone = command === undefined || command.value.toLowerCase() === 'none';
    if (isNone || isSet(settings, `${title.toLowerCase()}user`) !== 'no') return [];
    const message = `${title} is set without ${title}User`;
    return [
      { place: command.place, message, certain: 'yes' as const, about: 'value' as const, namesLine: false },
    ];
  });
}

/** fill_default_server_options of servconf.c. */
const DEFAULTS: Readonly<Record<string, string>> = {
  clientalivecountmax: '3',
  clientaliveinterval: '0',
  logingracetime: '120',
  loglevel: 'INFO',
  maxauthtries: '6',
  maxsessions: '10',
  permittty: 'yes',
  tcpkeepalive: 'yes',
  unusedconnectiontimeout: '0',
  usedns: 'no',
  x11displayoffset: '10',
};
