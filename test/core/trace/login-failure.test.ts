/** ssh's last words, as its versions put them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { loginTrouble } from '../../../src/core/trace/login-failure.ts';

const cases: readonly {
  readonly words: string;
  readonly why: string;
  readonly message?: RegExp;
  readonly hint?: RegExp;
}[] = [
  { words: 'me@host: Permission denied (publickey).', why: 'denied', hint: /ssh me@host true/ },
  {
    words: 'Permission denied, please try again.\r\nme@host: Permission denied (publickey,password).',
    why: 'denied',
  },
  { words: 'Received disconnect from 192.0.2.1 port 22:2: Too many authentication failures', why: 'denied' },
  { words: 'No more authentication methods to try.', why: 'denied' },
  { words: 'Host key verification failed.', why: 'host-key', hint: /ssh me@host/ },
  {
    words:
      'No ED25519 host key is known for host and you have requested strict checking.\nHost key verification failed.',
    why: 'host-key',
  },
  {
    words:
      '@@@@@@@@@@\n@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\n@@@@@@@@@@\nIT IS POSSIBLE THAT SOMEONE IS DOING SOMETHING NASTY!\nHost key verification failed.',
    why: 'host-key',
    message: /^WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!$/,
    hint: /before anything else/,
  },
  { words: 'ssh_exchange_identification: Connection closed by remote host', why: 'turned-away' },
  { words: 'kex_exchange_identification: Connection closed by remote host', why: 'turned-away' },
  {
    words: 'kex_exchange_identification: read: Connection reset by peer',
    why: 'turned-away',
    hint: /--logins/,
  },
  { words: 'Connection closed by 192.0.2.1 port 22', why: 'turned-away' },
  { words: 'Connection reset by UNKNOWN port 65535', why: 'turned-away' },
  { words: 'Not allowed at this time', why: 'turned-away' },
  { words: 'Exceeded MaxStartups', why: 'turned-away' },
  {
    words: '/home/me/.ssh/config: line 3: Bad configuration option: frobnicate',
    why: 'other',
    message: /line 3/,
  },
  { words: 'Bad owner or permissions on /home/me/.ssh/config', why: 'other' },
  {
    words:
      'Unable to negotiate with 192.0.2.1 port 22: no matching host key type found. Their offer: ssh-rsa',
    why: 'other',
    message: /Their offer/,
  },
  { words: 'Something nobody has seen before', why: 'other', message: /nobody has seen/ },
  { words: '', why: 'other', message: /without a word/ },
];

for (const { words, why, message, hint } of cases) {
  test(`why a login failed: ${why}: ${words.slice(0, 50).replaceAll('\n', ' ')}`, () => {
    const trouble = loginTrouble(words, 'me@host');

    assert.equal(trouble.why, why);
    if (message !== undefined) assert.match(trouble.message, message);
    if (hint !== undefined) assert.match(trouble.hint, hint);
    assert.doesNotMatch(trouble.message, /\n/);
  });
}

test('a greeting of the server does not hide what ssh said after it', () => {
  const { why, message } = loginTrouble(
    'Welcome!\nAuthorized use only.\nme@host: Permission denied (publickey).',
    'me@host',
  );

  assert.equal(why, 'denied');
  assert.equal(message, 'me@host: Permission denied (publickey).');
});

test('property: whatever was said, there is one line and what to do', () => {
  fc.assert(
    fc.property(fc.string(), (words) => {
      const { message, hint } = loginTrouble(words, 'host');

      assert.ok(
        message.length > 0 || words.trim() === '' || /^[@\s]*$/.test(words.trim().split('\n').at(-1) ?? ''),
      );
      assert.ok(hint.length > 0);
    }),
  );
});
