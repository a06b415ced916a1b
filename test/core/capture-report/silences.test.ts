/** Silences over many connections: counted in classes, by server, client and path. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type IdleFact, limitsOf } from '../../../src/core/capture-report/limits.ts';
import { limitText } from '../../../src/core/capture-report/words.ts';
import { silenceLines } from '../../../src/core/capture-report/silence-lines.ts';
import { silencesOf } from '../../../src/core/capture-report/silences.ts';
import { paint, plainStyle } from '../../../src/core/report/style.ts';

const PLAIN = plainStyle(true);

const fact = (
  survivedS: number,
  deadAfterS?: number,
  { client = '192.0.2.1', server = '198.51.100.9' } = {},
): IdleFact => ({
  clientAddress: client,
  serverAddress: server,
  serverPort: 22,
  survivedMs: survivedS * 1000,
  deadAfterMs: deadAfterS === undefined ? undefined : deadAfterS * 1000,
});

const clean = [fact(349), fact(310), fact(60, 350), fact(0, 900), fact(12, 3700)];

test('what lived and what died is counted in classes, one of which begins where dying does', () => {
  const [all] = silencesOf(clean);

  assert.deepEqual(
    all?.classes
      .filter(({ lived, died }) => lived + died > 0)
      .map(({ fromMs, toMs, lived, died }) => [
        fromMs / 1000,
        toMs === null ? null : toMs / 1000,
        lived,
        died,
      ]),
    [
      [10, 20, 1, 0],
      [60, 120, 1, 0],
      [300, 350, 2, 0],
      [350, 600, 0, 1],
      [900, 1200, 0, 1],
      [3600, 7200, 0, 1],
    ],
  );
  assert.deepEqual([all.longestLivedMs, all.shortestDeadMs], [349_000, 350_000]);
});

test('the limit is told as a person would: all that were silent for longer, none of those that were not', () => {
  const [limit] = limitsOf(clean);

  assert.equal(
    limit === undefined ? '' : limitText(limit),
    'Between 192.0.2.1 and 198.51.100.9 port 22: all 3 that were silent for 350.0 s or longer ended by it; none of the 4 that were silent for 349.0 s at most did.',
  );
});

test('two servers with limits of their own are told apart', () => {
  const other = { server: '203.0.113.7' };
  const facts = [...clean, fact(59, 61, other), fact(30, 65, other)];

  const servers = silencesOf(facts).filter(({ by }) => by === 'server');

  assert.deepEqual(
    servers.map(({ of, died, longestLivedMs, shortestDeadMs }) => [of, died, longestLivedMs, shortestDeadMs]),
    [
      ['198.51.100.9 port 22', 3, 349_000, 350_000],
      ['203.0.113.7 port 22', 2, 59_000, 61_000],
    ],
  );
  assert.deepEqual(
    limitsOf(facts).map(({ lowerMs, upperMs, connections }) => [lowerMs, upperMs, connections]),
    [
      [349_000, 350_000, 3],
      [59_000, 61_000, 2],
    ],
  );
});

test('on a terminal: a bar for each class, and a row for each server', () => {
  const other = { server: '203.0.113.7' };
  const facts = [...clean, fact(59, 61, other), fact(30, 65, other)];

  const text = silenceLines(silencesOf(facts), PLAIN, 79)
    .map((line) => paint(line, PLAIN))
    .join('\n');

  assert.match(text, /silence +lived through it +ended by it/);
  assert.match(text, /^ {2}5 min to 10 min +2 #+ +1 #/m);
  assert.match(text, /by server +lived +longest +ended +shortest/);
  assert.match(text, /198\.51\.100\.9 port 22 +4 +349\.0 s +3 +350\.0 s/);
});

test('one or two connections make no statistics', () => {
  assert.deepEqual(silenceLines(silencesOf([fact(10, 300), fact(0)]), PLAIN, 79), []);
  assert.deepEqual(silencesOf([]), []);
});

test('property: every silence is in exactly one class', () => {
  const seconds = fc.integer({ min: 1, max: 200_000 });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(seconds, fc.option(seconds, { nil: undefined })), { minLength: 1 }),
      (pairs) => {
        const facts = pairs.map(([lived, died]) => fact(lived, died));
        const [all] = silencesOf(facts);
        const sum = (key: 'lived' | 'died') => all?.classes.reduce((total, each) => total + each[key], 0);

        assert.equal(sum('lived'), facts.length);
        assert.equal(sum('died'), facts.filter(({ deadAfterMs }) => deadAfterMs !== undefined).length);
      },
    ),
  );
});
