import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { itermBinary } from '../../../src/core/client/iterm2.ts';
import { formatOf } from '../../../src/core/client/formats.ts';
import { planFile } from '../../../src/core/fix/plan-file.ts';
import { GENERATED } from './generated.ts';
import { itsLawsHold } from './laws.ts';

const all = { means: () => true, isOwn: () => false };

for (const one of GENERATED) if (!one.isTree) itsLawsHold(one);

test('a value of our own is changed in either direction, by replacing it', () => {
  const [{ format } = assert.fail()] = GENERATED;
  const text = 'PingInterval=0\nPingIntervalSecs=30\n';

  const raised = planFile({ format, text, seconds: 90, means: () => true, isOwn: () => true });

  assert.equal(raised.kind === 'planned' ? raised.after : undefined, 'PingInterval=1\nPingIntervalSecs=30\n');
});

test("somebody else's better value is left, and that is said", () => {
  const [{ format } = assert.fail()] = GENERATED;

  const plan = planFile({ format, text: 'PingIntervalSecs=20\n', seconds: 60, ...all });

  assert.ok(plan.kind === 'planned');
  assert.deepEqual(plan.left, [{ session: undefined, why: 'it sends a keepalive every 20 s already' }]);
  assert.equal(plan.after, 'PingIntervalSecs=20\n');
});

test('a session of another protocol is left and that is said; what new sessions begin with is not', () => {
  const texts = {
    putty: 'Protocol=serial\nPingIntervalSecs=0\n',
    securecrt: 'S:"Protocol Name"=Serial\r\nD:"Idle NO-OP Check"=00000000\r\n',
    xshell: '[CONNECTION]\r\nProtocol=SERIAL\r\n[CONNECTION:KEEPALIVE]\r\nKeepAlive=0\r\n',
    winscp: '[Sessions\\a]\r\nFSProtocol=5\r\n',
  };
  for (const [client, text] of Object.entries(texts)) {
    const format = formatOf(client, text);
    assert.ok(format !== undefined, client);

    const [plan, template] = [false, true].map((isTemplate) =>
      planFile({ format, text, seconds: 60, ...all, isTemplate: () => isTemplate }),
    );

    assert.ok(plan?.kind === 'planned' && template?.kind === 'planned', client);
    assert.match(plan.left[0]?.why ?? '', /^it speaks (?:serial|FTP, .*), not SSH$/i);
    assert.equal(plan.after, text);
    assert.notEqual(template.after, text);
  }
});

test('the files of a folder that stand beside sessions are none', () => {
  const folders = {
    securecrt: 'S:"Folder List"=a:\r\nS:"Session List"=b:\r\nD:"Is Expanded"=00000001\r\n',
    xshell: '[State]\r\nExpanded=1\r\n',
  };
  for (const [client, text] of Object.entries(folders)) assert.equal(formatOf(client, text), undefined);
});

test('kitty.ini types for every session at a third of the rate that it names, and is never edited', () => {
  const text = '[KiTTY]\r\n; antiidle=x\r\nantiidle=\\n\r\nantiidledelay=60\r\nconfigdir=D:\\k\r\n';
  const format = formatOf('kitty', text);
  assert.ok(format !== undefined);

  const plan = planFile({ format, text, seconds: 60, ...all });

  assert.ok(plan.kind === 'planned');
  assert.equal(plan.after, text);
  assert.deepEqual(
    plan.typed.map(({ what, everySeconds, ended }) => [what, everySeconds, ended]),
    [[String.raw`\n`, 180, false]],
  );
  assert.match(plan.left[0]?.why ?? '', /that is in the sessions/);
  assert.match(plan.notes.join(), /D:\\k\\Sessions/);
});

test('bytes that only begin like a binary property list give no profiles, at once', () => {
  const trailer = fc.tuple(fc.uint8Array({ maxLength: 80 }), fc.uint8Array({ minLength: 8, maxLength: 40 }));
  fc.assert(
    fc.property(trailer, ([objects, rest]) => {
      const text = `bplist00${Buffer.from(objects).toString('latin1')}${Buffer.from(rest).toString('latin1')}`;

      itermBinary.read(text);
      itermBinary.set(text, [0], 60);
    }),
    { numRuns: 2000 },
  );
});
