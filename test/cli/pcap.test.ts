/** The command on files: packed, damaged, empty, many. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { Ajv } from 'ajv';
import type { CaptureReport } from '../../src/core/capture-report/model.ts';
import { schemaText } from '../../src/cli/schema-command.ts';
import { frameOf, opening, pcapOf } from '../core/capture/packets.ts';
import { idletrace } from './idletrace.ts';

const folder = mkdtempSync(join(tmpdir(), 'idletrace-test-'));
after(() => rmSync(folder, { recursive: true }));

const file = pcapOf(opening().map((segment) => ({ atMs: segment.atMs, octets: frameOf(segment) })));

function saved(name: string, octets: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, octets);
  return path;
}

function reportOf(...argv: readonly string[]): CaptureReport {
  const { stdout, stderr } = idletrace('pcap', '--json', ...argv);
  assert.notEqual(stdout, '', stderr);
  return JSON.parse(stdout) as CaptureReport;
}

test('the JSON keeps the published schema', () => {
  const report = reportOf('--all', saved('a.pcap', file));

  const validate = new Ajv({ strict: false }).compile(JSON.parse(schemaText('pcap') ?? '') as object);
  assert.ok(validate(report), JSON.stringify(validate.errors));
  assert.equal(report.connections.length, 1);
});

test('without --all an ordinary connection is counted, not listed', () => {
  const report = reportOf(saved('b.pcap', file));

  assert.deepEqual(report.connections, []);
  assert.deepEqual(report.endings, { open: 1 });
});

test('a file packed by gzip reads as the file itself', () => {
  const { connections } = reportOf('--all', saved('c.pcap.gz', gzipSync(file)));

  assert.deepEqual(connections, reportOf('--all', saved('c.pcap', file)).connections);
});

test('a damaged file gives what could be read, and one line that says where it broke', () => {
  const octets = file.slice();
  new DataView(octets.buffer).setUint32(24 + 16 + 54 + 8, 0xfffffff0, true);

  const { status, stderr, stdout } = idletrace('pcap', '--json', '--all', saved('d.pcap', octets));

  assert.equal(status, 0);
  assert.match(
    stderr,
    /^idletrace: \S*d\.pcap is damaged: frame 2 .* claims 4294967280 captured octets; read up to there\n$/,
  );
  assert.equal((JSON.parse(stdout) as CaptureReport).files[0]?.packets, 1);
});

test('a file that cannot be read at all ends with 2', () => {
  assert.equal(idletrace('pcap', saved('e.pcap', new TextEncoder().encode('nonsense'))).status, 2);
  assert.equal(idletrace('pcap', join(folder, 'absent.pcap')).status, 2);
});

test('filters leave only what was asked for', () => {
  const path = saved('f.pcap', file);

  assert.equal(reportOf('--all', '--port', '22', '--ssh', '--host', '192.0.2.1', path).connections.length, 1);
  assert.equal(reportOf('--all', '--port', '23', path).connections.length, 0);
  assert.equal(reportOf('--all', '--ended-by', 'middlebox', path).connections.length, 0);
  assert.equal(reportOf('--all', '--idle-over', '1s', path).connections.length, 0);
});

test('the page holds the verdict, and nothing that is loaded from elsewhere', async () => {
  const { readFileSync } = await import('node:fs');
  const path = join(folder, 'page.html');

  const { status } = idletrace('pcap', '--all', '--html', path, saved('g.pcap', file));

  const page = readFileSync(path, 'utf8');
  assert.equal(status, 0);
  assert.match(page, /192\.0\.2\.1:51840/);
  assert.doesNotMatch(page, /<script|https?:|url\(/);
});
