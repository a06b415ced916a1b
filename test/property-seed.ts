/**
 * Where property tests begin: the same examples in each run, so that a gate
 * that fails does so because of the change. IDLETRACE_PROPERTY_SEED takes
 * another number, or `new` for examples nobody has seen.
 */
import * as fc from 'fast-check';

const wanted = process.env.IDLETRACE_PROPERTY_SEED ?? '2017';
if (wanted !== 'new') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(wanted) });
