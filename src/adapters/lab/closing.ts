/** What must be taken down before this process is gone, however it goes. One set of listeners serves all labs. */

/**
 * Runs `close` when the process ends (also after an error that nobody caught)
 * unless the function returned was called before. SIGKILL alone gets past it:
 * then the next run finds the orphan.
 */
export function closeAtExit(close: () => void): () => void {
  if (open.size === 0) process.on('exit', closeAll);
  open.add(close);
  return () => {
    open.delete(close);
    if (open.size === 0) process.off('exit', closeAll);
  };
}

/** While `use` runs, a signal that ends the process closes first what is registered, then ends it as it would have. */
export async function closingOnSignals<T>(use: () => Promise<T>): Promise<T> {
  if (guarded === 0) for (const name of ENDING_SIGNALS) process.on(name, endBySignal);
  guarded += 1;
  try {
    return await use();
  } finally {
    guarded -= 1;
    if (guarded === 0) for (const name of ENDING_SIGNALS) process.off(name, endBySignal);
  }
}

function endBySignal(signal: NodeJS.Signals): void {
  closeAll();
  for (const name of ENDING_SIGNALS) process.off(name, endBySignal);
  process.kill(process.pid, signal);
}

function closeAll(): void {
  for (const close of open) close();
}

const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const open = new Set<() => void>();
let guarded = 0;
