/** Findings as SARIF 2.1.0 (OASIS, 2020), as code scanners read them. */
import type { LintDocument } from '../document.ts';
import type { Severity } from '../rule.ts';

export interface ListedRule {
  readonly id: string;
  readonly severity: Severity;
  readonly title: string;
  readonly cites: readonly string[];
}

/** `rules`: all that there are; of two with one id the first counts. Ends with a newline. */
export function sarifText(
  { findings }: LintDocument,
  { rules, version }: { readonly rules: readonly ListedRule[]; readonly version: string },
): string {
  const listed = [...new Map(rules.toReversed().map((rule) => [rule.id, rule])).values()].toSorted((a, b) =>
    a.id < b.id ? -1 : 1,
  );
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'idletrace',
            version,
            rules: listed.map(({ id, severity, title, cites }) => ({
              id,
              shortDescription: { text: title },
              help: { text: cites.join('\n') },
              defaultConfiguration: { level: LEVELS[severity] },
            })),
          },
        },
        columnKind: 'unicodeCodePoints',
        results: findings.map(({ rule, severity, file, line, column, message, fix }) => ({
          ruleId: rule,
          ruleIndex: listed.findIndex(({ id }) => id === rule),
          level: LEVELS[severity],
          message: { text: `${sentence(message)} ${sentence(fix)}` },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: uriOf(file) },
                region: { startLine: line, startColumn: column },
              },
            },
          ],
        })),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

/** A path as a reference of RFC 3986: absolute ones with their scheme. */
function uriOf(path: string): string {
  const escaped = encodeURI(path.replace(/\p{Cs}/gu, '\ufffd').replaceAll('\\', '/'))
    .replaceAll('#', '%23')
    .replaceAll('?', '%3F');
  if (escaped.startsWith('/')) return `file://${escaped}`;
  return /^[A-Za-z]:/.test(escaped) ? `file:///${escaped}` : escaped;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const;
