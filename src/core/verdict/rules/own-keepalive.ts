import { no, type Rule, UNKNOWN, yes } from '../rule.ts';

/** The person's own ssh gives up at the first silence: it may not leave one keepalive unanswered, so it sends none. */
export const ownKeepalive: Rule = {
  causes: ['client-server-alive-timeout'],
  kind: 'idle-limit',
  question: "Do the person's own settings end a silent session, while the path keeps it?",
  cites: [
    'ssh_config(5) ServerAliveCountMax',
    'clientloop.c, server_alive_check: timeouts > server_alive_count_max',
  ],
  layer: 'client-host',
  policy: 'no',
  judge({ own, control, limit }) {
    if (own === undefined || own.settings.serverAliveSeconds === 0) return UNKNOWN;
    if (own.gaveUpAfterMs === undefined)
      return own.arm?.outcome === 'alive' ? no(`${own.arm.armId}-alive`) : UNKNOWN;
    const before = limit.upperMs === undefined || own.gaveUpAfterMs < limit.lowerMs;
    // With more than none to lose it is the path's stalling that it does not bear: said, but no limit.
    return before && control.lived === 'yes' && own.settings.serverAliveCountMax === 0
      ? yes('own-settings', 'own-gave-up', 'control-lived')
      : UNKNOWN;
  },
};
