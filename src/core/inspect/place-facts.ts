/** What kind of machine it is, since when it is up, and what its place implies for idle connections. */
import { cloudOf } from './cloud.ts';
import { type Fact, fact, type Side } from './fact.ts';
import { type Sections, wordsAfter } from './sections.ts';

export function placeFacts(side: Side, sections: Sections): readonly Fact[] {
  return [
    systemFact(side, sections),
    uptimeFact(side, sections),
    containerFact(side, sections),
    ...cloudFacts(side, sections),
  ];
}

function systemFact(side: Side, sections: Sections): Fact {
  const kernel = sections.get('system')?.lines[0]?.trim();
  const pretty = sections
    .get('release')
    ?.lines.map((line) => /^PRETTY_NAME="?([^"]*)"?$/.exec(line)?.[1])
    .find((name) => name !== undefined);
  const value = [pretty, kernel].filter((part) => part !== undefined && part !== '').join(', ');
  return fact({
    id: 'system',
    side,
    value: value === '' ? undefined : value,
    source: 'uname, /etc/os-release',
    status: value === '' ? 'unknown' : 'read',
  });
}

function uptimeFact(side: Side, sections: Sections): Fact {
  const linux = /^(\d{1,12})(?:\.\d+)? /.exec(sections.get('uptime')?.lines[0] ?? '')?.[1];
  const bootSeconds = Number(
    /\bsec = (\d{1,12})/.exec(
      sections.get('boottime')?.lines[0] ?? sections.get('boottime')?.lines[0] ?? '',
    )?.[1],
  );
  const nowSeconds = Number(wordsAfter(sections.get('boottime'), 'now'));
  const seconds = linux === undefined ? nowSeconds - bootSeconds : Number(linux);
  const isKnown = Number.isFinite(seconds) && seconds >= 0;
  return fact({
    id: 'uptime',
    side,
    value: isKnown ? seconds : undefined,
    unit: isKnown ? 's' : undefined,
    source: linux === undefined ? 'sysctl kern.boottime' : '/proc/uptime',
    status: isKnown ? 'read' : 'unknown',
    note: isKnown && seconds < DAY_S ? 'sessions older than that ended with the last start' : undefined,
  });
}

function containerFact(side: Side, sections: Sections): Fact {
  const place = sections.get('place');
  const has = (path: string) => place?.lines.includes(`has ${path}`) === true;
  const groups = sections.get('cgroup')?.lines.join('\n') ?? '';
  const version = sections.get('version')?.lines[0] ?? '';
  const virt = sections.get('virt')?.lines[0]?.trim();
  const seen: readonly (readonly [boolean, string, string])[] = [
    [
      has('/var/run/secrets/kubernetes.io') || /kubepods/.test(groups),
      'kubernetes',
      'the files and groups of its pod',
    ],
    [/microsoft/i.test(version), 'wsl', '/proc/version'],
    [has('/.dockerenv') || /docker/.test(groups), 'docker', '/.dockerenv, /proc/1/cgroup'],
    [has('/run/.containerenv') || /libpod/.test(groups), 'podman', '/run/.containerenv'],
    [/lxc/.test(groups) || /container lxc/.test(place?.lines.join('\n') ?? ''), 'lxc', '/proc/1/cgroup'],
    [has('/proc/vz'), 'openvz', '/proc/vz'],
    [has('/run/systemd/container'), 'container', '/run/systemd/container'],
  ];
  const [, value, source] = seen.find(([is]) => is) ?? [];
  const id = 'container';
  if (value !== undefined)
    return fact({ id, side, value, source: source ?? '', note: CONTAINER_NOTES[value] });
  if (virt !== undefined && virt !== '' && (virt !== 'none' || wordsAfter(place, 'proc') === 'yes'))
    return fact({
      id,
      side,
      value: virt,
      source: 'systemd-detect-virt',
      status: virt === 'none' ? 'absent' : 'read',
    });
  const looked = place !== undefined && wordsAfter(place, 'proc') === 'yes';
  return fact({ id, side, source: '/proc/1/cgroup, /.dockerenv', status: looked ? 'absent' : 'unknown' });
}

function cloudFacts(side: Side, sections: Sections): readonly Fact[] {
  const of = (name: string) => sections.get(`dmi-${name}`)?.lines[0]?.trim() ?? '';
  const vendor = of('sys_vendor');
  const known = { id: 'cloud', side, source: '/sys/class/dmi/id' } as const;
  if (vendor === '' && of('product_name') === '') {
    const status = sections.get('dmi-sys_vendor')?.status === 'denied' ? 'denied' : 'unknown';
    return side === 'server' ? [fact({ ...known, status })] : [];
  }
  const cloud = cloudOf({
    vendor,
    product: of('product_name'),
    bios: of('bios_vendor'),
    chassisTag: of('chassis_asset_tag'),
  });
  if (cloud === undefined)
    return [
      fact({
        ...known,
        value: [vendor, of('product_name')].join(' ').trim(),
        note: 'no cloud that is known here',
      }),
    ];
  const { name, trackingSeconds, note } = cloud;
  return [
    fact({
      ...known,
      value: name,
      idleLimitMs: trackingSeconds === undefined ? undefined : trackingSeconds * 1000,
      note,
    }),
  ];
}

const DAY_S = 86_400;
const CONTAINER_NOTES: Readonly<Record<string, string>> = {
  kubernetes: 'its node tracks connections (kube-proxy sets a day), a service may go through IPVS (900 s)',
  docker: 'published ports go through the NAT of its host; a swarm service goes through IPVS (900 s)',
  wsl: 'WSL2 in NAT mode goes through WinNAT (1800 s)',
};
