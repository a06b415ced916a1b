/** Every rule, the particular before the general: the first `yes` is the verdict. */
import type { Rule } from '../rule.ts';
import { blackhole } from './blackhole.ts';
import { byteCountingProxy } from './byte-counting-proxy.ts';
import { carrierNat } from './carrier-nat.ts';
import { channelTimeout } from './channel-timeout.ts';
import { clientAddressChange } from './client-address-change.ts';
import { clientSuspend } from './client-suspend.ts';
import { closedByServer } from './closed-by-server.ts';
import { portRemapped, rejected } from './late-reset.ts';
import { loginGraceTime } from './login-grace-time.ts';
import { ownKeepalive } from './own-keepalive.ts';
import { pathOutage } from './path-outage.ts';
import { revivedByServer } from './revived-by-server.ts';
import { rstAtExpiry } from './rst-at-expiry.ts';
import { serverFirstDropped, serverFirstReset } from './server-first-lost.ts';
import { serverRestart } from './server-restart.ts';
import { sessionLifetime } from './session-lifetime.ts';
import { shellTimeouts } from './shell-timeout.ts';

export const RULES: readonly Rule[] = [
  loginGraceTime,
  clientSuspend,
  clientAddressChange,
  pathOutage,
  sessionLifetime,
  serverRestart,
  ownKeepalive,
  ...shellTimeouts,
  channelTimeout,
  byteCountingProxy,
  rstAtExpiry,
  closedByServer,
  carrierNat,
  revivedByServer,
  serverFirstReset,
  serverFirstDropped,
  portRemapped,
  rejected,
  blackhole,
];
