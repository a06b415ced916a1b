/** Files that stand beside the project where it is developed, and nowhere else. */
import { existsSync, readFileSync } from 'node:fs';
import { projectPath } from './expect-golden.ts';

/** Why a test that needs that file is skipped; `false` where the file is there. `path` is from the shared folder. */
export function missingShared(path: string): string | false {
  return existsSync(projectPath(`../shared/${path}`)) ? false : `needs ../shared/${path}`;
}

export function sharedJson(path: string): unknown {
  return JSON.parse(readFileSync(projectPath(`../shared/${path}`), 'utf8'));
}
