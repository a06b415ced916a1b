import type { Setting } from '../../sshconfig/settings.ts';
import { placeOf } from '../blocks.ts';
import type { ClientSubject } from '../client-subject.ts';
import type { Rule } from '../rule.ts';

/** A session that joins a running master has no connection of its own to keep alive. */
export const controlMasterJoins: Rule<ClientSubject> = {
  id: 'control-master-joins',
  severity: 'info',
  title: 'A session that joins a ControlMaster sends no keepalives of its own: those of the master count.',
  cites: ['measured with 9.2: no probe from a client that joined a master without ServerAliveInterval'],
  judge({ directives }) {
    return directives.flatMap(({ file, line, directive, outcomes }) => {
      const joins = outcomes.find(({ set, reading }) => {
        if (set?.name !== 'controlmaster' || set.effect !== 'sets' || set.value === 'false') return false;
        const path = valueOf(reading.setting('controlpath'));
        const interval = reading.setting('serveraliveinterval');
        const isSet = interval.kind === 'known' && interval.place !== undefined && interval.value !== '0';
        return isSet && path !== undefined && path.toLowerCase() !== 'none';
      });
      if (joins === undefined) return [];
      return [
        {
          place: placeOf(file, line, directive.keyword.startOffset),
          message:
            'sessions that join a running master send no keepalives of their own: only the ServerAliveInterval that the master was started with counts, and a master that still runs keeps its old value',
          fix: 'after a change of ServerAliveInterval end the master: ssh -O exit HOST',
        },
      ];
    });
  },
};

function valueOf(setting: Setting): string | undefined {
  return setting.kind === 'known' ? setting.value : undefined;
}
