import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { startTrace } from '../../../src/core/trace/machine.ts';
import {
  confirmedAfterMs,
  countsFromAtMs,
  deadAfterMs,
  retransmissionMs,
  stalledAfterMs,
  suspectAfterMs,
} from '../../../src/core/trace/patience.ts';
import type { TraceState } from '../../../src/core/trace/state.ts';
import { QUIET_WORLD } from '../../simulation/trace-arbitraries.ts';
import { configFor } from '../../simulation/trace-run.ts';

const rttMs = fc.double({ min: 0, max: 2000, noNaN: true });

test('property: suspected before confirmed, confirmed before dead, and each after its repeats had their time', () => {
  fc.assert(
    fc.property(rttMs, (rtt) => {
      const again = retransmissionMs(rtt);

      assert.ok(suspectAfterMs(rtt) >= rtt + again * (1 + 2), 'two attempts');
      assert.ok(confirmedAfterMs(rtt) >= rtt + again * (1 + 2 + 4), 'three attempts');
      assert.ok(deadAfterMs(rtt) >= rtt + again * (1 + 2 + 4 + 8), 'four repeats');
      assert.ok(suspectAfterMs(rtt) < confirmedAfterMs(rtt) && confirmedAfterMs(rtt) < deadAfterMs(rtt));
    }),
  );
});

test('property: the control stalls before any arm is taken for dead, so that an outage is seen as one', () => {
  fc.assert(
    // The control is asked once a second.
    fc.property(rttMs, (rtt) => assert.ok(stalledAfterMs(rtt) + 1000 < deadAfterMs(rtt) + 0.2 * rtt)),
  );
});

const cases: readonly {
  readonly name: string;
  readonly stalls: TraceState['stalls'];
  readonly sinceAtMs: number;
  readonly expected: number | undefined;
}[] = [
  { name: 'no outage', stalls: [], sinceAtMs: 5000, expected: 5000 },
  {
    name: 'an outage that was over before',
    stalls: [{ fromAtMs: 1000, toAtMs: 4000 }],
    sinceAtMs: 5000,
    expected: 5000,
  },
  {
    name: 'an outage in between: its end, and as long again for the back-off',
    stalls: [{ fromAtMs: 6000, toAtMs: 9000 }],
    sinceAtMs: 5000,
    expected: 12_000,
  },
  {
    name: 'an outage that goes on',
    stalls: [{ fromAtMs: 6000, toAtMs: undefined }],
    sinceAtMs: 5000,
    expected: undefined,
  },
  {
    name: 'the later of two',
    stalls: [
      { fromAtMs: 6000, toAtMs: 9000 },
      { fromAtMs: 20_000, toAtMs: 21_000 },
    ],
    sinceAtMs: 5000,
    expected: 22_000,
  },
];

for (const { name, stalls, sinceAtMs, expected } of cases) {
  test(`silence counts from: ${name}`, () => {
    const { state } = startTrace(configFor(QUIET_WORLD, { maxIdleMs: 10_000 }));

    assert.equal(countsFromAtMs({ ...state, stalls }, sinceAtMs), expected);
  });
}
