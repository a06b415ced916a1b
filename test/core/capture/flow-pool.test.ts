/** Records of connections: they do not see each other's numbers, and one that is used again is as new. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Flow } from '../../../src/core/capture/flow.ts';
import { FlowPool } from '../../../src/core/capture/flow-pool.ts';
import type { Side } from '../../../src/core/capture/side.ts';

/** Every number and truth of it, by name. */
function numbersOf(row: Flow | Side): Readonly<Record<string, unknown>> {
  const fields = Object.entries(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(row) as object));
  return Object.fromEntries(
    fields.flatMap(([name, field]) =>
      field.get === undefined ? [] : [[name, Reflect.get(row, name) as unknown]],
    ),
  );
}

/** Writes another number into every field; truths become true. */
function scribble(flow: Flow): void {
  let number = 1000;
  for (const row of [flow, flow.a, flow.b]) {
    for (const [name, value] of Object.entries(numbersOf(row))) {
      Object.assign(row, { [name]: typeof value === 'boolean' ? true : (number += 1) });
    }
  }
}

function rowsOf(flow: Flow): readonly Readonly<Record<string, unknown>>[] {
  return [flow, flow.a, flow.b].map(numbersOf);
}

test('each field of a connection has a place of its own', () => {
  const flow = new FlowPool().take(0);

  scribble(flow);

  const numbers = rowsOf(flow)
    .flatMap((row) => Object.values(row))
    .filter((value) => typeof value === 'number');
  assert.ok(numbers.length > 80);
  assert.deepEqual(
    numbers,
    numbers.map((_, at) => 1001 + at),
  );
});

test('connections do not see the numbers of their neighbours, over many arrays', () => {
  const pool = new FlowPool();
  const flows = Array.from({ length: 1000 }, (_, stream) => pool.take(stream));
  const fresh = rowsOf(new FlowPool().take(0));

  for (const [at, flow] of flows.entries()) if (at % 2 === 0) scribble(flow);

  for (const [at, flow] of flows.entries()) if (at % 2 === 1) assert.deepEqual(rowsOf(flow), fresh);
});

test('a record that is used again is as new, and the same memory', () => {
  const pool = new FlowPool();
  const flow = pool.take(1);
  const fresh = rowsOf(flow);
  scribble(flow);
  flow.spans = [1, 2, 3];
  flow.resetsSeen = [];

  pool.giveBack(flow);
  const again = pool.take(2);

  assert.equal(again, flow);
  assert.equal(again.stream, 2);
  assert.deepEqual(rowsOf(again), fresh);
  assert.equal(again.spans, undefined);
  assert.equal(again.resetsSeen, undefined);
});

test('frames, times and octets are exact beyond 32 bits, sequence numbers signed', () => {
  const flow = new FlowPool().take(0);

  flow.lastFrame = 2 ** 40 + 1;
  flow.lastAtMs = 1234.5678;
  flow.a.payloadBytes = 2 ** 45 + 3;
  flow.a.nextSeq = -5;
  flow.b.nextSeq = 7;

  assert.equal(flow.lastFrame, 2 ** 40 + 1);
  assert.equal(flow.lastAtMs, 1234.5678);
  assert.equal(flow.a.payloadBytes, 2 ** 45 + 3);
  assert.deepEqual([flow.a.nextSeq, flow.b.nextSeq], [-5, 7]);
});
