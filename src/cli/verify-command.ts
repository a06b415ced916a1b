/** `idletrace verify TARGET`: sessions as configured, past the measured limit, beside sessions without keepalive. */
import { holdSession } from '../adapters/ssh/held-session.ts';
import { resolveSsh } from '../adapters/ssh/ssh-program.ts';
import { durationText } from '../core/duration.ts';
import { OperationalError } from '../core/errors.ts';
import type { ReportFacts } from '../core/fix/interval.ts';
import {
  judgeCure,
  type MeasuredLimit,
  measuredLimitOf,
  type VerifiedSession,
  type VerifyDocument,
} from '../core/fix/verify.ts';
import { printable } from '../core/report/printable.ts';
import { passthroughArguments } from '../core/ssh/arm-arguments.ts';
import type { SshTarget } from '../core/target/target.ts';
import { EXIT } from './exit-codes.ts';
import type { VerifyOptions } from './fix-options.ts';
import { heedSignals } from './interruption.ts';
import type { Io } from './io.ts';
import { type FoundReport, lastReport, minuteText, readReport } from './last-report.ts';
import { loginTarget } from './option-values.ts';

export async function runVerify(options: VerifyOptions, io: Io): Promise<number> {
  const { reportPath, limitMs, ssh, json } = options;
  const read = reportPath === undefined ? undefined : readReport(reportPath);
  const target = options.target ?? targetOf(read, reportPath);
  const found = read ?? lastReport(target.spec, io.env);
  return verify(
    { target, ssh, json },
    {
      limitMs:
        limitMs === undefined ? limitOf(found?.report, target.spec) : { lower: limitMs, upper: limitMs },
      measured: found === undefined ? undefined : measuredLimitOf(found.report, nameOf(found, target)),
    },
    io,
  );
}

/** What the sessions must outlive, and what else is known of it. */
export interface VerifyAim {
  readonly limitMs: VerifyDocument['limitMs'];
  /** `undefined`: no earlier run measured one. */
  readonly measured: MeasuredLimit | undefined;
}

export async function verify(
  { target, ssh, json }: Pick<VerifyOptions, 'ssh' | 'json'> & { readonly target: SshTarget },
  { limitMs, measured }: VerifyAim,
  io: Io,
): Promise<number> {
  const interruption = heedSignals();
  const { signal } = interruption;
  try {
    const passthrough = {
      configFile: ssh.configFile,
      options: ssh.options,
      port: target.port ?? ssh.port,
      identityFiles: ssh.identityFiles,
    };
    const jump = ssh.jump === undefined ? [] : ['-J', ssh.jump];
    const resolved = await resolveSsh(target.destination, passthrough, { extra: jump, signal });
    const holdMs = (limitMs.upper ?? limitMs.lower) * BEYOND + SPARE_MS;
    io.stderr.write(
      `  two sessions as configured and two without keepalive are left alone for ${durationText(holdMs)}\n`,
    );
    const words = [...passthroughArguments(passthrough), ...jump];
    const held = ARMS.map(async ({ kind, direction }): Promise<VerifiedSession> => {
      const forced = kind === 'configuration' ? OWN_CONNECTION : [...OWN_CONNECTION, ...NO_KEEPALIVE];
      const session = await holdSession({
        words: [...forced.flatMap((option) => ['-o', option]), ...words],
        destination: target.destination,
        direction,
        holdMs,
        signal,
      });
      return {
        ...session,
        with: kind,
        heldMs: session.heldMs ?? null,
        serverSilenceMs: session.serverSilenceMs ?? null,
      };
    });
    const sessions = await Promise.all(held);
    const document: VerifyDocument = {
      schema: 'idletrace.verify/1',
      target: target.spec,
      serverAliveSeconds: resolved.own.serverAliveSeconds,
      limitMs,
      ...judgeCure(sessions, resolved.own.serverAliveSeconds, measured),
      sessions,
    };
    io.stdout.write(json ? `${JSON.stringify(document, undefined, 2)}\n` : textOf(document));
    return interruption.status() ?? STATUS[document.cured];
  } finally {
    interruption.close();
  }
}

/** Of the report, where none was named. Throws USAGE where it has none that is logged in to. */
function targetOf(read: FoundReport | undefined, reportPath: string | undefined): SshTarget {
  const spec = read?.report.target.spec;
  try {
    if (spec) return loginTarget(spec);
  } catch (cause) {
    throw new OperationalError(
      'USAGE',
      `the report ${reportPath ?? ''} is on ${spec ?? ''}, where nobody logs in`,
      { hint: 'name the TARGET: idletrace verify TARGET --from REPORT', cause },
    );
  }
  throw new OperationalError('USAGE', 'verify needs a TARGET', {
    hint: 'name it, or a report that has one: --from REPORT',
  });
}

/** With its time where a file does not say it by itself, and with its target where that is called otherwise. */
function nameOf({ report, name }: FoundReport, { spec }: SshTarget): string {
  const { startedAt, target } = report;
  const when =
    startedAt === undefined || name.endsWith(minuteText(startedAt))
      ? ''
      : ` (a run of ${minuteText(startedAt)})`;
  const on = target.spec === null || target.spec === spec ? '' : ` on ${target.spec}`;
  return `${name}${on}${when}`;
}

/** The measured limit. Throws where there is none to go past. */
export function limitOf(report: ReportFacts | undefined, name: string): VerifyDocument['limitMs'] {
  const limit = report?.verdict.kind === 'idle-limit' ? report.verdict.limitMs : undefined;
  if (limit) return limit;
  throw new OperationalError('NOT_DONE', `there is no measured limit of ${name} to go past`, {
    hint: `idletrace trace ${name} measures it; or say it with --limit`,
  });
}

function textOf({ cured, why, sessions }: VerifyDocument): string {
  const head = { yes: 'Cured', no: 'Not cured', unknown: 'Cannot tell' }[cured];
  const lines = [
    `  ${head}: ${why}.`,
    ...sessions.map(
      (one) =>
        `  ${one.with === 'configuration' ? 'as configured    ' : 'without keepalive'}  ${one.direction}  ${one.heldMs === null ? '' : durationText(one.heldMs)}  ${one.outcome}`,
    ),
  ];
  return `${lines.map(printable).join('\n')}\n`;
}

const ARMS = (['configuration', 'no-keepalive'] as const).flatMap((kind) =>
  (['client-first', 'server-first'] as const).map((direction) => ({ kind, direction })),
);
/** A shared connection would be another session's keepalive. */
const OWN_CONNECTION = [
  'ControlMaster=no',
  'ControlPath=none',
  'RemoteCommand=none',
  'ClearAllForwardings=yes',
];
const NO_KEEPALIVE = ['ServerAliveInterval=0', 'TCPKeepAlive=no'];
/** Past the limit for sure, timers of both ends included. */
const BEYOND = 1.1;
const SPARE_MS = 1000;
const STATUS = { yes: EXIT.done, no: EXIT.requirementFailed, unknown: EXIT.couldNot } as const;
