/** All causes of an ended (or seemingly ended) session that idletrace knows. Their ids are what reports name. */
import type { Cause } from './cause.ts';
import { clientConfigCauses } from './causes/client-config.ts';
import { clientHostCauses } from './causes/client-host.ts';
import { pathCauses } from './causes/path.ts';
import { proxyCauses } from './causes/proxy.ts';
import { serverHostCauses } from './causes/server-host.ts';
import { serverNetworkCauses } from './causes/server-network.ts';
import { serverShellCauses } from './causes/server-shell.ts';
import { serverSshdCauses } from './causes/server-sshd.ts';

export const CAUSES: readonly Cause[] = [
  ...clientConfigCauses,
  ...clientHostCauses,
  ...pathCauses,
  ...serverNetworkCauses,
  ...serverSshdCauses,
  ...serverShellCauses,
  ...serverHostCauses,
  ...proxyCauses,
];

/** The cause with that id; `undefined`: there is none. */
export function causeOf(id: string): Cause | undefined {
  return BY_ID.get(id);
}

const BY_ID: ReadonlyMap<string, Cause> = new Map(CAUSES.map((cause) => [cause.id, cause]));
