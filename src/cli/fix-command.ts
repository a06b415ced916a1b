/** `idletrace fix`: which interval, which files, show, ask, write, ask the program itself, or put everything back. */
import { createInterface } from 'node:readline/promises';
import { homedir } from 'node:os';
import { systemCalls } from '../adapters/config/file-calls.ts';
import { readIfThere } from '../adapters/config/safe-write.ts';
import { type Machine, runningNamed } from '../adapters/config/places.ts';
import {
  applyChange,
  prepareChange,
  restoreChange,
  markUndone,
  stateOf,
  storedChanges,
  storeFolder,
  type StoredChange,
} from '../adapters/config/undo-store.ts';
import { CATALOGUE, catalogueEntry } from '../core/client/catalogue.ts';
import { OperationalError } from '../core/errors.ts';
import { chooseInterval, type IntervalChoice } from '../core/fix/interval.ts';
import { printable } from '../core/report/printable.ts';
import { EXIT } from './exit-codes.ts';
import type { FixOptions } from './fix-options.ts';
import { planOpenSsh } from './fix-openssh.ts';
import { planProgram } from './fix-program.ts';
import { planServer } from './fix-server.ts';
import { planElsewhere } from './fix-server-elsewhere.ts';
import { showFix } from './fix-show.ts';
import { printSnippet } from './fix-snippet.ts';
import { heedSignals } from './interruption.ts';
import { inPrint } from './in-print.ts';
import type { Io } from './io.ts';
import { type FoundReport, lastReport, readReport, stateFolder } from './last-report.ts';
import { joinPlans, type Plan, type PlannedChange, sinceThePlan } from './planned-change.ts';

export async function runFix(options: FixOptions, io: Io): Promise<number> {
  return fixBy(options, reportFor(options, io), io);
}

/** `found` undefined: nothing was measured. */
export async function fixBy(options: FixOptions, found: FoundReport | undefined, io: Io): Promise<number> {
  const interval = chooseInterval({
    askedSeconds: options.intervalSeconds,
    report: found?.report,
    reportName: found?.name ?? '',
  });
  if (options.snippet !== undefined) return printSnippet(options.snippet, interval, io);
  if (interval.kind === 'refuse') {
    showFix({ options, interval, plan: undefined, change: undefined, verifiedBy: [] }, io);
    return interval.because === 'no-limit' ? EXIT.done : EXIT.requirementFailed;
  }
  const interruption = heedSignals();
  try {
    const plan = await planFor(options, interval, { io, signal: interruption.signal });
    if (plan.changes.length === 0 || options.dryRun) {
      showFix({ options, interval, plan, change: undefined, verifiedBy: [] }, io);
      // Steps for a person to take are not the thing done.
      const isDone = !isElsewhere(options) || plan.changes.length > 0 || plan.left.length > 0;
      return isDone ? EXIT.done : EXIT.couldNot;
    }
    if (!options.json) showFix({ options, interval, plan, change: undefined, verifiedBy: [] }, io);
    refuseRunning(plan, options);
    if (!(await isAgreed(options, io))) return EXIT.requirementFailed;
    const { change, verifiedBy } = await carryOut(plan, options, io);
    if (options.json) showFix({ options, interval, plan, change, verifiedBy }, io);
    else {
      for (const said of verifiedBy) io.stdout.write(`  verified: ${said}\n`);
      io.stdout.write(`  to take it back: idletrace undo ${change.manifest.id}\n`);
    }
    return EXIT.done;
  } finally {
    interruption.close();
  }
}

function reportFor({ reportPath, target }: FixOptions, { env }: Io): FoundReport | undefined {
  if (reportPath !== undefined) return readReport(reportPath);
  return target === undefined ? undefined : lastReport(target, env);
}

async function planFor(
  options: FixOptions,
  interval: Extract<IntervalChoice, { kind: 'write' }>,
  { io, signal }: { readonly io: Io; readonly signal: AbortSignal },
): Promise<Plan> {
  const machine: Machine = { home: homedir(), env: io.env, platform: process.platform };
  const manifests = storedChanges(storeFolder(stateFolder(io.env)), systemCalls).map(
    ({ manifest }) => manifest,
  );
  const { target, file } = options;
  const { seconds, why } = interval;
  const plans: Plan[] = [];
  for (const client of clientsMeant(options)) {
    const entry = catalogueEntry(client);
    if (entry === undefined) {
      throw new OperationalError('USAGE', `there is no client "${client}"`, {
        hint: `there is ${CATALOGUE.map(({ id }) => id).join(', ')}; for libraries see --snippet`,
      });
    }
    if (entry.instead !== undefined) {
      throw new OperationalError('NOT_DONE', `${entry.name}: ${entry.instead}`, {
        hint: 'idletrace clients shows what can be set here',
      });
    }
    const common = { target, file, seconds, why, manifests, calls: systemCalls };
    if (client === 'openssh-client') plans.push(await planOpenSsh({ ...common, signal }));
    else if (client === 'openssh-server') {
      const wish = { seconds, isAskedFor: interval.basis === 'asked-for' };
      plans.push(
        isElsewhere(options) && target !== undefined
          ? await planElsewhere({
              ...wish,
              why,
              manifests,
              login: { destination: target, mayAsk: io.stdin.isTTY, signal },
            })
          : planServer({ ...common, ...wish }),
      );
    } else plans.push(planProgram({ ...common, entry, machine }));
  }
  return joinPlans(plans);
}

/** What was named; else what the file looks like; else ssh. */
function clientsMeant({ clients, server, file }: FixOptions): readonly string[] {
  if (clients.length > 0) return [...new Set(clients)];
  if (server || /sshd_config/.test(file ?? '')) return ['openssh-server'];
  return ['openssh-client'];
}

/** A server that is not this machine's. */
function isElsewhere(options: FixOptions): boolean {
  return (
    clientsMeant(options).includes('openssh-server') &&
    options.target !== undefined &&
    options.file === undefined
  );
}

function refuseRunning({ changes }: Plan, { force }: FixOptions): void {
  for (const { client } of changes) {
    const entry = catalogueEntry(client);
    if (force || entry === undefined || entry.overwrites.length === 0) continue;
    const running = runningNamed(entry.overwrites);
    if (running === undefined) {
      throw new OperationalError(
        'NOT_DONE',
        `cannot tell whether ${entry.name} is running, which would write its file over the change`,
        {
          hint: 'quit it, then say --force',
        },
      );
    }
    const [pid] = running;
    if (pid === undefined) continue;
    throw new OperationalError(
      'NOT_DONE',
      `${entry.name} is running (process ${pid}) and would write its file over the change`,
      {
        hint: 'quit it first, or say --force',
      },
    );
  }
}

async function isAgreed({ yes }: FixOptions, { stdin, stdout, stderr }: Io): Promise<boolean> {
  if (yes) return true;
  if (!stdin.isTTY) {
    throw new OperationalError('USAGE', 'nobody can be asked here, and nothing was changed', {
      hint: 'say --yes to write it, --dry-run to see it',
    });
  }
  const asking = createInterface({ input: stdin, output: stderr.isTTY ? stderr : stdout });
  const answer = await asking.question('Write it? [y/N] ');
  asking.close();
  return /^y(?:es)?$/i.test(answer.trim());
}

/** Writes, then asks the programs; where one disagrees, everything is as it was before. */
async function carryOut(
  plan: Plan,
  options: FixOptions,
  { env, stderr }: Io,
): Promise<{ readonly change: StoredChange; readonly verifiedBy: readonly string[] }> {
  const atIso = new Date().toISOString();
  const files = plan.changes.map(({ path, client, before, after, written, elsewhere }) => ({
    path: elsewhere?.path ?? path,
    server: elsewhere?.server,
    client,
    before,
    after,
    sessions: [...written],
  }));
  const change = prepareChange(
    storeFolder(stateFolder(env)),
    { id: idOf(atIso), atIso, command: ['idletrace fix', options.target ?? ''].join(' ').trim(), files },
    systemCalls,
  );
  const showSince = (planned: PlannedChange, now: Uint8Array | undefined) =>
    stderr.write(inPrint(sinceThePlan(planned, now)));
  try {
    applyChange(change, systemCalls);
  } catch (error) {
    if (error instanceof OperationalError && error.code === 'CHANGED_MEANWHILE') {
      for (const planned of plan.changes.filter(({ elsewhere }) => elsewhere === undefined)) {
        const now = readIfThere(planned.path, systemCalls);
        if (!isSame(now, planned.before)) showSince(planned, now);
      }
    }
    // What is as it was needs no undo, and must not stand before what does.
    if (change.manifest.files.every((file) => stateOf(file, systemCalls) !== 'applied'))
      markUndone(change, atIso, systemCalls);
    throw error;
  }
  const verifiedBy: string[] = [];
  try {
    for (const { verify, path } of plan.changes) {
      const result = await verify?.();
      if (result === undefined) continue;
      if ('said' in result) verifiedBy.push(result.said);
      else if ('unknown' in result) stderr.write(`  not verified: ${printable(result.unknown)}\n`);
      else
        throw new OperationalError('NOT_DONE', `the change of ${path} was put back: ${result.wrong}`, {
          hint: 'nothing is changed; idletrace fix --dry-run shows what was tried',
        });
    }
    // Last, since what is wrong here can be put back without a network.
    for (const planned of plan.changes) {
      const onChanged = (now: Uint8Array | undefined) => showSince(planned, now);
      verifiedBy.push(...((await planned.elsewhere?.make(change.manifest.id, onChanged)) ?? []));
    }
  } catch (error) {
    restoreChange(change, systemCalls);
    // Of a server that was lost on the way nobody knows: undo will look.
    if (!(error instanceof OperationalError && error.code === 'CANNOT_CONNECT'))
      markUndone(change, new Date().toISOString(), systemCalls);
    throw error;
  }
  return { change, verifiedBy };
}

function isSame(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a === undefined || b === undefined ? a === b : Buffer.compare(a, b) === 0;
}

/** Sorts by time: `20261124T181500123Z`. */
function idOf(atIso: string): string {
  return atIso.replaceAll(/[-:.]/g, '');
}
