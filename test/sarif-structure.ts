/**
 * What SARIF 2.1.0 (OASIS Standard, 27 March 2020) demands of the objects that we write, section by section: which
 * properties there are, which must be there, of what type and range they are. Nothing else may stand in them.
 */

const text = { type: 'string', minLength: 1 };
const level = { enum: ['none', 'note', 'warning', 'error'] }; // 3.27.10, 3.50.3

/** 3.12 */
const multiformatMessage = closed({ text, markdown: text }, ['text']);
/** 3.11: text or id; we write text. */
const message = closed({ text, id: text, markdown: text, arguments: { type: 'array', items: text } }, [
  'text',
]);

/** 3.30: counted from 1; an end is not before the beginning. */
const region = closed(
  Object.fromEntries(
    ['startLine', 'startColumn', 'endLine', 'endColumn'].map((name) => [
      name,
      { type: 'integer', minimum: 1 },
    ]),
  ),
  ['startLine'],
);
/** 3.4 */
const artifactLocation = closed({ uri: { type: 'string', pattern: uriReference() }, uriBaseId: text }, [
  'uri',
]);
/** 3.28, 3.29 */
const location = closed({ physicalLocation: closed({ artifactLocation, region }, ['artifactLocation']) }, [
  'physicalLocation',
]);
/** 3.27: a rule index is that of a rule in tool.driver.rules, or -1. */
const result = closed(
  { ruleId: text, ruleIndex: { type: 'integer', minimum: -1 }, level, message, locations: listOf(location) },
  ['message'],
);
/** 3.49, 3.50 */
const rule = closed(
  {
    id: text,
    shortDescription: multiformatMessage,
    help: multiformatMessage,
    helpUri: { type: 'string', pattern: '^https?://' },
    defaultConfiguration: closed({ level, enabled: { type: 'boolean' } }, []),
  },
  ['id'],
);
/** 3.19: rules are unique. */
const driver = closed({ name: text, version: text, rules: { ...listOf(rule), uniqueItems: true } }, ['name']);
/** 3.14, 3.18 */
const run = closed(
  {
    tool: closed({ driver }, ['driver']),
    columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
    results: listOf(result),
  },
  ['tool'],
);

/** 3.13 */
export const SARIF_LOG = closed(
  {
    $schema: { type: 'string', pattern: '^https://' },
    version: { const: '2.1.0' },
    runs: listOf(run),
  },
  ['version', 'runs'],
);

function closed(properties: Readonly<Record<string, object>>, required: readonly string[]): object {
  return { type: 'object', properties, required, additionalProperties: false };
}

function listOf(items: object): object {
  return { type: 'array', items };
}

/** RFC 3986, appendix A: no characters but those that may stand in a reference, % only before two hex digits. */
function uriReference(): string {
  return String.raw`^(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+$`;
}
