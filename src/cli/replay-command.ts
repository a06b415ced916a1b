/** `idletrace replay JOURNAL`: judges a recorded run again, without any network. */
import { readFileSync } from 'node:fs';
import { OperationalError } from '../core/errors.ts';
import { parseJournal } from '../core/journal/journal.ts';
import { replayTrace } from '../core/trace/machine.ts';
import type { Io } from './io.ts';
import type { ReplayOptions } from './choice.ts';
import { reportOf, showReport, statusOf } from './trace-report.ts';

export function runReplay(options: ReplayOptions, io: Io): Promise<number> {
  const { head, events } = parseJournal(textOf(options.journalPath), options.journalPath);
  const state = replayTrace(head.config, events);
  const report = reportOf(
    { ...head, journalPath: options.journalPath },
    state,
    head.localTracking,
    undefined,
  );
  showReport(report, options, io);
  return Promise.resolve(statusOf(report, {}));
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new OperationalError(
      'FILE',
      `cannot read the journal ${path}: ${code === 'ENOENT' ? 'there is no such file' : message}`,
      {
        hint: 'idletrace trace says at the end where it kept its journal',
        cause,
      },
    );
  }
}
