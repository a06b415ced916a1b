/** What "proven" claims, over whatever a run may have found: no other rule of the catalogue says yes, or might. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { Findings } from '../../../src/core/evidence/findings.ts';
import { isExcluded } from '../../../src/core/verdict/confidence.ts';
import { answersTo, judge } from '../../../src/core/verdict/judge.ts';
import {
  announced,
  CONTROL_LIVED,
  direction,
  limitFound,
  NAT,
  NOTHING_MEASURED,
  witness,
} from './findings.ts';

const ENDINGS = ['silent', 'reset', 'fin', 'channel-closed'] as const;
const ending = fc.constantFrom(...ENDINGS);
const outcome = fc.constantFrom('alive' as const, ...ENDINGS);

/** Parts of findings that may stand together, whatever the others are. */
const findings: fc.Arbitrary<Findings> = fc
  .tuple(
    fc.oneof(
      ending.map((met) => limitFound(8900, 9100, met)),
      fc.constant({
        ...limitFound(8900, 9100, 'reset'),
        client: direction('client-first', 12_000),
        server: direction('server-first', 8900, 9100, 'reset'),
      }),
    ),
    fc.option(
      fc
        .record({
          met: ending,
          shellOnly: fc.boolean(),
          words: fc.constantFrom(
            '',
            'timed out waiting for input: auto-logout',
            'zsh: timeout',
            'auto-logout',
          ),
          exitStatus: fc.constantFrom(undefined, 0, 255),
        })
        .map(({ met, ...said }) => announced(met, said)),
      { nil: undefined },
    ),
    fc.array(
      fc.tuple(
        fc.constantFrom('tcp-keepalive' as const, 'ssh-keepalive' as const, 'typed' as const),
        outcome,
      ),
      {
        maxLength: 4,
      },
    ),
    fc.array(outcome, { maxLength: 3 }),
    fc.option(outcome, { nil: undefined }),
    fc.constantFrom(NAT.none, NAT.kept, NAT.changed, NOTHING_MEASURED.nat),
    fc.constantFrom('OpenSSH_9.2p1', 'dropbear_2022.83', undefined),
    fc.constantFrom('bash', 'ash', 'zsh', undefined),
    fc.constantFrom(undefined, 'nc -X connect -x proxy:3128 %h %p', 'my-own-way %h'),
  )
  .map(([limit, said, keepalives, ttl, shell, nat, serverSoftware, shellName, proxyCommand]) => ({
    ...NOTHING_MEASURED,
    ...CONTROL_LIVED,
    ...limit,
    announced: said,
    keepalives: keepalives.map(([kind, met]) => witness(kind, 2, met)),
    ttl: ttl.map((met, i) => witness('ttl', i + 1, met)),
    shell: shell === undefined ? undefined : witness('shell', 0, shell),
    nat,
    serverSoftware,
    shellName,
    endpoint: { ...NOTHING_MEASURED.endpoint, proxyCommand },
  }));

test('property: proven excludes every other rule of the catalogue', () => {
  let proven = 0;
  fc.assert(
    fc.property(findings, (found) => {
      const verdict = judge(found);
      if (verdict.confidence !== 'proven') return;
      proven += 1;

      const others = answersTo(found).filter((judged) => !isExcluded(judged));

      assert.deepEqual(
        others.map(({ rule }) => rule.causes[0]),
        [verdict.cause],
      );
    }),
    { numRuns: 5000 },
  );
  assert.ok(proven > 0, 'it was said at least once');
});
