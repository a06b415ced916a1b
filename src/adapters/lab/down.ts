/** Taking down labs that are not ours: those that stay up, and those whose owner died. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  listLabs,
  namespacesByLab,
  ownerState,
  processesIn,
  removeLab,
  removeNamespaces,
  removeOrphans,
  type LabNote,
} from './run-directory.ts';

export interface TakenDown {
  /** Ids of labs that are gone now. */
  readonly removed: readonly string[];
  /** Labs of commands that still run, `lab run` or a test: they end by themselves. */
  readonly inUse: readonly LabNote[];
}

export async function takeDownAll(): Promise<TakenDown> {
  const orphans = removeOrphans().map(({ labId }) => labId);
  const labs = listLabs();
  const standing = labs.filter((note) => note.purpose === 'up' && ownerState(note) === 'alive');
  await Promise.all(standing.map(endOwner));
  const stopped = standing.map(({ labId }) => labId);
  return {
    removed: [...orphans, ...stopped, ...removeNameless(labs)],
    inUse: labs.filter(({ labId }) => !stopped.includes(labId)),
  };
}

/** Asks the process that keeps the lab up to end, and removes the lab itself where that does not help. */
async function endOwner(note: LabNote): Promise<void> {
  process.kill(note.ownerPid, 'SIGTERM');
  const deadlineAtMs = performance.now() + PATIENCE_MS;
  while (ownerState(note) === 'alive' && performance.now() < deadlineAtMs) await sleep(20);
  removeLab(note);
}

/** Namespaces with our name and no note (somebody emptied /tmp), unless something still runs in them. */
function removeNameless(labs: readonly LabNote[]): readonly string[] {
  const known = new Set(labs.map(({ labId }) => labId));
  const nameless = [...namespacesByLab()].filter(
    ([labId, namespaces]) => !known.has(labId) && processesIn(namespaces).length === 0,
  );
  for (const [, namespaces] of nameless) removeNamespaces(namespaces);
  return nameless.map(([labId]) => labId);
}

/** Taking a lab down takes some 20 ms; a busy machine may need longer. */
const PATIENCE_MS = 5000;
