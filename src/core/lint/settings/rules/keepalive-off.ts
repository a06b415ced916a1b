import type { Fault, Rule } from '../../rule.ts';
import { type Entry, isOn, numberIn, type SettingsSubject } from '../entries.ts';

/** An interval is set, but the switch beside it is off; or what is set does not do what it seems to. */
export const keepaliveOff: Rule<SettingsSubject> = {
  id: 'keepalive-off',
  severity: 'warning',
  title: 'An interval is set, but the keepalive beside it is switched off or works for something else.',
  cites: [
    "WinSCP's documentation: PingType 0 is off",
    'PuTTY: BugIgnore2=2 stops SSH-2 ignore messages (measured)',
  ],
  judge({ kind, entries }) {
    const of = (section: string, key: string): Entry | undefined =>
      entries.find((entry) => entry.section === section && entry.key === key);
    return entries.flatMap((entry): readonly Fault[] => {
      const { section, key, place } = entry;
      if (
        kind === 'winscp' &&
        key === 'PingType' &&
        numberIn(entry) === 0 &&
        of(section, 'PingIntervalSecs') !== undefined
      ) {
        return [
          {
            place,
            message: 'PingType 0 switches the keepalive off, whatever PingIntervalSecs says',
            fix: 'set PingType=1',
          },
        ];
      }
      const pings = numberIn(of(section, 'PingIntervalSecs') ?? entry) ?? 0;
      const isPutty = kind === 'putty-session' || kind === 'kitty-session';
      if (
        isPutty &&
        key === 'BugIgnore2' &&
        numberIn(entry) === 2 &&
        pings > 0 &&
        of(section, 'PingIntervalSecs') !== undefined
      ) {
        return [
          {
            place,
            message:
              'BugIgnore2 2 says that the server chokes on ignore messages, and so no keepalive is sent at all',
            fix: 'set BugIgnore2=0',
          },
        ];
      }
      const interval = of(section, 'KeepAliveInterval');
      if (
        kind === 'xshell' &&
        key === 'KeepAlive' &&
        !isOn(entry) &&
        interval !== undefined &&
        of(section, 'SendKeepAlive') !== undefined &&
        isOn(of(section, 'SendKeepAlive') ?? entry)
      ) {
        return [
          {
            place,
            message: "Xshell's keepalive of the protocol is off, and only the typed string is sent",
            fix: 'set KeepAlive=1 and SendKeepAlive=0',
          },
        ];
      }
      if (kind === 'filezilla' && key === 'FTP Keep-alive commands' && isOn(entry)) {
        return [
          {
            place,
            message: 'this keepalive is for FTP alone: SFTP connections of FileZilla send none',
            fix: 'raise the limit on the path, or use a client with a keepalive for SFTP',
          },
        ];
      }
      return [];
    });
  },
};
