import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { peerIn } from '../../../src/core/logs/log-event.ts';

const PEER = /(?:^|[\s[@])([0-9A-Za-z_.:%-]+)\]? port (\d{1,5})\b(?!\.\d)/;

for (const { message, peer } of [
  { message: 'Connection from 192.0.2.7 port 5022 on 192.0.2.1 port 22', peer: ['192.0.2.7', 5022] },
  { message: 'Connection from ::ffff:192.0.2.7 port 5022', peer: ['192.0.2.7', 5022] },
  { message: 'Connection from fe80::1%eth0 port 5022', peer: ['fe80::1%eth0', 5022] },
  { message: 'bob@192.0.2.7 port 5022', peer: ['192.0.2.7', 5022] },
  { message: 'from [192.0.2.7] port 5022', peer: ['192.0.2.7', 5022] },
  { message: 'Invalid user port from 192.0.2.7 port 5022', peer: ['192.0.2.7', 5022] },
  {
    message: 'Disconnected from authenticating user port 192.0.2.7 port 5022 [preauth]',
    peer: ['192.0.2.7', 5022],
  },
  { message: 'Invalid user a port b from 192.0.2.7 port 5022', peer: ['192.0.2.7', 5022] },
  { message: 'from 192.0.2.7 port 502265', peer: ['192.0.2.7', undefined] },
  { message: 'Child connection from 192.0.2.7:5022', peer: ['192.0.2.7', 5022] },
]) {
  test(`"${message}" names its peer`, () => {
    const { address, port } = peerIn(message);

    assert.deepEqual([address, port], peer);
  });
}

test('property: the first peer with a port is the one of the pattern', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '192.0.2.7',
      '::1',
      'fe80::1%e',
      'a',
      ' ',
      '@',
      '[',
      ']',
      ' port ',
      '22',
      '65535',
      '123456',
      '-',
      'ö',
    ),
    fc.constantFrom('from ', 'by ', 'port', '_', '/'),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const message = pieces.join('');
      const expected = PEER.exec(message);
      if (expected === null) return;

      const { address, port } = peerIn(message);

      assert.equal(port, Number(expected[2]));
      const text = (expected[1] ?? '').replace(/:$/, '');
      assert.equal(address, /^\.+$/.test(text) ? undefined : text);
    }),
    { numRuns: 3000 },
  );
});
