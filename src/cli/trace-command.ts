/** `idletrace trace TARGET`: plan, hold, judge, show. */
import { startClock, type Clock } from '../adapters/clock.ts';
import { defaultJournalPath, type JournalFile, openJournal } from '../adapters/journal-file.ts';
import { readLocalTracking } from '../adapters/local-tracking.ts';
import { type Libc, loadLibc } from '../adapters/net/libc.ts';
import { openAskpass } from '../adapters/ssh/askpass.ts';
import { OperationalError } from '../core/errors.ts';
import { JOURNAL_VERSION, type JournalHead } from '../core/journal/journal.ts';
import { LANDMARKS_MS } from '../core/measure/landmarks.ts';
import { startTrace } from '../core/trace/machine.ts';
import type { TraceConfig, TraceState } from '../core/trace/state.ts';
import { runTrace as driveTrace } from '../drive/run-trace.ts';
import { EXIT } from './exit-codes.ts';
import type { Io } from './io.ts';
import { openProgress } from './progress.ts';
import { reportOf, showReport, statusOf } from './trace-report.ts';
import type { TraceOptions } from './trace-options.ts';
import { type Reach, reachOf, worldOf } from './trace-world.ts';

/** Runs the trace and writes the report; the exit status. */
export async function runTrace(options: TraceOptions, io: Io): Promise<number> {
  const clock = startClock();
  const libc = await loadLibc();
  const config = traceConfig(options, libc !== undefined);
  try {
    const reach = await reachOf(options.target, options.ssh);
    return await measure({ options, io, clock, libc, config, reach });
  } catch (error) {
    if (!(error instanceof OperationalError) || !options.json) throw error;
    // A script reads why, in the same document as ever.
    const facts = {
      target: options.target,
      startedAtIso: clock.startedAtIso,
      reached: undefined,
      socketOptions: libc !== undefined,
      journalPath: undefined,
    };
    const nothing = { ...startTrace(config).state, nowMs: clock.nowMs() };
    showReport(reportOf(facts, nothing, readLocalTracking(), error), options, io);
    throw error;
  }
}

interface Run {
  readonly options: TraceOptions;
  readonly io: Io;
  readonly clock: Clock;
  readonly libc: Libc | undefined;
  readonly config: TraceConfig;
  readonly reach: Reach;
}

async function measure({ options, io, clock, libc, config, reach }: Run): Promise<number> {
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
    config: { ...config, socketOptions: libc !== undefined && reach.first !== undefined },
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
  const stop = new AbortController();
  let signalled: number | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    signalled ??= signal === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;
    stop.abort();
  };
  const progress = openProgress(options, io, { clock, onStop: () => stop.abort() });
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  try {
    const state = await driveTrace(head.config, {
      ...clock,
      ...worldOf(target, reach, { libc, askpass, lifetimeMs: lifetimeMs(options), nowMs: clock.nowMs }),
      onEvent: (event) => journal?.append(event),
      onState: (now: TraceState) => progress.show(now),
      stop: stop.signal,
    });
    progress.close();
    const facts = { ...head, journalPath: journal?.failure() === undefined ? journal?.path : undefined };
    const report = reportOf(facts, state, head.localTracking, undefined);
    showReport(report, options, io);
    return signalled ?? statusOf(report, options.requireMs);
  } finally {
    progress.close();
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
    askpass?.close();
    journal?.close();
  }
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
    maxLogins: logins ?? Infinity,
    socketOptions,
  };
}

/** The scripts on the server end by themselves once the run must be over. */
function lifetimeMs({ maxIdleMs }: TraceOptions): number {
  return 2 * maxIdleMs + LIFETIME_SPARE_MS;
}

const LIFETIME_SPARE_MS = 180_000;
