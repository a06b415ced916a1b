/** The catalogue of causes and products: sound in itself, and nothing of the collected facts is lost. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Cause } from '../../../src/core/facts/cause.ts';
import { CAUSES, causeOf } from '../../../src/core/facts/causes.ts';
import type { Product } from '../../../src/core/facts/product.ts';
import { PRODUCTS, productOf } from '../../../src/core/facts/products.ts';
import { LANDMARKS_MS } from '../../../src/core/measure/landmarks.ts';
import { RULES } from '../../../src/core/verdict/rules/catalogue.ts';
import { missingShared, sharedJson } from '../../shared-file.ts';

test('ids are kebab-case and stand once, over causes and products together', () => {
  const ids = [...CAUSES, ...PRODUCTS].map(({ id }) => id);

  assert.deepEqual(
    ids.filter((id) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id)),
    [],
  );
  assert.equal(new Set(ids).size, ids.length);
});

test('every cause says what it is, what it is not, and where that is known from', () => {
  for (const { id, title, meaning, notMeaning, trigger, sources } of CAUSES) {
    for (const text of [title, trigger]) assert.notEqual(text, '', id);
    for (const sentence of [meaning, notMeaning]) assert.match(sentence, /[.)]$/, `${id}: ${sentence}`);
    assert.ok(sources.length > 0, id);
  }
});

test('every product names its source, and what happens at expiry has a basis where it is known', () => {
  for (const { id, source, onExpiry, onExpiryBasis } of PRODUCTS) {
    assert.notEqual(source, '', id);
    assert.equal(onExpiry === 'unknown', onExpiryBasis === 'unknown', id);
  }
});

test('products stand in the order of their defaults, those without one last', () => {
  const seconds = PRODUCTS.map(({ defaultSeconds }) => defaultSeconds ?? Infinity);

  assert.deepEqual(
    seconds,
    seconds.toSorted((a, b) => a - b),
  );
});

test('a cause and a product are found by their ids, and nothing by another', () => {
  assert.equal(causeOf('bash-tmout')?.layer, 'server-shell');
  assert.equal(productOf('aws-nlb')?.defaultSeconds, 350);
  assert.equal(causeOf('aws-nlb'), undefined);
  assert.equal(productOf('bash-tmout'), undefined);
});

test('every cause that a rule of the verdict names is in the catalogue', () => {
  const named = RULES.flatMap(({ causes }) => causes);

  assert.deepEqual(
    named.filter((id) => causeOf(id) === undefined),
    [],
  );
});

test('the landmarks ascend, stand once, and hold the defaults that are met most', () => {
  assert.deepEqual(
    LANDMARKS_MS,
    [...new Set(LANDMARKS_MS)].toSorted((a, b) => a - b),
  );
  for (const seconds of [60, 120, 180, 240, 300, 350, 600, 900, 1200, 1800, 3600, 7200, 7440])
    assert.ok(LANDMARKS_MS.includes(seconds * 1000), `${seconds} s`);
});

test('no cause of the collected facts is lost, and none changed', {
  skip: missingShared('facts/causes.json'),
}, () => {
  const collected = sharedJson('facts/causes.json') as readonly CollectedCause[];

  assert.ok(collected.length > 0);
  assert.deepEqual(CAUSES.map(({ id }) => id).toSorted(), collected.map(({ id }) => id).toSorted());
  for (const expected of collected) {
    const cause = causeOf(expected.id);
    assert.ok(cause);
    assert.deepEqual(asCollected(cause), essenceOf(expected), expected.id);
    for (const place of expected.sources.flatMap(placesIn))
      assert.ok(cause.sources.join(' ').includes(place), `${expected.id} lost its source ${place}`);
  }
});

test('no product of the collected facts is lost, and none changed', {
  skip: missingShared('facts/timeouts.json'),
}, () => {
  const collected = sharedJson('facts/timeouts.json') as readonly CollectedProduct[];

  assert.equal(PRODUCTS.length, collected.length);
  for (const expected of collected) {
    const product = PRODUCTS.find(
      ({ vendor, name }) => vendor === expected.vendor && name === expected.product,
    );
    assert.ok(product, `${expected.vendor} ${expected.product} is missing`);
    assert.deepEqual(
      [product.defaultSeconds ?? null, product.configurable, product.confidence, product.onExpiry],
      [expected.default_seconds, expected.configurable, expected.confidence, EXPIRY[expected.behaviour]],
      product.id,
    );
    for (const place of placesIn(expected.source))
      assert.ok(product.source.includes(place), `${product.id} lost its source ${place}`);
  }
});

interface CollectedCause {
  readonly id: string;
  readonly title: string;
  readonly layer: string;
  readonly reset_by: Readonly<Record<string, string>>;
  readonly client_stderr: readonly {
    readonly openssh: string;
    readonly text: string;
    readonly rc: number | string | null;
  }[];
  readonly server_log: readonly { readonly openssh: string; readonly text: string }[];
  readonly default: string;
  readonly fix: readonly string[];
  readonly sources: readonly string[];
}

interface CollectedProduct {
  readonly vendor: string;
  readonly product: string;
  readonly default_seconds: number | null;
  readonly configurable: boolean;
  readonly behaviour: string;
  readonly source: string;
  readonly confidence: string;
}

function essenceOf(cause: CollectedCause): unknown {
  const { id, title, layer, reset_by, client_stderr, server_log, fix } = cause;
  return {
    id,
    title,
    layer,
    resetBy: Object.keys(RESETS).map((key) => reset_by[key]),
    client: client_stderr.map(({ openssh, text, rc }) => [openssh, text.replaceAll('\r\n', '\n'), rc]),
    server: server_log.map(({ openssh, text }) => [openssh, text]),
    default: referring(cause.default),
    cures: fix.filter((text) => text !== '-'),
  };
}

function asCollected({ id, title, layer, resetBy, clientTexts, logTexts, byDefault, cures }: Cause): unknown {
  return {
    id,
    title,
    layer,
    resetBy: Object.values(RESETS).map((key) => resetBy[key]),
    client: clientTexts.map(({ openssh, text, exitStatus }) => [
      openssh,
      text,
      exitStatus === 'of the shell' ? 'exit status of the remote shell' : (exitStatus ?? null),
    ]),
    server: logTexts.map(({ openssh, text }) => [openssh, text]),
    default: byDefault,
    cures,
  };
}

/** Where the collection refers to its other files, the catalogue refers to itself. */
function referring(text: string): string {
  return text.replace('see timeouts.json', 'see the products');
}

/** What in a source can be looked up: addresses, files with a folder or a line, repositories at a commit. */
function placesIn(source: string): readonly string[] {
  return (
    source.match(
      /https?:\/\/[^\s;,)]+|[\w.-]+@[0-9a-f]{6,}|[\w-]+\.(?:c|h|go|md|rst|proto|5|8|py):[\d,-]*\d/g,
    ) ?? []
  );
}

const RESETS = {
  tcp_keepalive: 'tcpKeepalive',
  client_ServerAlive: 'clientServerAlive',
  server_ClientAlive: 'serverClientAlive',
  typed_input: 'typedInput',
  remote_output: 'remoteOutput',
} as const;

const EXPIRY: Readonly<Record<string, Product['onExpiry']>> = {
  silent: 'silent',
  'rst-client': 'reset-to-sender',
  'rst-both': 'reset-to-both',
  fin: 'close',
  unknown: 'unknown',
};
