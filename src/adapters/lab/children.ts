/** Who a process has started (proc(5), CONFIG_PROC_CHILDREN): an SSH server has one child for each connection. */
import { readFileSync } from 'node:fs';

export function childrenOf(pid: number): readonly number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}
