/** What is told of a login that came to nothing: who turns one away does so at once, who hangs up later has waited for something. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ArmEnd, troubleOf } from '../../../src/adapters/ssh/login-end.ts';
import { parseResolved } from '../../../src/core/ssh/resolved.ts';

const resolved = parseResolved('hostname 10.3.0.2\nport 22\nuser me\n')!;

function told(end: Partial<ArmEnd>): string {
  const { message, hint } = troubleOf(
    { ending: 'fin', words: '', idleMs: 20, exitStatus: 255, complaints: '', ...end },
    { destination: 'lab', resolved, pty: false },
  );
  return `${message}: ${hint}`;
}

test('a server that hangs up at once turns logins away', () => {
  assert.match(
    told({ words: 'Connection closed by UNKNOWN port 65535' }),
    /^Connection closed by 10\.3\.0\.2 port 22: the server turns logins away/,
  );
});

test('one that hangs up after a long silence has waited: for packets that got lost, or for a person', () => {
  const said = told({ words: 'Connection closed by UNKNOWN port 65535', idleMs: 119_600 });

  assert.match(said, /hung up after 120 s without a word while logging in: .*MTU.*LoginGraceTime/);
});

test('what it said in place of a greeting is told', () => {
  const words = 'Exceeded MaxStartups\r\nkex_exchange_identification: Connection closed by remote host';

  assert.match(told({ words }), /^Exceeded MaxStartups: /);
});

test('a wrong key is a wrong key, however long a person thought about it', () => {
  assert.match(
    told({ words: 'me@lab: Permission denied (publickey).', idleMs: 60_000 }),
    /^me@lab: Permission denied/,
  );
});
