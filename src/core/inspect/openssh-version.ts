/** What follows from a server's name for itself (RFC 4253 §4.2). */

export interface ServerSoftware {
  readonly kind: 'openssh' | 'dropbear' | 'other';
  /** `9.2p1`, `2022.83`; `undefined`: it does not say. */
  readonly version: string | undefined;
  /** Of OpenSSH: `[9, 2]`. */
  readonly release: readonly [number, number] | undefined;
}

export function softwareOf(banner: string | undefined): ServerSoftware | undefined {
  if (banner === undefined) return undefined;
  const openssh = /^OpenSSH_(?:for_Windows_)?((\d{1,3})\.(\d{1,3})\S*)/.exec(banner);
  if (openssh !== null)
    return {
      kind: 'openssh',
      version: openssh[1],
      release: [Number(openssh[2]), Number(openssh[3])],
    };
  if (banner.startsWith('OpenSSH')) return { kind: 'openssh', version: undefined, release: undefined };
  const dropbear = /^dropbear(?:_(\S+))?/.exec(banner);
  if (dropbear !== null) return { kind: 'dropbear', version: dropbear[1], release: undefined };
  return { kind: 'other', version: undefined, release: undefined };
}

export function isAtLeast(
  release: readonly [number, number],
  [major, minor]: readonly [number, number],
): boolean {
  return release[0] > major || (release[0] === major && release[1] >= minor);
}

/** Since then `ClientAliveCountMax 0` ends no session; before, it ended silent ones (OpenSSH 8.2, release notes). */
export const COUNT_MAX_0_IS_OFF: readonly [number, number] = [8, 2];
/** ChannelTimeout and UnusedConnectionTimeout (OpenSSH 9.2, release notes). */
export const CHANNEL_TIMEOUT_SINCE: readonly [number, number] = [9, 2];
/** From 9.2 to 9.4 sshd asks only half as often as it should (mended in 9.5; lab, 9.2p1). */
export function asksAtHalfRate(release: readonly [number, number]): boolean {
  return isAtLeast(release, [9, 2]) && !isAtLeast(release, [9, 5]);
}
