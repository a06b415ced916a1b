/** What the proxies of a lab are told; that they understand it, the lab tests show. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planProxy, proxyCommandTo, proxyPort } from '../../../src/core/lab/proxy-files.ts';
import { PROXY_PROGRAMS, type ProxyProgram } from '../../../src/core/lab/server-side.ts';

const SEAT = {
  address: '10.3.0.2',
  port: 22,
  serverAddress: '127.0.0.1',
  serverPort: 22,
  folder: '/lab/proxy',
};
const proxy = (program: ProxyProgram) => ({ program, idleSeconds: 7, hop: 1 });

test('every proxy is told its limit, where to listen and where the server is', () => {
  for (const program of PROXY_PROGRAMS) {
    const { file, argv } = planProxy(proxy(program), SEAT);
    const told = `${file?.text ?? ''}${argv.join(' ')}`;

    assert.match(told, /\b7(s| seconds)?\b/, program);
    assert.ok(told.includes('10.3.0.2'), program);
    // Squid is told by its clients.
    assert.ok(program === 'squid' || told.includes('127.0.0.1:22'), program);
    assert.equal(argv[0], program);
    assert.ok(file === undefined || argv.some((word) => word === `/lab/proxy/${file.name}`), program);
  }
});

test('an IPv6 address stands in brackets wherever a port follows', () => {
  const seat = { ...SEAT, address: 'fd00:3::2', serverAddress: '::1' };

  for (const program of ['haproxy', 'nginx'] as const)
    assert.match(planProxy(proxy(program), seat).file?.text ?? '', /\[fd00:3::2\]:22[^]*\[::1\]:22/);
  assert.match(planProxy(proxy('socat'), seat).argv.join(' '), /bind=\[fd00:3::2\].*TCP6:\[::1\]:22/);
});

test('a client connects to a forwarder, asks an HTTP proxy, and speaks TLS to stunnel', () => {
  const ways = PROXY_PROGRAMS.map((program) => {
    const way = proxyCommandTo(proxy(program), { address: '10.1.0.1', port: proxyPort(proxy(program)) });
    return [program, way];
  });

  assert.deepEqual(ways, [
    ['haproxy', undefined],
    ['nginx', undefined],
    ['socat', undefined],
    ['stunnel', 'socat - OPENSSL:10.1.0.1:443,verify=0'],
    ['squid', 'socat - PROXY:10.1.0.1:%h:%p,proxyport=3128'],
  ]);
});
