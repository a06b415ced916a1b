/** Placeholder until the lab is wired. */
import type { Io } from './io.ts';

export async function labList(_options: { readonly json: boolean }, _io: Io): Promise<number> {
  return Promise.resolve(3);
}
export async function labUp(_options: { readonly file: string }, _io: Io): Promise<number> {
  return Promise.resolve(3);
}
export async function labRun(
  _options: { readonly file: string; readonly command: readonly string[]; readonly user?: string },
  _io: Io,
): Promise<number> {
  return Promise.resolve(3);
}
export async function labDown(_options: Readonly<Record<string, never>>, _io: Io): Promise<number> {
  return Promise.resolve(3);
}
