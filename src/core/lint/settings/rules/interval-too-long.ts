import type { Rule } from '../../rule.ts';
import { type Entry, isOn, numberIn, type SettingsKind, type SettingsSubject } from '../entries.ts';

/** As for OpenSSH: a keepalive must come sooner than the first box forgets. */
export const settingsIntervalTooLong: Rule<SettingsSubject> = {
  id: 'interval-too-long',
  severity: 'warning',
  title: 'A keepalive interval that is longer than the limits of common NATs, firewalls and balancers.',
  cites: ['idletrace explain 240s: the products whose default that is'],
  judge({ kind, entries }) {
    const setting = INTERVALS[kind];
    if (setting === undefined) return [];
    const isOff = entries.some((entry) => entry.key === setting.switch && !isOn(entry));
    if (isOff) return [];
    return entries.flatMap((entry: Entry) => {
      const seconds = entry.key === setting.key ? numberIn(entry, setting.radix) : undefined;
      if (seconds === undefined || seconds < SHORTEST_SAFE_SECONDS) return [];
      return [
        {
          place: entry.place,
          message: `a keepalive every ${seconds} s is longer than the limits of common NATs and balancers (${SHORTEST_SAFE_SECONDS} s and more)`,
          fix: setting.fix,
        },
      ];
    });
  },
};

interface IntervalSetting {
  readonly key: string;
  readonly radix: 10 | 16;
  /** What turns it on; `undefined`: the number does. */
  readonly switch: string | undefined;
  readonly fix: string;
}

const INTERVALS: Readonly<Partial<Record<SettingsKind, IntervalSetting>>> = {
  securecrt: {
    key: 'Idle NO-OP Timeout',
    radix: 16,
    switch: 'Idle NO-OP Check',
    fix: 'write D:"Idle NO-OP Timeout"=0000003c (60 seconds in hexadecimal)',
  },
  xshell: { key: 'KeepAliveInterval', radix: 10, switch: 'KeepAlive', fix: 'write KeepAliveInterval=60' },
  'dropbear-uci': {
    key: 'SSHKeepAlive',
    radix: 10,
    switch: undefined,
    fix: "write option SSHKeepAlive '60'",
  },
};

/** Azure's NAT gateway and load balancer. */
const SHORTEST_SAFE_SECONDS = 240;
