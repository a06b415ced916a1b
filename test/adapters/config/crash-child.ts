/** A change in a process that is killed at one of its system calls: `crash-child STORE FILE CALL`; says how many calls there were. */
import { readFileSync } from 'node:fs';
import { type FileCalls, systemCalls } from '../../../src/adapters/config/file-calls.ts';
import { applyChange, prepareChange } from '../../../src/adapters/config/undo-store.ts';
import { interrupted } from './interrupted.ts';

const [store = '', file = '', at = ''] = process.argv.slice(2);
const calls: FileCalls = interrupted(systemCalls, Number(at), (name, act) => {
  // Half of what was to be written is on the disk.
  if (name === 'writeSync') act();
  process.kill(process.pid, 'SIGKILL');
});
const before = readFileSync(file);
const change = {
  id: '1',
  atIso: '2026-01-01T00:00:00.000Z',
  command: 'test',
  files: [
    { path: file, client: 'putty', before, after: Buffer.from(`${before.toString()}new\n`), sessions: [] },
    { path: `${file}.d/new`, client: 'putty', before: undefined, after: Buffer.from('new\n'), sessions: [] },
  ],
};
applyChange(prepareChange(store, change, calls), calls);
