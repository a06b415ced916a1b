/** Laws of the editor of ssh_config, on generated files, by the model of ssh that agrees with ssh itself. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { linesOf } from '../../../src/core/edit/text-edit.ts';
import { newPlacesFor, ownBlocksFor } from '../../../src/core/fix/openssh-candidates.ts';
import { hostsNamed, readConfigText } from '../../../src/core/fix/openssh-text.ts';
import { clientFiles } from '../sshconfig/client-generator.ts';
import { chosen, resolvedBy } from './openssh-model.ts';

const RUNS = 2000;
const pattern = fc.constantFrom('prod', 'web1', '192.0.2.7', 'prod.example.invalid', '*', 'web*');
const options = fc
  .tuple(fc.constantFrom(1, 15, 60, 119), fc.boolean())
  .map(([ServerAliveInterval, countToo]) => ({
    ServerAliveInterval,
    ...(countToo ? { ServerAliveCountMax: 3 } : {}),
  }));

describe('the editor of ssh_config', () => {
  test('leaves every byte outside its own lines as it is, whatever the bytes are', () => {
    const junk = fc.uint8Array({ maxLength: 60 }).map((octets) => Buffer.from(octets).toString('latin1'));
    fc.assert(
      fc.property(
        fc.oneof(
          clientFiles.map(({ main }) => main),
          junk,
        ),
        pattern,
        options,
        (text, name, wanted) => {
          const place = { text, pattern: name, options: wanted };
          for (const { after } of ownBlocksFor(place)) assert.deepEqual(others(after), others(text));
          for (const { after } of newPlacesFor(place)) assertInserted(text, after);
        },
      ),
      { numRuns: RUNS },
    );
  });

  test('finds a place where the value counts and no other host changes; a second value replaces it, and the same one changes nothing', () => {
    let [asked, found] = [0, 0];
    fc.assert(
      fc.property(clientFiles, pattern, options, ({ main, included, host }, name, wanted) => {
        const sample = name.replace('*', 'idletrace-any');
        const hosts = [
          ...new Set([
            sample,
            host,
            ...[main, ...included].flatMap((one) => hostsNamed(readConfigText(one))),
            'idletrace-any',
          ]),
        ];
        const before = resolvedBy([main, ...included], hosts).get(sample);
        if (
          before === 'refused' ||
          before?.startsWith(`serveraliveinterval ${wanted.ServerAliveInterval}\n`) === true
        )
          return;
        asked += 1;
        const first = chosen({ text: main, pattern: name, options: wanted }, included, hosts);
        if (first === undefined) return;
        found += 1;

        const same = chosen({ text: first.after, pattern: name, options: wanted }, included, hosts);
        assert.equal(same?.after, first.after);
        const other = { ...wanted, ServerAliveInterval: wanted.ServerAliveInterval + 7 };
        const second = chosen({ text: first.after, pattern: name, options: other }, included, hosts);
        assert.equal(
          second?.after.length === undefined ? undefined : linesOf(second.after).length,
          linesOf(first.after).length,
        );
      }),
      { numRuns: RUNS },
    );
    assert.ok(asked > RUNS / 4, `only ${asked} of the files were ones that ssh takes`);
    assert.ok(found > 0.9 * asked, `a place was found in ${found} of ${asked}`);
  });
});

/** The lines that the edit of a block is not about, with their line ends, but for the one that a last line may get. */
function others(text: string): readonly string[] {
  const lines = linesOf(text);
  const rest = lines.filter(({ content }) => !/serveralive/i.test(content));
  return rest.map(({ content, eol }, at) => content + (at === rest.length - 1 ? '' : eol));
}

function assertInserted(text: string, after: string): void {
  let at = 0;
  while (at < text.length && text[at] === after[at]) at += 1;
  let back = 0;
  while (back < text.length - at && text[text.length - 1 - back] === after[after.length - 1 - back])
    back += 1;
  assert.ok(
    at + back >= text.length,
    `more than an insertion:\n${JSON.stringify(text)}\n${JSON.stringify(after)}`,
  );
}
