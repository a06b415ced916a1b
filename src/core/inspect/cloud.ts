/** Which cloud a machine runs in, by its firmware's words, and what that cloud's own packet filter forgets. */

export interface Firmware {
  readonly vendor: string;
  /** On EC2 the instance type. */
  readonly product: string;
  readonly bios: string;
  readonly chassisTag: string;
}

export interface Cloud {
  readonly name: string;
  /** After how long of silence its filter forgets a connection, where it is documented; `undefined`: not known. */
  readonly trackingSeconds: number | undefined;
  readonly note: string;
}

/** `undefined`: no cloud that is known here. */
export function cloudOf({ vendor, product, bios, chassisTag }: Firmware): Cloud | undefined {
  if (vendor.startsWith('Amazon EC2') || bios.startsWith('Amazon EC2')) return ec2(product);
  if (vendor.startsWith('Google') && /Compute Engine/.test(product))
    return {
      name: 'Google Compute Engine',
      trackingSeconds: 600,
      note: 'the VPC firewall forgets after 600 s; then only the machine itself can revive the connection',
    };
  if (chassisTag === AZURE_TAG)
    return {
      name: 'Microsoft Azure',
      trackingSeconds: undefined,
      note: 'a load balancer or NAT gateway before it forgets after 240 s by default; one with an address of its own has neither',
    };
  if (/OracleCloud/.test(chassisTag))
    return {
      name: 'Oracle Cloud',
      trackingSeconds: undefined,
      note: 'a network load balancer before it forgets after 360 s',
    };
  const plain = PLAIN.find(([words]) => words.test(vendor))?.[1];
  return plain === undefined
    ? undefined
    : { name: plain, trackingSeconds: undefined, note: 'no idle limit of its filter is documented' };
}

/**
 * Security groups track connections (unless a rule that needs no state allows them).
 * 350 s on Nitro v6, 432,000 s before (AWS, "Security group connection tracking").
 */
function ec2(type: string): Cloud {
  const isType = /^[a-z][a-z0-9-]*\d[a-z0-9-]*\.[a-z0-9-]+$/.test(type);
  const name = isType ? `Amazon EC2 ${type}` : 'Amazon EC2';
  const v6 = isType ? isNitro6(type) : undefined;
  if (v6 === undefined)
    return {
      name,
      trackingSeconds: undefined,
      note: 'security groups forget after 350 s on Nitro v6, after 5 days before',
    };
  return v6
    ? { name, trackingSeconds: 350, note: 'Nitro v6: security groups forget after 350 s by default' }
    : { name, trackingSeconds: 432_000, note: 'security groups forget after 5 days by default' };
}

/** `undefined`: a family that is not known here. */
function isNitro6(type: string): boolean | undefined {
  const [family = ''] = type.split('.');
  if (NITRO_6.has(family)) return true;
  const generation = Number(/^[a-z]+(\d+)/.exec(family)?.[1]);
  // All of generation 7 and before, but for those listed, are older cards.
  return generation <= 6 || /^(?:c|m|r|t|x|z|i|d|h)[1-7][a-z]*(?:-flex)?$/.test(family) ? false : undefined;
}

/**
 * AWS, "Instances built on the AWS Nitro System", and the announcements that name sixth-generation Nitro cards,
 * as of November 2026. P6e-GB200 has them too, and keeps the older default.
 */
const NITRO_6: ReadonlySet<string> = new Set([
  'c8a',
  'c8gb',
  'c8gn',
  'c8i',
  'c8i-flex',
  'c8id',
  'm8a',
  'm8azn',
  'm8gb',
  'm8gn',
  'm8i',
  'm8i-flex',
  'm8id',
  'r8a',
  'r8gb',
  'r8gn',
  'r8i',
  'r8i-flex',
  'r8id',
  'x8aedz',
  'x8i',
  'hpc8a',
  'p6-b200',
  'p6-b300',
]);
/** Microsoft's mark on every Azure machine ("Azure Instance Metadata Service", attested by its chassis tag). */
const AZURE_TAG = '7783-7084-3265-9085-8269-3286-77';
const PLAIN: readonly (readonly [RegExp, string])[] = [
  [/^DigitalOcean/, 'DigitalOcean'],
  [/^Hetzner/, 'Hetzner Cloud'],
  [/^Alibaba/, 'Alibaba Cloud'],
  [/^OVH/, 'OVHcloud'],
  [/^Scaleway/, 'Scaleway'],
  [/^Vultr/, 'Vultr'],
  [/^Linode|^Akamai/, 'Akamai (Linode)'],
  [/^OpenStack/, 'an OpenStack cloud'],
  [/^UpCloud/, 'UpCloud'],
];
