/** Verdicts as a table: segments in, what is reported of their connection, and what is said of it or must not be. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConnectionReport } from '../../../src/core/capture-report/model.ts';
import { judged, type Segment } from './packets.ts';

export interface VerdictCase {
  readonly name: string;
  readonly segments: readonly Segment[];
  readonly expected: Partial<ConnectionReport>;
  /** What stands in the sentences, and what must not. */
  readonly said?: RegExp;
  readonly unsaid?: RegExp;
}

export function testVerdicts(cases: readonly VerdictCase[]): void {
  for (const { name, segments, expected, said, unsaid } of cases) {
    test(name, () => {
      const [connection] = judged(segments);

      assert.ok(connection !== undefined);
      const seen = Object.fromEntries(
        Object.keys(expected).map((key) => [key, connection[key as keyof ConnectionReport]]),
      );
      assert.deepEqual(seen, expected, connection.summary);
      const text = [
        connection.summary,
        ...connection.because.map(({ fact }) => fact),
        ...connection.notes.map(({ note }) => note),
      ].join('\n');
      if (said !== undefined) assert.match(text, said);
      if (unsaid !== undefined) assert.doesNotMatch(text, unsaid);
    });
  }
}
