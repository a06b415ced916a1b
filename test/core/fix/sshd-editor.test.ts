/** Laws of the editor of sshd_config, on generated files, by the model of sshd that agrees with sshd itself. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { withInterval } from '../../../src/core/fix/sshd-text.ts';
import { CONNECTIONS } from '../sshconfig/server-cases.ts';
import { serverFiles } from '../sshconfig/server-generator.ts';
import { servedBy } from './openssh-model.ts';

const RUNS = 2000;
const seconds = fc.constantFrom(1, 15, 60, 119, 300);

test('sshd takes the new value for everybody but those whom a Match block gives another; nothing else changes, and twice is once', () => {
  let taken = 0;
  fc.assert(
    fc.property(serverFiles, seconds, ({ main, included }, wanted) => {
      const before = servedBy([main, ...included], [undefined, ...CONNECTIONS]);
      const { after } = withInterval(main, wanted);
      const now = servedBy([after, ...included], [undefined, ...CONNECTIONS]);

      assert.equal(withInterval(after, wanted).after, after);
      if (before.includes('refused')) return;
      taken += 1;
      const others = (text: string) => text.replace(/^clientaliveinterval.*\n/, '');
      assert.deepEqual(now.map(others), before.map(others));
      assert.equal(now[0]?.split('\n')[0], `clientaliveinterval ${wanted}`);
      const byMatch = now.filter(
        (text, at) => !text.startsWith(`clientaliveinterval ${wanted}\n`) && text !== before[at],
      );
      assert.deepEqual(byMatch, []);
    }),
    { numRuns: RUNS },
  );
  assert.ok(taken > RUNS / 10, `only ${taken} of the files were ones that sshd takes`);
});

test('every byte outside the value, or the new line, stays as it is, whatever the bytes are', () => {
  const junk = fc.uint8Array({ maxLength: 60 }).map((octets) => Buffer.from(octets).toString('latin1'));
  fc.assert(
    fc.property(
      fc.oneof(
        serverFiles.map(({ main }) => main),
        junk,
      ),
      seconds,
      (text, wanted) => {
        const { after } = withInterval(text, wanted);
        let at = 0;
        while (at < text.length && text[at] === after[at]) at += 1;
        let back = 0;
        while (back < text.length - at && text[text.length - 1 - back] === after[after.length - 1 - back])
          back += 1;
        const [gone, put] = [text.slice(at, text.length - back), after.slice(at, after.length - back)];
        // A value of one line, or nothing.
        assert.doesNotMatch(gone, /\n/, JSON.stringify({ gone, put }));
        assert.ok(
          gone !== '' || /clientaliveinterval|^\d*$/i.test(put) || put.includes(String(wanted)),
          JSON.stringify({ gone, put }),
        );
      },
    ),
    { numRuns: RUNS },
  );
});
