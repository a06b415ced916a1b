/** The formats that are trees (YAML, JSON, XML) take longer to read: a file of their own, beside the others. */
import { GENERATED } from './generated.ts';
import { itsLawsHold } from './laws.ts';

for (const one of GENERATED) if (one.isTree) itsLawsHold(one);
