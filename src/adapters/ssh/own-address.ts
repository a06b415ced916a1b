/** Whether this machine still has the addresses that its connections were made from. */
import { networkInterfaces } from 'node:os';
import type { Held } from './questions.ts';

/** The address of an open connection that is on no interface any more; `undefined`: all are there. */
export function ownAddressLost(held: readonly Held[]): string | undefined {
  const used = held.flatMap(({ phase, arm }) =>
    phase === 'open' && arm?.socket !== undefined ? [withoutZone(arm.socket.localAddress)] : [],
  );
  if (used.length === 0) return undefined;
  const present = new Set(
    Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address)),
  );
  return used.find((address) => !present.has(address));
}

/** A link-local address may carry its interface (RFC 4007 §11), which the list does not. */
function withoutZone(address: string): string {
  return address.split('%', 1)[0] ?? address;
}
