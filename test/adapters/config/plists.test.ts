/** Generated property lists of both kinds: a random choice of profiles is edited, and plistlib judges. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import { formatOf } from '../../../src/core/client/formats.ts';
import { decodeText, encodeText } from '../../../src/core/edit/octets.ts';
import { planFile } from '../../../src/core/fix/plan-file.ts';

/** Of XML there are 2000 more in `core/client`, where no other program judges them. */
const MANY = { FMT_BINARY: 2000, FMT_XML: 200 } as const;
const python = (program: string, input: string) =>
  execFileSync('python3', ['-c', program], { input, encoding: 'utf8', maxBuffer: 2 ** 28 });

/** Values of every type, some of them shared, some large enough that offsets and references need more bytes. */
const WRITE = `
import base64, datetime, json, plistlib, random, sys
many, kind, seed = json.load(sys.stdin)
random.seed(seed)
def value(depth):
    kinds = [lambda: random.random() < 0.5, lambda: random.choice([0, 1, -1, 255, 256, 65536, 2**31, -2**40, 2**62]),
        lambda: random.random() * 1e6, lambda: random.choice(['', 'a', 'Send Code When Idle', '\\u00fc\\u4e2d', 'x' * 20, 'y' * 300, 'New Bookmarks']),
        lambda: bytes(random.randrange(256) for _ in range(random.choice([0, 3, 15, 40]))),
        lambda: datetime.datetime(2026, 1, random.randrange(1, 28))]
    if depth > 0: kinds += [lambda: [value(depth - 1) for _ in range(random.randrange(18))],
        lambda: {random.choice('abcdefgh') * random.randrange(1, 20): value(depth - 1) for _ in range(random.randrange(6))}]
    return random.choice(kinds)()
def profile(at):
    it = {'Name': 'p%d' % at, 'Send Code When Idle': random.choice([True, True, False, 1, 'true'])}
    if random.random() < 0.5: it['Idle Code'] = random.randrange(256)
    if random.random() < 0.5: it['Idle Period'] = random.choice([60, 2.5, 0.1])
    for _ in range(random.randrange(4)): it['k%d' % random.randrange(9)] = value(2)
    return it
out = []
for _ in range(many):
    top = {'New Bookmarks': [profile(at) for at in range(random.choice([0, 1, 2, 3, 9, 40]))], 'Other': value(2)}
    if random.random() < 0.03: top['Big'] = b'x' * random.choice([250, 65500, 65536, 70000])
    out.append(base64.b64encode(plistlib.dumps(top, fmt=getattr(plistlib, kind), sort_keys=random.random() < 0.5)).decode())
json.dump(out, sys.stdout)`;

/** Each pair: as asked, and nothing else. The places where it is not. */
const JUDGE = `
import base64, json, plistlib, sys
wrong, changed = [], 0
for at, (before, after, chosen) in enumerate(json.load(sys.stdin)):
    want, now = (plistlib.loads(base64.b64decode(one)) for one in (before, after))
    for profile in want['New Bookmarks']:
        if profile['Name'] in chosen and profile['Send Code When Idle'] is True:
            profile['Send Code When Idle'] = False
            changed += 1
    same = lambda a, b: type(a) == type(b) and ((a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)) if isinstance(a, dict) else (len(a) == len(b) and all(map(same, a, b))) if isinstance(a, list) else a == b)
    if not same(want, now): wrong.append(at)
json.dump([wrong, changed], sys.stdout)`;

describe('property lists, written and read by plistlib', {
  skip: spawnSync('python3', ['--version']).error === undefined ? false : 'needs python3',
}, () => {
  for (const kind of ['FMT_BINARY', 'FMT_XML'] as const)
    test(`${kind}: ${MANY[kind]} generated ones; typing ends where it was chosen, everything else keeps its value and type, twice is once`, () => {
      const seed = Number(process.env['IDLETRACE_SEED'] ?? Date.now() % 100_000);
      const made = JSON.parse(python(WRITE, JSON.stringify([MANY[kind], kind, seed]))) as string[];

      const pairs = made.map((text, file) => {
        const octets = Buffer.from(text, 'base64');
        const decoded = decodeText(octets);
        const format = formatOf('iterm2', decoded.text);
        assert.ok(format !== undefined);
        const isChosen = (name: string | undefined) => (Number(name?.slice(1)) + file) % 3 !== 0;
        const edit = (from: string) =>
          planFile({
            format,
            text: from,
            seconds: 60,
            means: ({ name }) => isChosen(name),
            isOwn: () => false,
          });
        const names = format.read(decoded.text).map(({ name }) => name);
        const plan = edit(decoded.text);
        if (plan.kind === 'no-session') return [text, text, []];
        assert.equal(plan.kind, 'planned', `file ${file} of seed ${seed}`);
        if (plan.kind !== 'planned') return [text, text, []];
        const again = edit(plan.after);
        assert.ok(
          again.kind === 'planned' && again.after === plan.after,
          `twice: file ${file} of seed ${seed}`,
        );
        const after = Buffer.from(encodeText(plan.after, decoded)).toString('base64');
        return [text, after, names.filter(isChosen)];
      });

      const [wrong, changed] = JSON.parse(python(JUDGE, JSON.stringify(pairs))) as [number[], number];
      assert.deepEqual(wrong, [], `seed ${seed}`);
      assert.ok(changed > MANY[kind], `only ${changed} profiles were changed`);
    });
});
