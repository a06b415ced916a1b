/** A machine that gets another address in the middle of a run. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { withLab } from '../../../src/adapters/lab/lab.ts';
import { plainRouter, scenario } from '../../../src/core/lab/scenario.ts';
import { whyNoLab } from '../needs-lab.ts';
import { traceIn } from './trace-in.ts';

const skip = await whyNoLab();

test('connections that die of a change of address are not idle ones that a box forgot', {
  skip,
}, async () => {
  await withLab(scenario({ summary: 'a change of address', routers: [plainRouter()] }), async (lab) => {
    const [client] = lab.nodes;
    const change = async () => {
      await delay(6000);
      const commands = 'ip addr flush dev right; ip addr add 10.9.0.2/30 dev right';
      const child = lab.execOn(client!, ['sh', '-c', commands], { stdio: 'inherit' });
      await new Promise((resolve) => child.on('close', resolve));
    };

    const [{ verdict, evidence }] = await Promise.all([
      traceIn(lab, ['--max', '30s', '--connections', '6']),
      change(),
    ]);

    assert.equal(verdict.kind, 'not-idle', verdict.summary);
    assert.equal(verdict.cause, 'client-address-change');
    assert.equal(verdict.layer, 'client-host');
    assert.ok(evidence.some(({ id, fact }) => id === 'address-lost' && fact.includes('10.1.0.2')));
  });
});
