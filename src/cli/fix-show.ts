/** What `idletrace fix` found and did, for people and for scripts. */
import type { StoredChange } from '../adapters/config/undo-store.ts';
import { TYPED_HARM } from '../core/client/format.ts';
import type { FixDocument } from '../core/fix/documents.ts';
import type { IntervalChoice } from '../core/fix/interval.ts';
import type { FixOptions } from './fix-options.ts';
import { inPrint } from './in-print.ts';
import type { Io } from './io.ts';
import { NO_PLAN, type Plan } from './planned-change.ts';

export interface FixShown {
  readonly options: FixOptions;
  readonly interval: IntervalChoice;
  /** `undefined`: none was made. */
  readonly plan: Plan | undefined;
  /** `undefined`: nothing was written. */
  readonly change: StoredChange | undefined;
  readonly verifiedBy: readonly string[];
}

export function showFix(shown: FixShown, { stdout }: Io): void {
  stdout.write(shown.options.json ? `${JSON.stringify(documentOf(shown), undefined, 2)}\n` : textOf(shown));
}

function documentOf({ options, interval, plan = NO_PLAN, change, verifiedBy }: FixShown): FixDocument {
  return {
    schema: 'idletrace.fix/1',
    target: options.target ?? null,
    dryRun: options.dryRun,
    interval:
      interval.kind === 'write'
        ? { seconds: interval.seconds, basis: interval.basis, why: interval.why }
        : null,
    refused:
      interval.kind === 'refuse'
        ? { because: interval.because, why: interval.why, evidence: [...interval.evidence] }
        : null,
    changes: plan.changes.map(({ client, path, encoding, bom, diff, settings, sessions, why }) => ({
      client,
      file: path,
      encoding,
      bom,
      diff,
      settings: { ...settings },
      sessions: sessions.map((one) => ({
        session: one.session ?? null,
        before: { ...one.before },
        after: { ...one.after },
      })),
      why,
    })),
    left: plan.left.map((one) => ({ ...one, session: one.session ?? null })),
    typed: plan.typed.map(({ client, file, session, what, everySeconds, ended }) => ({
      client,
      file,
      session: session ?? null,
      what,
      everySeconds: everySeconds ?? null,
      ended,
      harm: TYPED_HARM,
    })),
    notes: [...plan.notes],
    undoId: change?.manifest.id ?? null,
    verifiedBy: [...verifiedBy],
  };
}

function textOf({ interval, plan = NO_PLAN, options }: FixShown): string {
  const lines: string[] = [];
  if (interval.kind === 'refuse') {
    lines.push(
      `  Nothing is changed. ${interval.why}`,
      ...interval.evidence.map((fact) => `  evidence: ${fact}`),
    );
    return text(lines);
  }
  if (plan.changes.length > 0) lines.push(`  ${interval.why}`, '');
  for (const { diff, client, why } of plan.changes)
    lines.push(...diff.trimEnd().split('\n'), '', `  ${client}: ${why.replace(`${interval.why}; `, '')}`);
  for (const { client, file, session, why } of plan.left)
    lines.push(`  left as it is: ${client} ${session ?? file}: ${why}`);
  for (const { client, file, session, what, everySeconds, ended } of plan.typed)
    lines.push(
      `  types by itself: ${client} ${session ?? file} types "${what}"${everySeconds === undefined ? '' : ` every ${everySeconds} s`}${ended ? ', which ends now' : ''}`,
    );
  lines.push(...plan.notes.map((note) => `  note: ${note}`));
  if (options.dryRun && plan.changes.length > 0) lines.push('  nothing was written (--dry-run)');
  if (plan.changes.length === 0) lines.push('  nothing to change');
  return text(lines);
}

function text(lines: readonly string[]): string {
  return `${inPrint(lines.join('\n'))}\n`;
}
