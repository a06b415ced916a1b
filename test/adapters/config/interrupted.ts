/** System calls of which one does not go through. */
import type { FileCalls } from '../../../src/adapters/config/file-calls.ts';

/** Only what changes something, or forces it to the disk, makes a difference when it does not happen. */
const CHANGING: ReadonlySet<string> = new Set([
  'copyAttributes',
  'fsyncSync',
  'futimesSync',
  'mkdirSync',
  'openSync',
  'renameSync',
  'rmdirSync',
  'unlinkSync',
  'writeSync',
]);

/** At the call number `at`, counted from 0, `happens` is called instead; `act` does half of a write, or the whole call. */
export function interrupted(
  calls: FileCalls,
  at: number,
  happens: (name: string, act: () => unknown) => unknown,
): FileCalls {
  let count = 0;
  return new Proxy(calls, {
    get(target, name: keyof FileCalls) {
      const real = target[name] as (...words: unknown[]) => unknown;
      if (!CHANGING.has(name)) return real;
      return (...words: unknown[]) => {
        const isMeant = count === at;
        count += 1;
        if (!isMeant) return real(...words);
        return happens(name, () => {
          const [fd, octets, from] = words as [number, Uint8Array, number];
          return name === 'writeSync'
            ? target.writeSync(fd, octets, from, Math.floor((octets.length - from) / 2))
            : real(...words);
        });
      };
    },
  });
}
