/** All products whose idle timeout idletrace knows, those of the shortest default first, those without one last. */
import type { Product } from './product.ts';
import { balancerProducts } from './products/balancers.ts';
import { bastionProducts } from './products/bastions.ts';
import { firewallProducts } from './products/firewalls.ts';
import { natProducts } from './products/nats.ts';
import { proxyProducts } from './products/proxies.ts';
import { trackingProducts } from './products/tracking.ts';

export const PRODUCTS: readonly Product[] = [
  ...natProducts,
  ...firewallProducts,
  ...balancerProducts,
  ...proxyProducts,
  ...trackingProducts,
  ...bastionProducts,
].toSorted((a, b) => (a.defaultSeconds ?? Infinity) - (b.defaultSeconds ?? Infinity));

/** The product with that id; `undefined`: there is none. */
export function productOf(id: string): Product | undefined {
  return PRODUCTS.find((product) => product.id === id);
}
