/** The command as scripts and editors use it: exit status, formats, the schema it promises. */
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { schemaText } from '../../src/cli/schema-command.ts';
import type { LintDocument } from '../../src/core/lint/document.ts';
import { SARIF_LOG } from '../sarif-structure.ts';
import { idletrace } from './idletrace.ts';

const directory = mkdtempSync(join(tmpdir(), 'idletrace-lint-'));
after(() => rmSync(directory, { recursive: true }));

const shadowed = file(
  'ssh_config',
  'Host *\n  ServerAliveInterval 60\nHost prod\n  ServerAliveInterval 15\n',
);
const clean = file(
  'clean_ssh_config',
  'Host prod\n  ServerAliveInterval 15\nHost *\n  ServerAliveInterval 60\n',
);
const broken = file('broken_ssh_config', 'ServerAliveInterval 1.5\n');
const server = file('sshd_config', 'ClientAliveInterval 30\nMatch User bob\n  ClientAliveInterval 45\n');

test('findings make the exit status 1, none makes it 0', () => {
  assert.equal(idletrace('lint', shadowed).status, 1);

  const { status, stdout, stderr } = idletrace('lint', clean);
  assert.deepEqual([status, stderr], [0, '']);
  assert.match(stdout, /Nothing to say against/);
});

test('--fail-on leaves milder findings out of the exit status, and shows them all the same', () => {
  const { status, stdout } = idletrace('lint', '--fail-on', 'error', '--format', 'unix', shadowed);

  assert.equal(status, 0);
  assert.match(stdout, /\[shadowed-value\]/);
});

test('--format unix gives a line for an editor: file:line:column', () => {
  const { stdout } = idletrace('lint', '--format', 'unix', shadowed);

  const lines = stdout.trimEnd().split('\n');
  assert.deepEqual(
    lines.map((line) => line.slice(0, line.indexOf(': '))),
    [`${shadowed}:1:1`, `${shadowed}:4:3`],
  );
});

test('--json keeps to the schema that is published, with and without findings and --for', () => {
  const validate = new Ajv().compile(JSON.parse(schemaText('lint') ?? '') as object);
  for (const argv of [
    [shadowed],
    [clean],
    ['--for', 'prod', shadowed],
    ['--for', 'x', broken],
    ['--for', 'x', server],
    [shadowed, server],
  ]) {
    const { stdout } = idletrace('lint', '--json', ...argv);

    assert.ok(validate(JSON.parse(stdout)), `${argv.join(' ')}: ${JSON.stringify(validate.errors)}`);
  }
});

test('--for tells what counts for a host, with file, line and column', () => {
  const { effective } = documentOf('--for', 'prod', shadowed);

  const { value, line, column, status } = effective?.['ServerAliveInterval'] ?? {};
  assert.deepEqual({ value, line, column, status }, { value: 60, line: 2, column: 3, status: 'set' });
  assert.deepEqual(effective?.['TCPKeepAlive']?.value, 'yes');
  assert.equal(effective['TCPKeepAlive'].status, 'default');
});

test('of a file that ssh refuses nothing counts', () => {
  const { effective, findings } = documentOf('--for', 'prod', broken);

  assert.equal(effective?.['ServerAliveInterval']?.status, 'refused');
  assert.equal(effective['ServerAliveInterval'].value, null);
  assert.deepEqual(
    findings.map(({ rule, line, column }) => [rule, line, column]),
    [['bad-value', 1, 21]],
  );
});

test('of an sshd_config --for tells the keepalive of the server, and what depends on the user', () => {
  const { effective } = documentOf('--for', 'client', server);

  assert.deepEqual(
    effective?.['ClientAliveInterval']?.candidates.map(({ value }) => value),
    [45, 30],
  );
});

test('--openssh judges by another version', () => {
  const path = file('new_ssh_config', 'Tag office\n');

  assert.equal(idletrace('lint', '--openssh', '9.6', path).status, 0);
  assert.match(idletrace('lint', '--openssh', '8.9', path).stdout, /came with OpenSSH 9\.4/);
});

const keepsSarif = new Ajv({ allErrors: true }).compile<Sarif>(SARIF_LOG);

test('SARIF is as its standard demands: rules told once, and places that exist', () => {
  const odd = file(
    'odd #1 100%ö?.ssh_config',
    'Host \xc3\xb6\n  Tag "\xc3\xb6\xc3\xb6" "x\n  ServerAliveInterval 1.5\n',
  );
  for (const paths of [[shadowed, server], [clean], [odd], [broken, shadowed]]) {
    const log: unknown = JSON.parse(idletrace('lint', '--format', 'sarif', ...paths).stdout);

    assert.ok(keepsSarif(log), JSON.stringify(keepsSarif.errors));
    const [run, ...others] = log.runs;
    assert.ok(run !== undefined && others.length === 0);
    const { rules } = run.tool.driver;
    assert.equal(new Set(rules.map(({ id }) => id)).size, rules.length);
    const { findings } = JSON.parse(idletrace('lint', '--json', ...paths).stdout) as LintDocument;
    assert.equal(run.results.length, findings.length);
    for (const [at, { ruleId, ruleIndex, level, locations }] of run.results.entries()) {
      const finding = findings[at];
      const { artifactLocation, region } = locations[0]?.physicalLocation ?? {};
      assert.equal(rules[ruleIndex]?.id, ruleId);
      assert.equal(level === 'note' ? 'info' : level, finding?.severity);
      assert.equal(fileURLToPath(artifactLocation?.uri ?? ''), finding?.file);
      const line = readFileSync(finding?.file ?? '', 'utf8').split('\n')[(region?.startLine ?? 0) - 1];
      assert.ok(line !== undefined && (region?.startColumn ?? 0) <= line.length + 1, JSON.stringify(region));
    }
  }
});

test('every rule in SARIF has a title, a help text with its sources, and a level', () => {
  const log: unknown = JSON.parse(idletrace('lint', '--format', 'sarif', clean).stdout);

  assert.ok(keepsSarif(log));
  const rules = log.runs[0]?.tool.driver.rules ?? [];
  assert.ok(rules.length > 20);
  for (const { shortDescription, help, defaultConfiguration } of rules)
    assert.ok(
      shortDescription?.text !== undefined && help?.text !== undefined && defaultConfiguration !== undefined,
    );
});

for (const [name, path, says] of [
  ['is not there', join(directory, 'none'), /there is no such file/],
  ['is of no known kind', file('letter', 'Dear Sir,\n'), /cannot tell what kind of file/],
  ['is a binary property list', file('x.plist', 'bplist00\x00'), /plutil/],
] as const) {
  test(`a file that ${name} is exit status 2 and one error with what to do`, () => {
    const { status, stdout, stderr } = idletrace('lint', path);

    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, says);
  });
}

test('an included file is looked at too, and found by its own name', () => {
  const included = file('more.conf', 'ServerAliveInterval 600\n');
  const path = file('including_ssh_config', `Include ${included}\n`);

  const { findings } = documentOf(path);
  assert.deepEqual(
    findings.map((finding) => [finding.rule, finding.file, finding.line]),
    [['interval-too-long', included, 1]],
  );
});

interface SarifRule {
  readonly id: string;
  readonly shortDescription?: { readonly text: string };
  readonly help?: { readonly text: string };
  readonly defaultConfiguration?: { readonly level: string };
}

interface Sarif {
  readonly version: string;
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly SarifRule[] } };
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly locations: readonly {
        readonly physicalLocation: {
          readonly artifactLocation: { readonly uri: string };
          readonly region: { readonly startLine: number; readonly startColumn: number };
        };
      }[];
    }[];
  }[];
}

function documentOf(...argv: readonly string[]): LintDocument {
  return JSON.parse(idletrace('lint', '--json', ...argv).stdout) as LintDocument;
}

/** Not writable by others, or ssh would not trust it. */
function file(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text, 'latin1');
  chmodSync(path, 0o600);
  return path;
}
