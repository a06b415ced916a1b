/** One configuration asked of ssh and of the lookup, side by side. */
import assert from 'node:assert/strict';
import { lookUpClient } from '../../../src/core/sshconfig/client-lookup.ts';
import type { Build } from '../../../src/core/sshconfig/client-run.ts';
import { askSsh, clientWorld } from './ssh-world.ts';

/** What is compared, as `ssh -G` names it. */
const COMPARED: readonly string[] = [
  'hostname',
  'user',
  'port',
  'serveraliveinterval',
  'serveralivecountmax',
  'tcpkeepalive',
  'batchmode',
  'controlmaster',
  'controlpersist',
  'proxycommand',
  'proxyjump',
  'addressfamily',
  'connectionattempts',
  'connecttimeout',
  'canonicalizehostname',
];

/** Fails where the lookup and ssh differ about `host` under the file at `path`. */
export function assertAgreement(path: string, host: string, build: Build, shown = ''): void {
  const ssh = askSsh(['-G', '-F', path, host]);
  const reading = lookUpClient(
    { host, user: undefined, port: undefined, options: [], files: [{ path, scope: 'user', explicit: true }] },
    clientWorld(build),
  );
  const about = `${shown}\nssh: ${ssh.status} ${ssh.stderr}\nidletrace: ${JSON.stringify(reading.refusals)}`;
  assert.equal(reading.refused, ssh.status === 0 ? 'no' : 'yes', `refused?\n${about}`);
  if (ssh.status !== 0) {
    const places = reading.refusals.flatMap(({ place, namesLine }) =>
      place === undefined || !namesLine ? [] : [`${place.file}:${place.line}`],
    );
    const named = [...new Set(places)];
    // What ssh calls fatal it is the last to name; a person wants to know of the rest too.
    assert.deepEqual(ssh.readAll ? named : named.slice(0, ssh.complaints.length), ssh.complaints, about);
    return;
  }
  for (const name of COMPARED) {
    const setting = reading.setting(name);
    assert.equal(setting.kind, 'known', `${name} is not known\n${about}`);
    if (setting.kind === 'known')
      assert.equal(normal(name, setting.value), normal(name, ssh.values.get(name)), `${name}\n${about}`);
  }
}

/** ssh prints nothing for a proxy that is none. */
function normal(name: string, value: string | undefined): string | undefined {
  return name.startsWith('proxy') && value?.toLowerCase() === 'none' ? undefined : value;
}
