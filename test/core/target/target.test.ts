import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { OperationalError } from '../../../src/core/errors.ts';
import { parseTarget } from '../../../src/core/target/target.ts';

const accepted: readonly { spec: string; becomes: object }[] = [
  {
    spec: 'prod',
    becomes: { kind: 'ssh', destination: 'prod', user: undefined, host: 'prod', port: undefined },
  },
  {
    spec: 'root@192.0.2.7',
    becomes: { kind: 'ssh', destination: 'root@192.0.2.7', user: 'root', host: '192.0.2.7' },
  },
  {
    spec: 'me@corp.example@bastion',
    becomes: { destination: 'me@corp.example@bastion', user: 'me@corp.example', host: 'bastion' },
  },
  { spec: '2001:db8::1', becomes: { kind: 'ssh', host: '2001:db8::1', port: undefined } },
  { spec: 'fe80::1%eth0', becomes: { kind: 'ssh', host: 'fe80::1%eth0' } },
  { spec: 'me@[2001:db8::1]', becomes: { kind: 'ssh', destination: 'me@2001:db8::1', host: '2001:db8::1' } },
  { spec: 'ssh://prod', becomes: { kind: 'ssh', destination: 'prod', port: undefined } },
  {
    spec: 'ssh://root@prod:2222',
    becomes: { kind: 'ssh', destination: 'root@prod', user: 'root', port: 2222 },
  },
  { spec: 'SSH://prod:22/', becomes: { kind: 'ssh', destination: 'prod', port: 22 } },
  { spec: 'ssh://a%40b;fingerprint=x@prod', becomes: { user: 'a@b', destination: 'a@b@prod' } },
  { spec: 'ssh://[2001:db8::1]:2222', becomes: { kind: 'ssh', destination: '2001:db8::1', port: 2222 } },
  { spec: 'tcp://db:5432', becomes: { kind: 'tcp', host: 'db', port: 5432 } },
  { spec: 'tcp://[::1]:22', becomes: { kind: 'tcp', host: '::1', port: 22 } },
];

for (const { spec, becomes } of accepted) {
  test(`the target ${spec} is understood`, () => {
    const target = parseTarget(spec);

    for (const [key, value] of Object.entries(becomes))
      assert.deepEqual(Reflect.get(target, key), value, key);
    assert.equal(target.spec, spec);
  });
}

const refused: readonly { spec: string; says: RegExp }[] = [
  { spec: '', says: /is empty/ },
  { spec: '-oProxyCommand=id', says: /begins like an option/ },
  { spec: 'me@-oProxyCommand=id', says: /begins like an option/ },
  { spec: '-x@host', says: /begins like an option/ },
  { spec: 'ssh://-oProxyCommand=id', says: /begins like an option/ },
  { spec: 'tcp://-x:22', says: /begins like an option/ },
  { spec: 'ssh://%2Dx@host', says: /begins like an option/ },
  { spec: '@host', says: /no user/ },
  { spec: 'me@', says: /no host/ },
  { spec: 'ssh://', says: /no host/ },
  { spec: 'tcp://:22', says: /no host/ },
  { spec: 'host:22', says: /has a port/ },
  { spec: 'ssh://host:0', says: /port "0"/ },
  { spec: 'ssh://host:65536', says: /port "65536"/ },
  { spec: 'ssh://host:', says: /port ""/ },
  { spec: 'ssh://host:ssh', says: /port "ssh"/ },
  { spec: 'tcp://host', says: /no port/ },
  { spec: 'tcp://me@host:22', says: /nobody logs in/ },
  { spec: 'tcp://::1:22', says: /not host or host:port/ },
  { spec: 'ssh://host/path', says: /not host or host:port/ },
  { spec: 'ssh://%zz@host', says: /broken %-escape/ },
  { spec: 'http://host', says: /unknown scheme/ },
  { spec: 'host;id', says: /no host has/ },
  { spec: 'host$(id)', says: /no host has/ },
  { spec: 'a b', says: /no host has/ },
  { spec: 'host\u001b[31m', says: /no host has/ },
  { spec: '`id`@host', says: /in no user/ },
];

for (const { spec, says } of refused) {
  test(`the target ${JSON.stringify(spec)} is refused with a reason`, () => {
    assert.throws(
      () => parseTarget(spec),
      (error) =>
        error instanceof OperationalError &&
        error.code === 'USAGE' &&
        says.test(error.message) &&
        error.hint !== '',
    );
  });
}

test('property: what is handed to ssh never begins like an option and holds no control character', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string().map((text) => `ssh://${text}`),
      ),
      (spec) => {
        try {
          const target = parseTarget(spec);
          const words = target.kind === 'ssh' ? [target.destination, target.host] : [target.host];
          for (const word of words) assert.ok(word !== '' && !word.startsWith('-') && !/\p{Cc}/u.test(word));
        } catch (error) {
          assert.ok(error instanceof OperationalError, String(error));
        }
      },
    ),
  );
});
