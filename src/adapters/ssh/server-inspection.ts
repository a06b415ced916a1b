/** The inspection of the server beside a run: sent once through the control arm, its lines told from the arm's own. */
import type { Fact } from '../../core/inspect/fact.ts';
import { SECTION_MARK } from '../../core/inspect/server-script.ts';
import type { Held } from './questions.ts';

export interface ServerInspection {
  readonly script: string;
  /** Begins the script's last line. */
  readonly lastLine: string;
  readonly read: (output: string, banner: string | undefined) => readonly Fact[];
}

export interface RunningInspection {
  /** No login of its own, and nothing waits for it; a second time does nothing. */
  begin(one: Held): void;
  /** Whether the line is of the inspection, and so nobody else's. */
  take(one: Held, line: string): boolean;
}

/** `undefined`: nothing is read. */
export function runningInspection(
  inspection: ServerInspection | undefined,
  onFacts: (facts: readonly Fact[]) => void,
): RunningInspection {
  let through: Held | undefined;
  let output = '';
  return {
    begin(one) {
      if (inspection === undefined || through !== undefined) return;
      through = one;
      one.arm?.write(`i\n${inspection.script}.\n`);
    },
    take(one, line) {
      if (inspection === undefined || one !== through || !line.startsWith(SECTION_MARK)) return false;
      output += `${line}\n`;
      if (line.startsWith(inspection.lastLine)) onFacts(inspection.read(output, one.arm?.server()));
      return true;
    },
  };
}
