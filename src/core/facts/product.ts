/** Idle timeouts of products as data. Collected in November 2026; each names its source, with the commit where it has one. */

export interface Product {
  readonly id: string;
  readonly vendor: string;
  readonly name: string;
  readonly role: 'nat' | 'firewall' | 'balancer' | 'proxy' | 'tracking' | 'bastion' | 'standard';
  /** Where such a thing stands: on the client's host, on the path, at the server's side. */
  readonly where: readonly ('client' | 'path' | 'server')[];
  /** What keeps a connection alive there: any packet, TCP keepalives included, or only data. */
  readonly counts: 'packets' | 'data';
  /** `undefined`: it has none, or none is known. */
  readonly defaultSeconds: number | undefined;
  readonly configurable: boolean;
  /** What it can be set to, in the words of its source. */
  readonly range: string;
  /**
   * What happens to a connection whose time is over: it is forgotten in silence; whoever speaks next is reset;
   * both ends are reset at once; both ends are closed.
   */
  readonly onExpiry: 'silent' | 'reset-to-sender' | 'reset-to-both' | 'close' | 'unknown';
  /** Whether `onExpiry` was measured, is stated by the source, or follows from the mechanism. */
  readonly onExpiryBasis: 'measured' | 'stated' | 'inferred' | 'unknown';
  readonly note: string;
  readonly source: string;
  /** How sure `defaultSeconds` is. */
  readonly confidence: 'high' | 'medium' | 'low';
}

/** When the facts of this folder were collected: products change. */
export const FACTS_AS_OF = '2026-11';
