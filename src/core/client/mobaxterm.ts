/** MobaXterm.ini: one switch for all sessions; how often it sends is written nowhere. */
import { entriesIn, readKeyed, valueOf } from '../edit/keyed-lines.ts';
import type { ClientFormat } from './format.ts';
import { INI } from './ini-dialect.ts';
import { number } from './putty-settings.ts';
import { setValuesOrSection } from './xshell.ts';

export const mobaXterm: ClientFormat = {
  client: 'mobaxterm',
  fits: () => true,
  onlyEndsTyping: false,
  read(text) {
    const value = number(valueOf(entriesIn(readKeyed(text, INI), SECTION, INI), KEY, INI));
    return [
      {
        name: undefined,
        host: undefined,
        keepalive: (value ?? 0) === 0 ? { kind: 'off' } : { kind: 'unknown-interval' },
        typed: undefined,
        settings: { [KEY]: value ?? null },
        notes: [
          'MobaXterm has one switch for all sessions and no interval; what it sends, and how often, is not documented',
        ],
      },
    ];
  },
  set: (text) => setValuesOrSection(text, SECTION, [{ key: KEY, value: '1', newLine: `${KEY}=1` }]),
};

const SECTION = 'SSH';
const KEY = 'SSHKeepAlive2';
