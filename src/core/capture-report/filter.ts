/** Which connections a person asked for. */
import type { ConnectionReport } from './model.ts';

export interface CaptureFilter {
  /** Address of either side; `undefined` in each: any. */
  readonly host: string | undefined;
  readonly port: number | undefined;
  readonly sshOnly: boolean;
  readonly idleOverMs: number | undefined;
  readonly endedBy: ConnectionReport['endedBy'] | ConnectionReport['ending'] | undefined;
}

export function passes(connection: ConnectionReport, filter: CaptureFilter): boolean {
  const { client, server, ssh, longestGapMs, longestDataGapMs, endedBy, ending } = connection;
  if (filter.host !== undefined && ![client, server].some((end) => addressOf(end) === filter.host))
    return false;
  if (filter.port !== undefined && ![client, server].some((end) => end.endsWith(`:${filter.port}`)))
    return false;
  if (filter.sshOnly && !ssh) return false;
  if (filter.idleOverMs !== undefined && Math.max(longestGapMs, longestDataGapMs) <= filter.idleOverMs)
    return false;
  return filter.endedBy === undefined || endedBy === filter.endedBy || ending === filter.endedBy;
}

/** Without port and brackets. */
function addressOf(endpoint: string): string {
  return endpoint.slice(0, endpoint.lastIndexOf(':')).replace(/^\[|\]$/g, '');
}
