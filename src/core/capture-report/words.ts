/** The report's values in a few words each, for tables. */
import { durationText } from '../duration.ts';
import type { ConnectionReport, LimitReport } from './model.ts';

export function endText({ ending, endedBy }: ConnectionReport): string {
  switch (ending) {
    case 'fin':
      return `closed by ${endedBy}`;
    case 'reset':
      return endedBy === 'unknown' ? 'reset, sender unclear' : `reset by ${endedBy}`;
    case 'silent':
      return 'went dead, no word';
    case 'open':
      return 'still open';
    case 'refused':
      return `refused by ${endedBy}`;
    case 'connect-timeout':
      return 'never answered';
    case 'unknown':
      return 'cannot tell';
  }
}

export function idleText({ idle }: ConnectionReport): string {
  return idle === 'yes' ? 'for being idle' : idle === 'unknown' ? 'idle?' : '';
}

export function keepaliveText({ keepalives }: ConnectionReport): string {
  return keepalives
    .map(({ by, kind, intervalMs, answered, count }) => {
      const every = intervalMs === null ? `${count}x` : `every ${durationText(intervalMs)}`;
      const note = answered === 'no' ? ', unanswered' : '';
      return `${kind === 'tcp' ? 'TCP' : kind === 'ssh' ? 'SSH' : 'application'} by ${by} ${every}${note}`;
    })
    .join('; ');
}

export function limitText({ lowerMs, upperMs, connections, survivors, between }: LimitReport): string {
  const lived =
    survivors === 0
      ? 'no shorter silence was seen'
      : `none of the ${survivors} that were silent for ${durationText(lowerMs)} at most did`;
  return `Between ${between}: all ${connections} that were silent for ${durationText(upperMs)} or longer ended by it; ${lived}.`;
}

export function sshText({ sshTalk }: ConnectionReport): string {
  if (sshTalk === null) return '';
  const { serverBanner, clientBanner, phase, use, disconnectGuess } = sshTalk;
  const parts = [
    [clientBanner, serverBanner].filter((banner) => banner !== null).join(' to '),
    PHASES[phase],
    use === 'interactive' ? 'typing' : use === 'bulk' ? 'bulk data' : '',
    disconnectGuess === null
      ? ''
      : `frame ${disconnectGuess.frame} may be a disconnect message (by its size and place only)`,
  ];
  return parts.filter((part) => part !== '').join('; ');
}

const PHASES: Readonly<Record<NonNullable<ConnectionReport['sshTalk']>['phase'], string>> = {
  banners: 'got as far as the banners',
  'key-exchange': 'got as far as the key exchange',
  encrypted: 'encrypted, login not to be seen',
  'logged-in': 'probably logged in',
  unknown: '',
};
