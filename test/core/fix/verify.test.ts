import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeCure, measuredLimitOf, type VerifiedSession } from '../../../src/core/fix/verify.ts';

const MEASURED = { limitMs: { lower: 5000, upper: 5500 }, name: 'the run of yesterday' };

/** Four sessions, those as configured alive unless said otherwise. `serverSilenceMs` null: the server sent nothing. */
function arms(
  outcomes: Partial<Record<VerifiedSession['with'], VerifiedSession['outcome']>>,
  serverSilenceMs: number | null = null,
  heldMs = 9000,
): readonly VerifiedSession[] {
  return (['configuration', 'no-keepalive'] as const).flatMap((kind) =>
    (['client-first', 'server-first'] as const).map((direction) => ({
      with: kind,
      direction,
      heldMs,
      outcome: outcomes[kind] ?? 'alive',
      words: '',
      serverKeepalives: serverSilenceMs === null ? 0 : 3,
      serverSilenceMs,
    })),
  );
}

const CASES: readonly {
  readonly name: string;
  readonly sessions: readonly VerifiedSession[];
  readonly measured: typeof MEASURED | undefined;
  readonly cured: 'yes' | 'no' | 'unknown';
  readonly why: RegExp;
  readonly restsOn: 'negative-control' | 'report' | undefined;
}[] = [
  {
    name: 'the control died',
    sessions: arms({ 'no-keepalive': 'dead' }),
    measured: undefined,
    cured: 'yes',
    why: /one without keepalive died/,
    restsOn: 'negative-control',
  },
  {
    name: 'the control lived, and nothing kept it, though a limit was measured once',
    sessions: arms({}),
    measured: MEASURED,
    cured: 'unknown',
    why: /the limit was not met/,
    restsOn: undefined,
  },
  {
    name: 'one as configured died, by whatever limit',
    sessions: arms({ configuration: 'dead' }, 1000),
    measured: MEASURED,
    cured: 'no',
    why: /those of the server, 1\.00 s apart at most, did not keep it either/,
    restsOn: undefined,
  },
  {
    name: "the server's own kept all, and a limit was measured before",
    sessions: arms({}, 2000),
    measured: MEASURED,
    cured: 'yes',
    why: /by the server's own keepalives, with silences of 2\.00 s at most.*rests on an earlier measurement.*between 5\.00 s and 5\.50 s, as the run of yesterday measured/,
    restsOn: 'report',
  },
  {
    name: "the server's own kept all, and nothing was measured before",
    sessions: arms({}, 2000),
    measured: undefined,
    cured: 'unknown',
    why: /the server itself sends keepalives.*verify --from REPORT/,
    restsOn: undefined,
  },
  {
    name: "the server's own are further apart than what was measured",
    sessions: arms({}, 5000),
    measured: MEASURED,
    cured: 'unknown',
    why: /silences of up to 5\.00 s .* so the limit was not met this time/,
    restsOn: undefined,
  },
  {
    name: 'they were not held past what was measured',
    sessions: arms({}, 2000, 5500),
    measured: MEASURED,
    cured: 'unknown',
    why: /not held past the limit/,
    restsOn: undefined,
  },
  {
    name: "one of them got none of the server's",
    sessions: [...arms({}, 2000).slice(0, 3), ...arms({}).slice(3)],
    measured: MEASURED,
    cured: 'unknown',
    why: /the limit was not met/,
    restsOn: undefined,
  },
];

for (const { name, sessions, measured, cured, why, restsOn } of CASES) {
  test(`cured, ${cured}: ${name}`, () => {
    const judged = judgeCure(sessions, 2, measured);

    assert.equal(judged.cured, cured);
    assert.match(judged.why, why);
    assert.equal(judged.restsOn?.kind, restsOn);
  });
}

test('a limit to compare with is one that was measured, bounded, and that nobody decided', () => {
  const limitMs = { lower: 1, upper: 2 };
  const of = (changed: object) =>
    measuredLimitOf(
      {
        verdict: {
          kind: 'idle-limit',
          policy: 'no',
          layer: null,
          summary: '',
          limitMs,
          because: [],
          ...changed,
        },
      },
      'r',
    );

  assert.deepEqual(of({}), { limitMs, name: 'r' });
  assert.equal(of({ policy: 'yes' }), undefined);
  assert.equal(of({ kind: 'survives' }), undefined);
  assert.equal(of({ limitMs: { lower: 1, upper: null } }), undefined);
  assert.equal(measuredLimitOf(undefined, 'r'), undefined);
});
