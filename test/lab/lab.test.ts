/**
 * Every scenario that comes with idletrace, on the real kernel: an idle session
 * dies or lives as its file says, and lives when it was idle for half as long.
 * Five at a time, since each is a network of its own, but the machine is one.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { withLab } from '../../src/adapters/lab/lab.ts';
import { parseScenario } from '../../src/core/lab/parse-scenario.ts';
import type { Scenario } from '../../src/core/lab/scenario.ts';
import { clientSpeaksAfter, serverSpeaksAfter } from './idle-session.ts';
import { whyNoLab } from './needs-lab.ts';

const skip = await whyNoLab();

test('a session dies or lives as the scenario says', { skip, concurrency: 5 }, async (t) => {
  const files = readdirSync('lab').filter((name) => name.endsWith('.toml'));
  await Promise.all(
    files.map((file) =>
      t.test(file, async () => {
        const scenario = parseScenario(readFileSync(`lab/${file}`, 'utf8'), file);
        const limitMs = limitOf(scenario);

        const fates = await withLab(scenario, async (lab) => {
          const idleMs = limitMs + 1200;
          const [clientFirst, serverFirst, sooner] = await Promise.all([
            clientSpeaksAfter(lab, idleMs),
            serverSpeaksAfter(lab, idleMs),
            clientSpeaksAfter(lab, limitMs / 2),
          ]);
          return { clientFirst, serverFirst, sooner };
        });

        const { clientFirst, serverFirst } = scenario.expect!;
        assert.deepEqual(fates, { clientFirst, serverFirst, sooner: 'alive' });
      }),
    ),
  );
});

/** The smallest limit of the scenario; where it has none, longer than its outages. Milliseconds. */
function limitOf({ client, server, routers, outages, proxy }: Scenario): number {
  const seconds = [
    client.firewall?.establishedSeconds,
    server.firewall?.establishedSeconds,
    server.lifetimeSeconds,
    server.dropbear?.idleSeconds,
    proxy?.idleSeconds,
    ...routers.map((router) => ('establishedSeconds' in router ? router.establishedSeconds : undefined)),
  ].filter((limit) => limit !== undefined);
  const outageEnds = outages.map(({ afterSeconds, forSeconds }) => afterSeconds + forSeconds + 1);
  return (seconds.length > 0 ? Math.min(...seconds) : Math.max(5, ...outageEnds)) * 1000;
}
