/** Every rule, the particular before the general: the first `yes` is the verdict. */
import type { Rule } from '../rule.ts';
import { bastionIdle } from './bastion-idle.ts';
import { blackhole } from './blackhole.ts';
import { carrierNat } from './carrier-nat.ts';
import { clientAddressChange } from './client-address-change.ts';
import { clientSuspend } from './client-suspend.ts';
import { closedByServer } from './closed-by-server.ts';
import { commandEnds } from './command-ends.ts';
import { dropbearIdleTimeout } from './dropbear-idle-timeout.ts';
import { envoyIdleTimeout } from './envoy-idle-timeout.ts';
import { haproxyTimeout } from './haproxy-timeout.ts';
import { portRemapped, rejected } from './late-reset.ts';
import { jumpHostChannelTimeout } from './jump-host-channel-timeout.ts';
import { loginGraceTime } from './login-grace-time.ts';
import { ownKeepalive } from './own-keepalive.ts';
import { multiplexerLeft } from './multiplexer.ts';
import { logindStopIdleSession } from './logind-stop-idle-session.ts';
import { nginxStreamTimeout } from './nginx-stream-timeout.ts';
import { octaviaTimeout } from './octavia-timeout.ts';
import { pathOutage } from './path-outage.ts';
import { revivedByServer } from './revived-by-server.ts';
import { proxyCommands } from './proxy-command.ts';
import { rstAtExpiry } from './rst-at-expiry.ts';
import { serverFirstDropped, serverFirstReset } from './server-first-lost.ts';
import { serverGaveUp } from './server-gave-up.ts';
import { serverReboot } from './server-reboot.ts';
import { serverRestart } from './server-restart.ts';
import { sessionLifetime } from './session-lifetime.ts';
import { sessionsKilled } from './sessions-killed.ts';
import { shellTimeouts } from './shell-timeout.ts';
import { sshdChannelTimeout } from './sshd-channel-timeout.ts';
import { sshdMaxStartups } from './sshd-max-startups.ts';
import { sshdRestarted } from './sshd-restarted.ts';
import { stateLost } from './state-lost.ts';
import { stunnelTimeoutIdle } from './stunnel-timeoutidle.ts';

export const RULES: readonly Rule[] = [
  sshdMaxStartups,
  loginGraceTime,
  clientSuspend,
  clientAddressChange,
  ...serverGaveUp,
  stateLost,
  pathOutage,
  serverReboot,
  commandEnds,
  sessionLifetime,
  sshdRestarted,
  sessionsKilled,
  serverRestart,
  ownKeepalive,
  ...shellTimeouts,
  multiplexerLeft,
  logindStopIdleSession,
  sshdChannelTimeout,
  dropbearIdleTimeout,
  bastionIdle,
  ...proxyCommands,
  octaviaTimeout,
  nginxStreamTimeout,
  envoyIdleTimeout,
  stunnelTimeoutIdle,
  haproxyTimeout,
  rstAtExpiry,
  closedByServer,
  jumpHostChannelTimeout,
  carrierNat,
  revivedByServer,
  serverFirstReset,
  serverFirstDropped,
  portRemapped,
  rejected,
  blackhole,
];
