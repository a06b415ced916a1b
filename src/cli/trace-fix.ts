/** `idletrace trace --fix`: what follows the report, the cure written and proven. */
import { OperationalError } from '../core/errors.ts';
import { measuredLimitOf } from '../core/fix/verify.ts';
import type { Report } from '../core/report/model.ts';
import { EXIT } from './exit-codes.ts';
import { fixBy } from './fix-command.ts';
import type { Io } from './io.ts';
import type { TraceOptions } from './trace-options.ts';
import { showReport } from './trace-report.ts';
import { limitOf, verify } from './verify-command.ts';

/** Shows the report, writes its cure, verifies it; with `--json` all three in one document. The exit status. */
export async function cureAfter(report: Report, options: TraceOptions, io: Io): Promise<number> {
  const { target, ssh, json, fix } = options;
  if (target.kind !== 'ssh' || fix === undefined) {
    throw new OperationalError(
      'USAGE',
      `there is nothing to write for ${target.spec}: nobody logs in over tcp://`,
      { hint: 'trace a host of ssh' },
    );
  }
  if (!json) showReport(report, options, io);
  const parts: { fix?: unknown; verify?: unknown } = {};
  const part = async (name: keyof typeof parts, run: (io: Io) => Promise<number>) => {
    if (!json) return run(io);
    let text = '';
    const stdout = { write: (more: string) => ((text += more), true) } as NodeJS.WriteStream;
    const status = await run({ ...io, stdout });
    parts[name] = text === '' ? null : JSON.parse(text);
    return status;
  };
  try {
    const fixOptions = {
      target: target.destination,
      clients: [],
      file: ssh.configFile,
      intervalSeconds: undefined,
      reportPath: undefined,
      server: false,
      snippet: undefined,
      dryRun: false,
      yes: fix.yes,
      force: false,
      json,
    };
    const fixed = await part('fix', async (out) => fixBy(fixOptions, { report, name: 'this run' }, out));
    if (fixed !== EXIT.done || report.verdict.kind !== 'idle-limit') return fixed;
    return await part('verify', async (out) =>
      verify(
        { target, ssh, json },
        { limitMs: limitOf(report, target.spec), measured: measuredLimitOf(report, 'this run') },
        out,
      ),
    );
  } finally {
    if (json) io.stdout.write(`${JSON.stringify({ ...report, ...parts }, undefined, 2)}\n`);
  }
}
