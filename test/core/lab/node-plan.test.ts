import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { nodesOf, routesOf } from '../../../src/core/lab/addresses.ts';
import { planNetwork } from '../../../src/core/lab/node-plan.ts';
import {
  firewallRouter,
  natRouter,
  plainRouter,
  scenario,
  tracking,
} from '../../../src/core/lab/scenario.ts';

const anyRouter = fc.constantFrom(plainRouter(), natRouter(), firewallRouter());
const anyScenario = fc
  .record({
    routers: fc.array(anyRouter, { minLength: 1, maxLength: 6 }),
    family: fc.constantFrom(4 as const, 6 as const),
  })
  .map(scenario);

test('hop k of a path is router k, and the hop after the last is the server', () => {
  const nodes = nodesOf(scenario({ routers: [plainRouter(), plainRouter()] }));

  assert.deepEqual(
    nodes.map(({ name, hop, leftAddress, rightAddress }) => [hop, name, leftAddress, rightAddress]),
    [
      [0, 'client', undefined, '10.1.0.2'],
      [1, 'r1', '10.1.0.1', '10.2.0.1'],
      [2, 'r2', '10.2.0.2', '10.3.0.1'],
      [3, 'server', '10.3.0.2', undefined],
    ],
  );
});

test('property: every packet of the client finds the server, hop by hop', () => {
  fc.assert(
    fc.property(anyScenario, (lab) => {
      const nodes = nodesOf(lab);
      const destination = nodes.at(-1)!.leftAddress!;

      const visited = [0];
      while (visited.at(-1)! < nodes.length - 1) visited.push(nextHop(lab, visited.at(-1)!, destination)!);

      assert.deepEqual(visited, [...nodes.keys()]);
    }),
  );
});

test('property: the server’s packets find the client where no NAT hides it, and nowhere else', () => {
  fc.assert(
    fc.property(anyScenario, (lab) => {
      const destination = nodesOf(lab)[0]!.rightAddress!;

      let at: number | undefined = lab.routers.length + 1;
      while (at !== undefined && at > 0) at = nextHop(lab, at, destination);

      assert.equal(
        at === 0,
        lab.routers.every((router) => router.kind !== 'nat'),
      );
    }),
  );
});

test('a box that keeps no state gets no rule, since one rule would switch tracking on', () => {
  const { nodes } = planNetwork(
    scenario({ routers: [plainRouter(), firewallRouter({ establishedSeconds: 9 })] }),
    'abc',
  );

  assert.deepEqual(
    nodes.map(({ namespace, ruleset }) => [namespace, ruleset.includes('ct state')]),
    [
      ['idletrace-abc-client', false],
      ['idletrace-abc-r1', false],
      ['idletrace-abc-r2', true],
      ['idletrace-abc-server', false],
    ],
  );
  assert.deepEqual(
    nodes[2]!.sysctls.filter(({ needed }) => needed).map(({ key, value }) => [key, value]),
    [
      ['net.netfilter.nf_conntrack_tcp_loose', 1],
      ['net.netfilter.nf_conntrack_tcp_timeout_established', 9],
    ],
  );
});

test('each setting of a router is in its rules, and only then', () => {
  const table: readonly (readonly [Parameters<typeof rulesOf>[0], RegExp, boolean])[] = [
    [firewallRouter(), /meta l4proto tcp drop/, true],
    [firewallRouter({ unknown: 'reject' }), /meta l4proto tcp reject with tcp reset/, true],
    [
      firewallRouter({ unknown: 'revived-by-server' }),
      /iifname "right" meta l4proto tcp accept\n.*meta l4proto tcp drop/,
      true,
    ],
    [firewallRouter({ unknown: 'accept' }), /meta l4proto tcp accept/, true],
    [firewallRouter(), /masquerade|hook output/, false],
    [natRouter(), /masquerade$/m, true],
    [natRouter({ ports: 'random' }), /masquerade fully-random$/m, true],
    [natRouter(), /hook input/, false],
    [natRouter({ wanInput: 'drop' }), /hook input/, true],
    [plainRouter({ icmp: false }), /time-exceeded/, true],
    [plainRouter({ icmp: false }), /ct state/, false],
  ];

  for (const [router, pattern, expected] of table)
    assert.equal(pattern.test(rulesOf(router)), expected, String(pattern));
});

test('a firewall on an end host filters what comes in there', () => {
  const firewall = tracking({ establishedSeconds: 4, loose: false });
  const { nodes } = planNetwork(scenario({ routers: [plainRouter()], client: { firewall } }), 'abc');

  assert.match(nodes[0]!.ruleset, /hook input/);
  assert.equal(nodes[2]!.ruleset, '');
});

function rulesOf(
  router: ReturnType<typeof plainRouter> | ReturnType<typeof natRouter> | ReturnType<typeof firewallRouter>,
) {
  return planNetwork(scenario({ routers: [router] }), 'abc').nodes[1]!.ruleset;
}

/** The neighbour that the node at `hop` hands a packet to; `undefined`: it knows no way. */
function nextHop(lab: ReturnType<typeof scenario>, hop: number, destination: string): number | undefined {
  const nodes = nodesOf(lab);
  const linkOf = (address: string): string => (/^(?:10\.|fd00:)(\d)/.exec(address) ?? [])[1] ?? '';
  const own = nodes[hop]!;
  if (own.rightAddress !== undefined && linkOf(own.rightAddress) === linkOf(destination)) return hop + 1;
  if (own.leftAddress !== undefined && linkOf(own.leftAddress) === linkOf(destination)) return hop - 1;
  const via = routesOf(hop, lab).find(
    ({ to }) => to === 'default' || linkOf(to) === linkOf(destination),
  )?.via;
  const neighbour = nodes.find(
    (node) => via !== undefined && (node.leftAddress === via || node.rightAddress === via),
  );
  return neighbour?.hop;
}
