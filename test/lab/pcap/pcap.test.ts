/**
 * One session that was idle for too long, captured at every node of the path at once: from each point of view the
 * verdict is what the lab knows, and no more is said than was to be seen from there. All at the same time, in
 * networks of their own.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { withLab } from '../../../src/adapters/lab/lab.ts';
import type { ConnectionReport } from '../../../src/core/capture-report/model.ts';
import { parseScenario } from '../../../src/core/lab/parse-scenario.ts';
import { clientSpeaksAfter } from '../idle-session.ts';
import { whyNoLab } from '../needs-lab.ts';
import { captured } from './captured.ts';

const skip = await whyNoLab();

type View = Pick<ConnectionReport, 'ending' | 'endedBy' | 'idle' | 'cause'>;

const DEAD: View = { ending: 'silent', endedBy: 'nobody-seen', idle: 'yes', cause: 'idle-expiry' };
const TORN: View = { ending: 'reset', endedBy: 'middlebox', idle: 'yes', cause: 'idle-expiry' };
/** Nothing of the end came by there. */
const OPEN: View = { ending: 'open', endedBy: 'nobody-seen', idle: 'no', cause: 'not-ended' };

interface Case {
  readonly scenario: string;
  /** By node, from the client to the server. */
  readonly views: Readonly<Record<string, View>>;
  /** Whether it lived through the silence. */
  readonly isLived: boolean;
}

const CASES: readonly Case[] = [
  {
    scenario: 'silent-firewall',
    views: { client: DEAD, r1: DEAD, r2: DEAD, r3: OPEN, server: OPEN },
    isLived: false,
  },
  {
    scenario: 'rejecting-firewall',
    views: { client: TORN, r1: TORN, r2: TORN, server: OPEN },
    isLived: false,
  },
  {
    scenario: 'nat-loose',
    views: { client: OPEN, r1: OPEN, r2: OPEN, server: OPEN },
    isLived: true,
  },
];

const IDLE_MS = 6000;

test('what a capture says of an idle session is right wherever it was made', {
  skip,
  concurrency: 4,
}, async (t) => {
  await Promise.all(
    CASES.map(async ({ scenario: name, views, isLived }) =>
      t.test(name, async () => {
        const scenario = parseScenario(readFileSync(`lab/${name}.toml`, 'utf8'), name);
        await withLab(scenario, async (lab) =>
          captured(
            lab,
            async () => clientSpeaksAfter(lab, IDLE_MS),
            ({ judged }) => {
              // Together each end knows what the one knows that saw more. Where it lived, ssh is killed at the end:
              // whether its FIN was still captured says nothing.
              for (const { ending, cause } of isLived ? [] : judged('client', 'server').connections) {
                assert.deepEqual([ending, cause], [views.client?.ending, views.client?.cause], name);
              }
              for (const [node, expected] of Object.entries(views)) {
                const { connections } = judged(node);
                assert.ok(connections.length > 0, `${name} at ${node}: no connection`);
                for (const connection of connections) {
                  const { ending, endedBy, idle, cause, limitMs, summary } = connection;
                  const isKilled =
                    isLived && ending === 'fin' && endedBy === 'client' && cause === 'normal-end';
                  const view = isKilled ? { ...OPEN, idle } : { ending, endedBy, idle, cause };
                  assert.deepEqual(view, expected, `${name} at ${node}: ${summary}`);
                  // What is dead by then died between the firewall's five seconds and this silence.
                  const bound = isLived ? limitMs?.lower : limitMs?.upper;
                  if (isLived || expected !== OPEN)
                    assert.ok((bound ?? 0) > IDLE_MS * 0.9, `${name} at ${node}: ${bound}`);
                }
              }
            },
          ),
        );
      }),
    ),
  );
});
