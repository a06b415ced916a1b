import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { Findings } from '../../../src/core/evidence/findings.ts';
import { PRODUCTS } from '../../../src/core/facts/products.ts';
import type { Ending } from '../../../src/core/measure/trial.ts';
import type { Verdict } from '../../../src/core/verdict/judge.ts';
import { standardVerdict, suspectProducts } from '../../../src/core/verdict/suspect-products.ts';
import { announced, NOTHING_MEASURED } from './findings.ts';

const LIMIT: Verdict = {
  kind: 'idle-limit',
  cause: 'nat-expiry-blackhole',
  layer: 'path',
  limit: { lowerMs: 349_000, upperMs: 351_000 },
  ending: 'silent',
  location: { layer: 'path', hops: [3, 3], because: [] },
  leg: undefined,
  policy: 'no',
  confidence: 'proven',
  because: [],
  cleared: [],
  alternatives: [],
};

interface Case {
  readonly name: string;
  readonly verdict: Partial<Verdict>;
  readonly findings?: Partial<Findings>;
  readonly has: readonly string[];
  readonly hasNot: readonly string[];
}

const cases: readonly Case[] = [
  {
    name: '350 s and a reset on the next packet',
    verdict: { ending: 'reset' },
    has: ['aws-nlb', 'aws-nat-gateway'],
    hasNot: ['aws-nitro-v6', 'aws-network-firewall', 'aws-nlb-tls'],
  },
  {
    name: '350 s and silence at the server host',
    verdict: { layer: 'server-host', location: { layer: 'server-host', hops: [4, 4], because: [] } },
    has: ['aws-nitro-v6'],
    hasNot: ['aws-nlb', 'aws-nat-gateway'],
  },
  {
    name: '350 s and silence at the first hop of four',
    verdict: { location: { layer: 'path', hops: [1, 1], because: [] } },
    findings: { pathHops: 8 },
    has: ['aws-network-firewall'],
    hasNot: ['aws-nlb', 'oracle-nlb'],
  },
  {
    name: '600 s and a close by a proxy',
    verdict: {
      layer: 'proxy',
      ending: 'fin',
      limit: { lowerMs: 599_700, upperMs: 600_900 },
      location: undefined,
    },
    findings: { announced: announced('fin') },
    has: ['nginx-stream', 'tinyproxy'],
    hasNot: ['gcp-vpc-firewall', 'vas-experts-cgnat'],
  },
  {
    name: '300 s and resets at both ends, unasked',
    verdict: { ending: 'reset', limit: { lowerMs: 299_000, upperMs: 301_000 } },
    findings: { announced: announced('reset') },
    has: ['f5-fastl4'],
    hasNot: ['docker-vpnkit', 'linux-conntrack-unacknowledged'],
  },
  {
    name: 'a limit of the shell',
    verdict: { layer: 'shell', limit: { lowerMs: 299_000, upperMs: 301_000 } },
    has: [],
    hasNot: PRODUCTS.map(({ id }) => id),
  },
  {
    name: 'a bracket from one minute to ten',
    verdict: { limit: { lowerMs: 60_000, upperMs: 600_000 } },
    has: [],
    hasNot: PRODUCTS.map(({ id }) => id),
  },
];

for (const { name, verdict, findings, has, hasNot } of cases) {
  test(`${name}: ${has.join(', ') || 'no product'} is named`, () => {
    const named = suspectProducts({ ...LIMIT, ...verdict }, { ...NOTHING_MEASURED, ...findings }).map(
      ({ product }) => product.id,
    );

    assert.deepEqual(
      has.filter((id) => !named.includes(id)),
      [],
    );
    assert.deepEqual(
      hasNot.filter((id) => named.includes(id)),
      [],
    );
  });
}

test('what a source states comes before what is inferred, and only a few that fit are likely', () => {
  const suspects = suspectProducts({ ...LIMIT, ending: 'reset' }, NOTHING_MEASURED);

  assert.deepEqual(
    suspects
      .filter(({ likelihood }) => likelihood === 'likely')
      .map(({ product }) => product.id)
      .toSorted(),
    ['aws-nat-gateway', 'aws-nlb'],
  );
  assert.equal(suspects[0]?.likelihood, 'likely');
});

test('property: whoever is named has its default at the limit and ends connections so, or that is not known', () => {
  const endings: readonly Ending[] = ['silent', 'reset', 'fin'];
  fc.assert(
    fc.property(
      fc.constantFrom(...PRODUCTS),
      fc.constantFrom(...endings),
      fc.integer({ min: 0, max: 20 }),
      (product, ending, width) => {
        const at = (product.defaultSeconds ?? 300) * 1000;
        const limit = { lowerMs: at * (1 - width / 200), upperMs: at * (1 + width / 200) + 1 };

        for (const { product: named, why } of suspectProducts(
          { ...LIMIT, limit, ending },
          NOTHING_MEASURED,
        )) {
          const ms = (named.defaultSeconds ?? 0) * 1000;
          assert.ok(ms >= limit.lowerMs * 0.99 - 1000 && ms <= limit.upperMs * 1.01 + 1000, named.id);
          assert.ok(why.startsWith(`${named.defaultSeconds} s`));
        }
      },
    ),
  );
});

const standards: readonly {
  lowerMs: number;
  upperMs: number | undefined;
  met: string;
  belowByMs: number | undefined;
}[] = [
  { lowerMs: 298_000, upperMs: 300_000, met: 'no', belowByMs: 7_140_000 },
  { lowerMs: 7_440_000, upperMs: 7_500_000, met: 'yes', belowByMs: undefined },
  { lowerMs: 7_400_000, upperMs: 7_500_000, met: 'unknown', belowByMs: undefined },
  { lowerMs: 900_000, upperMs: undefined, met: 'unknown', belowByMs: undefined },
];

for (const { lowerMs, upperMs, met, belowByMs } of standards) {
  test(`RFC 5382 is met by a limit of ${lowerMs} to ${upperMs ?? 'more'} ms: ${met}`, () => {
    assert.deepEqual(standardVerdict({ ...LIMIT, limit: { lowerMs, upperMs } }), {
      minimumMs: 7_440_000,
      met,
      belowByMs,
    });
  });
}

test('a proxy and a shell are not judged by what RFC 5382 asks of a NAT', () => {
  assert.equal(standardVerdict({ ...LIMIT, layer: 'proxy' }), undefined);
  assert.equal(standardVerdict({ ...LIMIT, layer: 'shell' }), undefined);
});
