/** The findings of a lint, version 1: what `idletrace lint --json` writes. */
import * as v from 'valibot';

const finding = v.object({
  /** The rule's id, in kebab-case. */
  rule: v.string(),
  severity: v.picklist(['error', 'warning', 'info']),
  file: v.string(),
  /** Counted from 1. */
  line: v.number(),
  /** Counted from 1 in characters. */
  column: v.number(),
  /** What it does, or what it does not. */
  message: v.string(),
  fix: v.string(),
});

const source = v.object({
  /** Seconds or a number where the setting is one; null: none. */
  value: v.nullable(v.union([v.number(), v.string()])),
  /** null: the default, or the program itself. */
  file: v.nullable(v.string()),
  line: v.nullable(v.number()),
  column: v.nullable(v.number()),
});

const effective = v.object({
  ...source.entries,
  /** unknown: it depends on what is not in the files, and `candidates` has what it may be; refused: the program does not take the file. */
  status: v.picklist(['set', 'default', 'unknown', 'refused']),
  candidates: v.array(source),
});

export const lintSchema = v.object({
  schema: v.literal('idletrace.lint/1'),
  /** What was looked at, without what they include. */
  files: v.array(v.object({ file: v.string(), kind: v.string() })),
  /** The OpenSSH whose rules were applied; null: no file of OpenSSH was among them. */
  openssh: v.nullable(v.string()),
  /** By file, line and column. */
  findings: v.array(finding),
  /** With --for alone: the keepalive settings that count for that host, by keyword. */
  effective: v.optional(v.record(v.string(), effective)),
});

export type LintDocument = v.InferOutput<typeof lintSchema>;
export type EffectiveValue = v.InferOutput<typeof effective>;
