/** The keepalive settings of either program, as the rules about them see them: each line with what counts beside it. */
import type { Version } from '../sshconfig/client-keywords.ts';
import type { Place } from '../sshconfig/config-files.ts';
import type { Directive } from '../sshconfig/lines.ts';
import type { Setting } from '../sshconfig/settings.ts';
import { placeOf } from './blocks.ts';
import type { AskedDirective, ClientSubject } from './client-subject.ts';
import type { ServerDirective, ServerSubject } from './server-subject.ts';

export interface KeepaliveSubject {
  readonly side: 'client' | 'server';
  readonly version: Version;
  readonly given: readonly Given[];
}

export interface Given {
  readonly kind: 'interval' | 'count-max' | 'tcp';
  /** As the manual writes it. */
  readonly title: string;
  /** Of the value. */
  readonly place: Place;
  /** Seconds, a number, or `yes` and `no`. */
  readonly value: string;
  /** What counts together with it, once for each host that it counts for; `undefined`: that cannot be told. */
  readonly beside: readonly Beside[];
}

export interface Beside {
  /** `undefined`: of no particular host. */
  readonly host: string | undefined;
  readonly intervalSeconds: number | undefined;
  readonly countMax: number | undefined;
}

export function clientKeepalive({ world, directives }: ClientSubject): KeepaliveSubject {
  const given = directives.flatMap((each): readonly Given[] => {
    const set = each.outcomes[0]?.set;
    const kind = set === undefined ? undefined : CLIENT[set.name];
    if (set === undefined || kind === undefined) return [];
    const beside = each.outcomes
      .filter((outcome) => outcome.set?.effect === 'sets' || outcome.set?.effect === 'perhaps')
      .map(({ host, reading }) => ({
        host,
        intervalSeconds: numberOf(reading.setting('serveraliveinterval')),
        countMax: numberOf(reading.setting('serveralivecountmax')),
      }));
    return [{ ...kind, ...whereAndWhat(each), value: set.value, beside }];
  });
  return { side: 'client', version: world.build.version, given };
}

export function serverKeepalive(subject: ServerSubject): KeepaliveSubject {
  const { world, directives, reading } = subject;
  const given = directives.flatMap((each): readonly Given[] => {
    const kind = each.set === undefined ? undefined : SERVER[each.set.name];
    if (each.set === undefined || kind === undefined || each.set.effect === 'shadowed') return [];
    const inBlock = (name: string): number | undefined => {
      const beside = directives.find(
        ({ file, block, set }) => file === each.file && block === each.block && set?.name === name,
      );
      return beside?.set === undefined ? numberOf(reading.setting(name)) : Number(beside.set.value);
    };
    const beside = {
      host: undefined,
      intervalSeconds: inBlock('clientaliveinterval'),
      countMax: inBlock('clientalivecountmax'),
    };
    return [{ ...kind, ...whereAndWhat(each), value: each.set.value, beside: [beside] }];
  });
  return { side: 'server', version: world.build.version, given };
}

function whereAndWhat({ file, line, directive }: AskedDirective | ServerDirective): Pick<Given, 'place'> {
  return { place: placeOf(file, line, valueOffset(directive)) };
}

function valueOffset({ words, rest }: Directive): number {
  return words?.[0]?.startOffset ?? rest.startOffset;
}

function numberOf(setting: Setting): number | undefined {
  return setting.kind === 'known' && setting.value !== undefined ? Number(setting.value) : undefined;
}

type Kind = Pick<Given, 'kind' | 'title'>;

const CLIENT: Readonly<Record<string, Kind>> = {
  serveraliveinterval: { kind: 'interval', title: 'ServerAliveInterval' },
  serveralivecountmax: { kind: 'count-max', title: 'ServerAliveCountMax' },
  tcpkeepalive: { kind: 'tcp', title: 'TCPKeepAlive' },
};

const SERVER: Readonly<Record<string, Kind>> = {
  clientaliveinterval: { kind: 'interval', title: 'ClientAliveInterval' },
  clientalivecountmax: { kind: 'count-max', title: 'ClientAliveCountMax' },
  tcpkeepalive: { kind: 'tcp', title: 'TCPKeepAlive' },
};
