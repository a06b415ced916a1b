import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { OperationalError } from '../../../src/core/errors.ts';
import { JOURNAL_VERSION, parseJournal } from '../../../src/core/journal/journal.ts';
import { replayTrace } from '../../../src/core/trace/machine.ts';
import { QUIET_WORLD } from '../../simulation/trace-arbitraries.ts';
import { reportFor } from '../../simulation/trace-report.ts';
import { configFor, runTrace } from '../../simulation/trace-run.ts';

const world = {
  ...QUIET_WORLD,
  boxes: [{ hop: 2, limitMs: 5000, clientLate: 'drop', serverLate: 'drop' }],
} as const;
const run = runTrace(world, configFor(world, { maxIdleMs: 15_000, maxLogins: 24 }));
const head = JSON.stringify({
  journal: JOURNAL_VERSION,
  target: { kind: 'tcp', spec: 'tcp://host:22', host: 'host', port: 22 },
  startedAtIso: '2026-11-22T19:30:00.000Z',
  reached: undefined,
  socketOptions: true,
  localTracking: { kind: 'absent' },
  config: run.config,
});
const lines = [head, ...run.events.map((event) => JSON.stringify(event))];
const text = `${lines.join('\n')}\n`;

test('a journal of a whole run gives the report of that run again', () => {
  const { head: read, events } = parseJournal(text, 'journal');

  const again = reportFor(world, { ...run, state: replayTrace(read.config, events) });

  assert.deepEqual(again, reportFor(world, run));
});

test('property: cut off anywhere, as a crash leaves it, what stands before the cut is read', () => {
  fc.assert(
    fc.property(fc.integer({ min: head.length + 1, max: text.length }), (length) => {
      const { events } = parseJournal(text.slice(0, length), 'journal');

      const whole = text.slice(0, length).split('\n').length - 2;
      assert.ok(events.length === whole || events.length === whole + 1);
      assert.deepEqual(
        JSON.parse(JSON.stringify(events)),
        JSON.parse(`[${lines.slice(1, events.length + 1).join(',')}]`),
      );
    }),
  );
});

test('a line that is torn in the middle is no crash of ours: refused', () => {
  const torn = [...lines.slice(0, 5), '{"kind":"answ', ...lines.slice(5)].join('\n');

  assert.throws(() => parseJournal(torn, 'journal'), isRefusal);
});

test('what is no journal is refused with the name and what to do', () => {
  for (const other of [
    '',
    '\n\n',
    'hello',
    '{}',
    '[1]',
    '{"journal":"idletrace.journal/2","config":{}}',
    'null',
  ])
    assert.throws(() => parseJournal(other, 'notes.txt'), isRefusal, other);
});

test('property: nothing makes it throw anything else', () => {
  fc.assert(
    fc.property(fc.string(), fc.boolean(), (tail, withHead) => {
      try {
        parseJournal(withHead ? `${head}\n${tail}` : tail, 'x');
      } catch (error) {
        assert.ok(error instanceof OperationalError);
      }
    }),
  );
});

function isRefusal(error: unknown): boolean {
  return error instanceof OperationalError && error.code === 'FILE' && error.hint.includes(JOURNAL_VERSION);
}
