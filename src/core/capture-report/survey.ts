/**
 * All connections of all files, as they are handed on: the plain ones are only
 * counted, the others kept until the report is made. The report is given out
 * connection by connection, so that it need not be held whole.
 */
import type { Flow } from '../capture/flow.ts';
import { judgeEnding } from '../endings/judge-ending.ts';
import { endpointOf, type Seen, seenOf } from '../endings/seen.ts';
import { comparison, type Twin, Twins } from './elsewhere.ts';
import { connectionReport, longestDataGapMs } from './connection.ts';
import { type CaptureFilter, passes } from './filter.ts';
import { isInteresting } from './interesting.ts';
import { type IdleFact, limitsOf } from './limits.ts';
import type { ConnectionReport, LimitReport, SilenceReport } from './model.ts';
import { silencesOf } from './silences.ts';
import { weighed } from './weigh.ts';

interface Kept {
  readonly flow: Flow;
  readonly file: number;
}

export class Survey {
  readonly #isAll: boolean;
  readonly #filter: CaptureFilter;
  #kept: Kept[] = [];
  readonly #idle: IdleFact[] = [];
  readonly #endings = new Map<string, number>();
  readonly #endsAtMs: number[] = [];
  readonly #startsAtEpochMs: number[] = [];
  /** Only where there are several files. */
  #twins: Twins | undefined;

  constructor(isAll: boolean, filter: CaptureFilter) {
    this.#isAll = isAll;
    this.#filter = filter;
  }

  /** A connection of that file is over, or the file is. False: it is counted, and not kept. */
  add(flow: Flow, file: number): boolean {
    if (!this.#isAll && isPlain(flow)) {
      this.#count('fin');
      return false;
    }
    this.#kept.push({ flow, file });
    return true;
  }

  /** The file was read to its end, which was at that time; it began so many ms after 1970, NaN: not known. */
  endFile(file: number, endAtMs: number, startedAtEpochMs: number): void {
    this.#endsAtMs[file] = endAtMs;
    this.#startsAtEpochMs[file] = startedAtEpochMs;
  }

  /** Those to be shown, by file and stream. Each is made when it is asked for, once. */
  *reports(): Generator<ConnectionReport> {
    this.#kept.sort((a, b) => a.file - b.file || a.flow.stream - b.flow.stream);
    this.#twins = this.#endsAtMs.length > 1 ? this.#allTwins() : undefined;
    for (let at = 0; at < this.#kept.length; at += 1) {
      const kept = this.#kept[at];
      if (kept === undefined) continue;
      const report = this.#report(kept);
      if ((this.#isAll || isInteresting(report)) && passes(report, this.#filter)) yield report;
    }
  }

  /** After {@link reports} is at its end. */
  limits(): readonly LimitReport[] {
    return limitsOf(this.#idle);
  }

  /** After {@link reports} is at its end. */
  silences(): readonly SilenceReport[] {
    return silencesOf(this.#idle);
  }

  /** After {@link reports} is at its end: how many ended how, the plain ones too. */
  endings(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#endings].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }

  #report({ flow, file }: Kept): ConnectionReport {
    const seen = seenOf(flow, this.#endsAtMs[file] ?? flow.lastAtMs);
    const own = this.#twin(seen, file);
    const twins = this.#twins?.of(own) ?? [];
    const ending = weighed(judgeEnding(seen), own, twins);
    this.#count(ending.ending);
    const report = connectionReport(seen, ending, file);
    // Statistics are over all that were asked for, not over those that ended in one way or were silent for long.
    if (passes(report, { ...this.#filter, endedBy: undefined, idleOverMs: undefined }))
      this.#noteIdle(seen, ending.deadAfterMs);
    const elsewhere = twins.map((twin) => ({
      file: twin.file,
      client: endpointOf(twin.seen, 'client'),
      server: endpointOf(twin.seen, 'server'),
      stream: twin.seen.flow.stream,
      fact: comparison(own, twin),
    }));
    return { ...report, elsewhere };
  }

  #allTwins(): Twins {
    const twins = new Twins();
    for (const { flow, file } of this.#kept) twins.add(this.#twin(seenOf(flow, flow.lastAtMs), file));
    return twins;
  }

  #twin(seen: Seen, file: number): Twin {
    const startedAtEpochMs = this.#startsAtEpochMs[file] ?? Number.NaN;
    const endedAtEpochMs = startedAtEpochMs + (this.#endsAtMs[file] ?? Number.NaN);
    return { seen, file, startedAtEpochMs, endedAtEpochMs };
  }

  #noteIdle({ flow, clientAddress, serverAddress, serverPort }: Seen, deadAfterMs: number | undefined): void {
    if (flow.survivedGapMs < WORTH_MS && deadAfterMs === undefined) return;
    this.#idle.push({
      clientAddress,
      serverAddress,
      serverPort,
      survivedMs: flow.survivedGapMs,
      deadAfterMs,
    });
  }

  #count(ending: string): void {
    this.#endings.set(ending, (this.#endings.get(ending) ?? 0) + 1);
  }
}

/** Closed by both, never long silent, nothing special: the many that nobody asks about. */
function isPlain(flow: Flow): boolean {
  return (
    flow.a.finFrame !== 0 &&
    flow.b.finFrame !== 0 &&
    flow.resetsSeen === undefined &&
    flow.icmpSeen === undefined &&
    flow.a.keepalives === undefined &&
    flow.b.keepalives === undefined &&
    flow.beats === undefined &&
    longestDataGapMs(flow) < WORTH_MS
  );
}

/** Shorter silences say nothing about limits. */
const WORTH_MS = 4500;
