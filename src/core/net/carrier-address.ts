/** Addresses between a carrier-grade NAT and its subscribers. */

/** Whether it lies in 100.64.0.0/10 (RFC 6598). */
export function isCarrierAddress(address: string): boolean {
  const [first, second, ...rest] = address.split('.').map(Number);
  return first === 100 && second !== undefined && second >= 64 && second <= 127 && rest.length === 2;
}
