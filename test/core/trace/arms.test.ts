import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { type ArmPlan, planArms } from '../../../src/core/trace/arms.ts';

const plan: ArmPlan = {
  login: true,
  ladder: 16,
  maxIdleMs: 900_000,
  pathHops: 5,
  socketOptions: true,
  mayType: true,
  maxLogins: Infinity,
  jumps: 0,
  ownAliveMs: 0,
};
const idsOf = (said: Partial<ArmPlan>) => planArms({ ...plan, ...said }).arms.map(({ id }) => id);

test('every hop short of the server has its arm, and the server none', () => {
  const ttl = planArms(plan).arms.flatMap(({ ttlHops }) => ttlHops ?? []);

  assert.deepEqual(
    ttl.toSorted((a, b) => a - b),
    [1, 2, 3, 4],
  );
});

const wanting: readonly {
  readonly name: string;
  readonly said: Partial<ArmPlan>;
  readonly none: RegExp;
}[] = [
  { name: 'an unknown path has no hop arms', said: { pathHops: undefined }, none: /^ttl/ },
  { name: 'a server one hop away has none', said: { pathHops: 1 }, none: /^ttl/ },
  {
    name: 'without socket options no TTL, no TCP keepalive',
    said: { socketOptions: false },
    none: /^(ttl|tcp)/,
  },
  { name: 'without login no session', said: { login: false }, none: /^(ssh|shell|typed)/ },
  { name: 'nobody types into what may be no shell', said: { mayType: false }, none: /^typed/ },
  {
    name: 'no keepalive slower than half of what is waited for',
    said: { maxIdleMs: 20_000 },
    none: /-(15|30|60)s$/,
  },
];

for (const { name, said, none } of wanting) {
  test(`arms: ${name}`, () => {
    assert.deepEqual(
      idsOf(said).filter((id) => none.test(id)),
      [],
    );
    assert.ok(
      idsOf(plan).some((id) => none.test(id)),
      'otherwise there is one',
    );
  });
}

test('where one login is left beside the control, it is silent', () => {
  assert.deepEqual(idsOf({ maxLogins: 2 }), ['ladder-1']);
});

test('few logins go half to the ladder, half to what tells most: the middle hop first', () => {
  assert.deepEqual(idsOf({ maxLogins: 7 }), [
    'ladder-1',
    'ladder-2',
    'ladder-3',
    'ttl-2',
    'ttl-1',
    'ssh-keepalive-1s',
  ]);
});

test('property: never more than asked for, nothing twice, nothing lost, and always a silent one', () => {
  fc.assert(
    fc.property(
      fc.record({
        login: fc.boolean(),
        ladder: fc.integer({ min: 1, max: 64 }),
        maxIdleMs: fc.integer({ min: 1000, max: 10_800_000 }),
        pathHops: fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }),
        socketOptions: fc.boolean(),
        mayType: fc.boolean(),
        jumps: fc.nat({ max: 3 }),
        ownAliveMs: fc.constantFrom(0, 60_000),
        maxLogins: fc.oneof(fc.integer({ min: 2, max: 100 }), fc.constant(Infinity)),
      }),
      (drawn) => {
        const { arms, leftOut } = planArms(drawn);

        assert.ok(arms.length <= drawn.maxLogins - 1);
        const all = [...arms, ...leftOut].map(({ id }) => id);
        assert.equal(new Set(all).size, all.length);
        assert.deepEqual(
          all.toSorted(),
          planArms({ ...drawn, maxLogins: Infinity })
            .arms.map(({ id }) => id)
            .toSorted(),
        );
        assert.ok(arms.some(({ kind }) => kind === 'ladder'));
      },
    ),
  );
});
