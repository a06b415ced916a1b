/** Each command loads only what it needs, so that help and errors come at once. */
import type { Choice } from './choice.ts';
import type { Io } from './io.ts';

/** Runs what was asked for; the exit status. */
export async function runChoice(choice: Choice, io: Io): Promise<number> {
  if (choice.kind === 'trace') return (await import('./trace-command.ts')).runTrace(choice.options, io);
  if (choice.kind === 'inspect') return (await import('./inspect-command.ts')).runInspect(choice.options, io);
  if (choice.kind === 'replay') return (await import('./replay-command.ts')).runReplay(choice.options, io);
  if (choice.kind === 'explain') return (await import('./explain-command.ts')).runExplain(choice.options, io);
  if (choice.kind === 'pcap') return (await import('./pcap-command.ts')).runPcap(choice.options, io);
  if (choice.kind === 'fix') return (await import('./fix-command.ts')).runFix(choice.options, io);
  if (choice.kind === 'verify') return (await import('./verify-command.ts')).runVerify(choice.options, io);
  if (choice.kind === 'undo') return (await import('./undo-command.ts')).runUndo(choice.options, io);
  if (choice.kind === 'clients') return (await import('./clients-command.ts')).runClients(choice.options, io);
  if (choice.kind === 'lint') return (await import('./lint-command.ts')).runLint(choice.options, io);
  if (choice.kind === 'logs') return (await import('./logs-command.ts')).runLogs(choice.options, io);
  if (choice.kind === 'schema') return (await import('./schema-command.ts')).printSchema(choice.name, io);
  if (choice.kind === 'completion') {
    return (await import('./completion-command.ts')).printCompletion(choice.shell, io);
  }
  if (choice.kind === 'man') return (await import('./man-command.ts')).printManPage(io);
  return runLab(choice, io);
}

type LabChoice = Extract<Choice, { readonly kind: `lab-${string}` }>;

async function runLab(choice: LabChoice, io: Io): Promise<number> {
  const lab = await import('./lab-commands.ts');
  if (choice.kind === 'lab-list') return lab.labList(choice, io);
  if (choice.kind === 'lab-up') return lab.labUp(choice, io);
  if (choice.kind === 'lab-down') return lab.labDown({}, io);
  const { file, command, user } = choice;
  return lab.labRun(user === undefined ? { file, command } : { file, command, user }, io);
}
