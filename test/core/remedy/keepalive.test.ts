import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Findings } from '../../../src/core/evidence/findings.ts';
import { remediesOf } from '../../../src/core/remedy/keepalive.ts';
import { parseTarget } from '../../../src/core/target/target.ts';
import { judge } from '../../../src/core/verdict/judge.ts';
import { announced, limitFound, NOTHING_MEASURED, witness } from '../verdict/findings.ts';

const ssh = parseTarget('me@prod');
const tcp = parseTarget('tcp://prod:22');

function curesFor(parts: Partial<Findings>, target = ssh) {
  const findings = { ...NOTHING_MEASURED, ...limitFound(8900, 9100), ...parts };
  return remediesOf(judge(findings), findings, target);
}

test('the largest interval that was proven and leaves room for one to be lost', () => {
  const [best] = curesFor({
    keepalives: [1, 2, 3, 5].map((seconds) => witness('ssh-keepalive', seconds, 'alive')),
  });

  assert.equal(best?.kind, 'ssh-keepalive');
  assert.equal(best.intervalSeconds, 3);
  assert.equal(best.provenAliveMs, 9700);
  assert.deepEqual(best.set, {
    file: '~/.ssh/config',
    host: 'prod',
    options: { ServerAliveInterval: 3, ServerAliveCountMax: 3 },
  });
});

test('where none leaves room, the largest that is well below the limit, and that is said', () => {
  const [best] = curesFor({ keepalives: [witness('ssh-keepalive', 5, 'alive')] });

  assert.equal(best?.intervalSeconds, 5);
  assert.match(best.why, /lost keepalive may already harm/);
});

test('what died, or did not outlive the limit, is not called proven', () => {
  const [best] = curesFor({
    keepalives: [witness('ssh-keepalive', 3, 'silent'), witness('ssh-keepalive', 2, 'alive', 8000)],
  });

  assert.equal(best?.provenAliveMs, undefined);
  assert.equal(best?.intervalSeconds, 2, 'a third of what was lived through');
  assert.match(best.why, /not proven/);
});

test('an interval longer than the limit is never advised, though its arm was lucky', () => {
  const [best] = curesFor({ keepalives: [witness('ssh-keepalive', 10, 'alive')] });

  assert.ok((best?.intervalSeconds ?? Infinity) * 1000 < 8900);
});

test('the TCP variant only where it was proven; a bare connection has no other', () => {
  const keepalives = [witness('ssh-keepalive', 3, 'alive'), witness('tcp-keepalive', 1, 'alive')];

  assert.deepEqual(
    curesFor({ keepalives }).map(({ kind }) => kind),
    ['ssh-keepalive', 'tcp-keepalive'],
  );
  assert.deepEqual(
    curesFor({ keepalives: [witness('ssh-keepalive', 3, 'alive')] }).map(({ kind }) => kind),
    ['ssh-keepalive'],
  );
  assert.deepEqual(
    curesFor({ keepalives }, tcp).map(({ kind }) => kind),
    ['tcp-keepalive'],
  );
});

test("somebody's decision is not evaded: ask", () => {
  const cures = curesFor({
    announced: announced('channel-closed'),
    keepalives: [witness('ssh-keepalive', 3, 'channel-closed')],
  });

  assert.deepEqual(
    cures.map(({ kind, set }) => ({ kind, set })),
    [{ kind: 'ask-the-owner', set: undefined }],
  );
});

test('nothing is advised where nothing was found', () => {
  assert.deepEqual(remediesOf(judge(NOTHING_MEASURED), NOTHING_MEASURED, ssh), []);
});
