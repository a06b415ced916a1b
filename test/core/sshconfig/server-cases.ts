/** One configuration asked of sshd and of the lookup, side by side. */
import assert from 'node:assert/strict';
import type { Build } from '../../../src/core/sshconfig/client-run.ts';
import { lookUpServer } from '../../../src/core/sshconfig/server-lookup.ts';
import type { Connection } from '../../../src/core/sshconfig/server-run.ts';
import { askSshd, serverWorld } from './ssh-world.ts';

const COMPARED: readonly string[] = [
  'clientaliveinterval',
  'clientalivecountmax',
  'tcpkeepalive',
  'logingracetime',
  'unusedconnectiontimeout',
  'permittty',
  'loglevel',
  'maxauthtries',
  'maxsessions',
  'usedns',
  'x11displayoffset',
];

export const CONNECTIONS: readonly Connection[] = [
  {
    user: 'alice',
    host: 'client.example.invalid',
    address: '192.0.2.7',
    localAddress: '198.51.100.1',
    localPort: 22,
  },
  { user: 'root', host: 'Other', address: '2001:db8::5', localAddress: '2001:db8::1', localPort: 2222 },
];

/** Fails where the lookup and sshd differ about the file at `path` for a connection. */
export function assertServerAgreement(
  path: string,
  connection: Connection,
  { build, keyPath, shown }: { readonly build: Build; readonly keyPath: string; readonly shown: string },
): void {
  const { user, host, address, localAddress, localPort } = connection;
  const spec = `user=${user},host=${host},addr=${address},laddr=${localAddress},lport=${localPort}`;
  const sshd = askSshd(['-T', '-f', path, '-h', keyPath, '-C', spec]);
  const reading = lookUpServer({ path, connection }, serverWorld(build));
  const about = `${shown}\nsshd: ${sshd.status} ${sshd.stderr}\nidletrace: ${JSON.stringify(reading.refusals)}`;
  assert.equal(reading.refused, sshd.status === 0 ? 'no' : 'yes', `refused?\n${about}`);
  if (sshd.status !== 0) {
    const places = reading.refusals.flatMap(({ place, namesLine }) =>
      place === undefined || !namesLine ? [] : [`${place.file}:${place.line}`],
    );
    assert.deepEqual([...new Set(places)], sshd.complaints, about);
    return;
  }
  for (const name of COMPARED) {
    const setting = reading.setting(name);
    assert.equal(setting.kind, 'known', `${name} is not known\n${about}`);
    const printed = sshd.values.get(name);
    if (setting.kind === 'known')
      assert.equal(setting.value, printed === 'none' ? '0' : printed, `${name}\n${about}`);
  }
}
