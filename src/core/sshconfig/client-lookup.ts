/**
 * What ssh would take from its configuration for a host, and from where:
 * readconf.c and the beginning of ssh.c as a function. Nothing is run, looked
 * up or opened here but files through the port; what depends on more comes in
 * through `ClientWorld`, and is `unknown` where that does not say.
 *
 * Read first: ssh_config(5), "the first obtained value will be used".
 */
import type { Answer } from './answer.ts';
import { canonicalHost } from './canonical-host.ts';
import { readClientFile, readOption } from './client-lines.ts';
import {
  type ClientAsk,
  type ClientReading,
  type ClientRun,
  type ClientWorld,
  COMMAND_LINE,
} from './client-run.ts';
import { lateRefusals } from './late-refusals.ts';
import { isSet, obtain, possible, settingOf } from './settings.ts';

export function lookUpClient(ask: ClientAsk, world: ClientWorld): ClientReading {
  const run: ClientRun = {
    ask,
    world,
    settings: new Map(),
    refusals: [],
    seen: [],
    host: ask.host,
    finalPass: false,
    wantsFinalPass: 'no',
    stopped: false,
  };
  for (const option of ask.options) readOption(option, run);
  if (ask.user !== undefined) obtain(run.settings, 'user', { value: ask.user, place: COMMAND_LINE }, 'yes');
  if (ask.port !== undefined) {
    obtain(run.settings, 'port', { value: String(ask.port), place: COMMAND_LINE }, 'yes');
  }
  readFiles(run, 'yes');
  const hostnamePlace = possible(run.settings, 'hostname').at(-1)?.place;
  const canonical = canonicalHost(run);
  // What it needs to know by now has its default from now on (fill_default_options_for_canonicalization).
  for (const name of ['canonicalizehostname', 'canonicalizemaxdots', 'canonicalizefallbacklocal']) {
    obtain(run.settings, name, { value: DEFAULTS[name] ?? '', place: undefined }, 'yes');
  }
  if (!run.stopped && canonical.again !== 'no') {
    run.host = canonical.host;
    run.finalPass = true;
    run.settings.delete('hostname');
    if (canonical.host !== undefined) {
      obtain(run.settings, 'hostname', { value: canonical.host, place: COMMAND_LINE }, 'yes');
    }
    readFiles(run, canonical.again);
  }
  if (!run.stopped) run.refusals.push(...lateRefusals(run, canonical.host));
  const { refusals, seen, settings } = run;
  return {
    refused: refusals.some(({ certain }) => certain === 'yes')
      ? 'yes'
      : refusals.length > 0
        ? 'unknown'
        : 'no',
    refusals,
    seen,
    setting(name) {
      if (name !== 'hostname') return settingOf(settings, name, fallbackOf(name, run));
      return canonical.host === undefined
        ? { kind: 'unknown', candidates: [{ value: undefined, place: hostnamePlace }] }
        : { kind: 'known', value: canonical.host, place: hostnamePlace };
    },
  };
}

function readFiles(run: ClientRun, active: Answer): void {
  for (const file of run.ask.files) {
    if (!run.stopped) readClientFile(file, { run, ceiling: active, depth: 0 });
  }
}

/** `undefined`: unset where nobody sets it. `ssh -G` prints these for a file that is empty. */
function fallbackOf(name: string, { settings, world, ask }: ClientRun): string | undefined {
  if (name === 'serveraliveinterval' && world.build.debian) {
    const batch = settingOf(settings, 'batchmode', 'no');
    // Debian's keepalive-extensions.patch: a default of five minutes where nobody sits before the screen.
    if (batch.kind === 'known') return batch.value === 'yes' ? '300' : '0';
    return isSet(settings, name) === 'yes' ? '0' : undefined;
  }
  if (name === 'user') return world.localUser;
  if (name === 'host') return ask.host;
  return DEFAULTS[name];
}

/** fill_default_options of readconf.c. */
const DEFAULTS: Readonly<Record<string, string>> = {
  addressfamily: 'any',
  batchmode: 'no',
  canonicalizefallbacklocal: 'yes',
  canonicalizehostname: 'false',
  canonicalizemaxdots: '1',
  connectionattempts: '1',
  connecttimeout: 'none',
  controlmaster: 'false',
  controlpersist: 'no',
  port: '22',
  serveralivecountmax: '3',
  serveraliveinterval: '0',
  tcpkeepalive: 'yes',
};
