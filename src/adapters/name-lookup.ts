/** Names to addresses, as the system resolves them. */
import { lookup } from 'node:dns/promises';
import { OperationalError } from '../core/errors.ts';

/** Every address of `host` in the system's order, the family narrowed where asked. Throws NAME_NOT_FOUND. */
export async function addressesOf(
  host: string,
  family: 'any' | 'inet' | 'inet6',
): Promise<readonly string[]> {
  try {
    const found = await lookup(host, {
      all: true,
      family: family === 'inet' ? 4 : family === 'inet6' ? 6 : 0,
    });
    return found.map(({ address }) => address);
  } catch (cause) {
    throw new OperationalError('NAME_NOT_FOUND', `cannot find an address for ${host}`, {
      hint: 'check the name, and that name resolution works here',
      cause,
    });
  }
}
