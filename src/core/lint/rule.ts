/** What lint looks for, as data: one rule a file, each with what it is about, where that stands, and its judgement. */
import type { Place } from '../sshconfig/config-files.ts';

/** `error`: the program refuses the file. `warning`: it does not do what it seems to. `info`: good to know. */
export type Severity = 'error' | 'warning' | 'info';

export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1 in characters. */
  readonly column: number;
  /** What it does, or what it does not. */
  readonly message: string;
  /** What to do about it. */
  readonly fix: string;
}

/** What a rule says about one place. */
export interface Fault {
  readonly place: Place;
  readonly message: string;
  readonly fix: string;
}

export interface Rule<Subject> {
  /** Kebab-case; scripts may rely on it. */
  readonly id: string;
  readonly severity: Severity;
  /** One sentence, for lists of rules. */
  readonly title: string;
  /** Manuals, sources, measurements it rests on. */
  readonly cites: readonly string[];
  judge(subject: Subject): readonly Fault[];
}

/** What the rules say about a subject, each place once for a rule. */
export function applyRules<Subject>(rules: readonly Rule<Subject>[], subject: Subject): readonly Finding[] {
  const findings = new Map<string, Finding>();
  for (const rule of rules) {
    for (const { place, message, fix } of rule.judge(subject)) {
      const finding = { rule: rule.id, severity: rule.severity, ...place, message, fix };
      const key = `${rule.id}:${place.file}:${place.line}:${place.column}`;
      if (!findings.has(key)) findings.set(key, finding);
    }
  }
  return [...findings.values()];
}

/** In the order in which a person reads: by file as they were named, line and column. */
export function inOrder(findings: readonly Finding[]): readonly Finding[] {
  const files = [...new Set(findings.map(({ file }) => file))];
  return findings.toSorted(
    (a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line || a.column - b.column,
  );
}
