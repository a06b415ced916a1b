/** For tests on the real kernel: why they cannot run here, if so. */
import { placeForLabs, repeatInOwnNamespaces } from '../../src/adapters/lab/privilege.ts';
import { OperationalError } from '../../src/core/errors.ts';

/**
 * `false` where labs can be made. An ordinary user's test file is run again, as
 * a whole, in namespaces of its own. What needs more than those is skipped, with
 * this text; IDLETRACE_REQUIRE_LAB=1 makes that a failure (scripts/run-tests).
 */
export async function whyNoLab(): Promise<string | false> {
  try {
    if ((await placeForLabs()) === 'own-namespaces') process.exit(await repeatInOwnNamespaces());
    return false;
  } catch (error) {
    if (error instanceof OperationalError) return `${error.message}: ${error.hint}`;
    throw error;
  }
}
