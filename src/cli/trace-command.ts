/** `idletrace trace TARGET`: plan, hold, judge, show. */
import { startClock, type Clock } from '../adapters/clock.ts';
import { defaultJournalPath, type JournalFile, openJournal } from '../adapters/journal-file.ts';
import { readLocalTracking } from '../adapters/local-tracking.ts';
import { type Libc, loadLibc } from '../adapters/net/libc.ts';
import { openAskpass } from '../adapters/ssh/askpass.ts';
import { OperationalError } from '../core/errors.ts';
import { JOURNAL_VERSION, type JournalHead } from '../core/journal/journal.ts';
import { LANDMARKS_MS } from '../core/measure/landmarks.ts';
import type { OwnSettings, ResolvedSsh } from '../core/ssh/resolved.ts';
import type { Target } from '../core/target/target.ts';
import { startTrace } from '../core/trace/machine.ts';
import type { TraceConfig, TraceState } from '../core/trace/state.ts';
import { runTrace as driveTrace } from '../drive/run-trace.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { shadowedIntervals } from './inspect-places.ts';
import { heedSignals, type Interruption } from './interruption.ts';
import type { Io } from './io.ts';
import { openProgress } from './progress.ts';
import { cureAfter } from './trace-fix.ts';
import { reportOf, showReport, statusOf } from './trace-report.ts';
import type { TraceOptions } from './trace-options.ts';
import { type Reach, reachOf } from './trace-reach.ts';
import { worldOf } from './trace-world.ts';

/** Runs the trace and writes the report; the exit status. */
export async function runTrace(options: TraceOptions, io: Io): Promise<number> {
  const clock = startClock();
  const interruption = heedSignals();
  const libc = await loadLibc();
  const config = traceConfig(options, libc !== undefined);
  /** The report of a run that never began: `failure` says why, or (undefined) somebody stopped it. */
  const showNothing = (failure: OperationalError | undefined) => {
    const facts = {
      target: options.target,
      startedAtIso: clock.startedAtIso,
      reached: undefined,
      socketOptions: libc !== undefined,
      journalPath: undefined,
    };
    const nothing = { ...startTrace(config).state, logins: 0, stoppedEarly: true, nowMs: clock.nowMs() };
    showReport(reportOf(facts, nothing, readLocalTracking(), failure), options, io);
  };
  try {
    const reach = await interruption.orStopped(reachOf(options.target, options.ssh, interruption.signal));
    if (reach !== undefined) return await measure({ options, io, clock, libc, config, reach, interruption });
    showNothing(undefined);
    return interruption.status() ?? EXIT.interrupted;
  } catch (error) {
    if (!(error instanceof OperationalError) || !options.json) throw error;
    // A script reads why, in the same document as ever.
    showNothing(error);
    return exitCodeOf(error);
  } finally {
    interruption.close();
  }
}

interface Run {
  readonly options: TraceOptions;
  readonly io: Io;
  readonly clock: Clock;
  readonly libc: Libc | undefined;
  readonly config: TraceConfig;
  readonly reach: Reach;
  readonly interruption: Interruption;
}

async function measure({ options, io, clock, libc, config, reach, interruption }: Run): Promise<number> {
  const { target } = options;
  const reached =
    reach.first === undefined
      ? undefined
      : { host: reach.first.addresses[0] ?? reach.first.host, port: reach.first.port };
  const head: JournalHead = {
    journal: JOURNAL_VERSION,
    target,
    startedAtIso: clock.startedAtIso,
    reached,
    socketOptions: libc !== undefined && reach.first !== undefined,
    localTracking: readLocalTracking(),
    config: {
      ...config,
      socketOptions: libc !== undefined && reach.first !== undefined,
      ...(reach.resolved === undefined ? {} : { own: ownSettings(reach.resolved, reach, options) }),
      ...(reach.jumps.length === 0 ? {} : { legs: legEnds(reach, target) }),
      ...(reach.proxyCommand === undefined ? {} : { proxyCommand: reach.proxyCommand }),
    },
  };
  if (target.kind === 'tcp' && libc === undefined) {
    throw new OperationalError(
      'FFI_MISSING',
      `cannot measure ${target.spec}: a bare connection can only be probed through socket options, which are not to be had here`,
      {
        hint: 'on Linux, install the optional package koffi; or measure over ssh',
      },
    );
  }
  const journal = journalFor(options, head, io);
  const askpass = target.kind === 'ssh' && io.stdin.isTTY ? openAskpass(process.env) : undefined;
  const progress = openProgress(options, io, { clock, onStop: interruption.stop });
  try {
    const state = await driveTrace(head.config, {
      ...clock,
      ...worldOf(target, reach, {
        libc,
        askpass,
        lifetimeMs: lifetimeMs(options),
        nowMs: clock.nowMs,
        ssh: options.ssh,
      }),
      onEvent: (event) => journal?.append(event),
      onState: (now: TraceState) => progress.show(now),
      stop: interruption.signal,
    });
    progress.close();
    const lost = journal?.failure();
    if (lost !== undefined)
      io.stderr.write(`idletrace: the journal ${journal?.path} is not whole: ${lost}\n`);
    const facts = { ...head, journalPath: lost === undefined ? journal?.path : undefined };
    const report = reportOf(facts, state, head.localTracking, undefined);
    if (options.fix !== undefined && interruption.status() === undefined)
      return await cureAfter(report, options, io);
    showReport(report, options, io);
    return interruption.status() ?? statusOf(report, options);
  } finally {
    progress.close();
    askpass?.close();
    journal?.close();
  }
}

/** What ssh says it would do, and what stands in the files beside that and never counts. */
function ownSettings(
  { own }: ResolvedSsh,
  { passthrough }: Reach,
  { target, ssh }: TraceOptions,
): OwnSettings {
  if (target.kind === 'tcp' || own.serverAliveSeconds === 0) return own;
  const hiddenIntervals = shadowedIntervals(target.destination, { ...passthrough, jump: ssh.jump });
  return hiddenIntervals.length === 0 ? own : { ...own, hiddenIntervals };
}

/** As the person calls them: the jump hosts, nearest first, and the target. */
function legEnds({ jumps }: Reach, target: Target): readonly string[] {
  const names = jumps.map(({ destination }) => destination.slice(destination.lastIndexOf('@') + 1));
  return [...names, target.host];
}

function journalFor(
  { journal, target }: TraceOptions,
  head: JournalHead,
  { stderr, env }: Io,
): JournalFile | undefined {
  if (journal.kind === 'none') return undefined;
  const opened = openJournal(
    journal.kind === 'file' ? journal.path : defaultJournalPath(target.host, head.startedAtIso, env),
  );
  if (!('path' in opened)) {
    if (journal.kind === 'file') {
      throw new OperationalError('JOURNAL', `cannot write the journal ${journal.path}: ${opened.failure}`, {
        hint: 'name another file, or leave it away with --no-journal',
      });
    }
    stderr.write(`idletrace: no journal is kept: ${opened.failure}\n`);
    return undefined;
  }
  opened.append(head);
  return opened;
}

function traceConfig(
  { target, connections, firstIdleMs, maxIdleMs, resolution, logins }: TraceOptions,
  socketOptions: boolean,
): TraceConfig {
  return {
    login: target.kind === 'ssh',
    ladder: {
      arms: logins === 1 ? 1 : connections,
      firstIdleMs,
      maxIdleMs,
      resolution,
      directions: target.kind === 'ssh' ? ['client-first', 'server-first'] : ['client-first'],
      landmarksMs: LANDMARKS_MS,
    },
    // No Infinity: the journal is JSON, which would make it null.
    maxLogins: logins ?? Number.MAX_SAFE_INTEGER,
    socketOptions,
  };
}

/** The scripts on the server end by themselves once the run must be over. */
function lifetimeMs({ maxIdleMs }: TraceOptions): number {
  return 2 * maxIdleMs + LIFETIME_SPARE_MS;
}

const LIFETIME_SPARE_MS = 180_000;
