/**
 * kitty.ini: no keepalive, but an anti-idle string for every session that has
 * none of its own. It is due every 30 s times a tenth of `antiidledelay`, whole (kitty.c and window.c of KiTTY 0.76).
 */
import { entriesIn, readKeyed, valueOf } from '../edit/keyed-lines.ts';
import { type ClientFormat, readable } from './format.ts';
import { INI } from './ini-dialect.ts';
import { number } from './putty-settings.ts';

export const kittyIni: ClientFormat = {
  client: 'kitty',
  fits: (text) => /^\s*\[KiTTY\]/im.test(text),
  onlyEndsTyping: false,
  read(text) {
    const entries = entriesIn(readKeyed(text, INI), SECTION, INI);
    const value = (key: string) => valueOf(entries, key, INI);
    const typed = value('antiidle') ?? '';
    const folder = value('configdir') ?? '';
    return [
      {
        name: 'kitty.ini',
        host: undefined,
        keepalive: { kind: 'not-here' },
        typed:
          typed === ''
            ? undefined
            : { what: readable(typed), everySeconds: TICK_SECONDS * ticks(value('antiidledelay')) },
        settings: { antiidle: value('antiidle') ?? null, antiidledelay: value('antiidledelay') ?? null },
        notes: [
          'it holds no keepalive: that is in the sessions',
          ...(typed === '' ? [] : ['it is for every session that has no anti-idle string of its own']),
          ...(folder === ''
            ? []
            : [
                `configdir: the sessions are files in ${folder}\\Sessions (idletrace fix --client kitty --file FILE)`,
              ]),
        ],
      },
    ];
  },
  set: () => [],
};

/** How many times 30 s: 6 where nothing is said, and never none. */
function ticks(delay: string | undefined): number {
  return delay === undefined ? DEFAULT_TICKS : Math.max(1, Math.floor((number(delay) ?? 0) / 10));
}

const SECTION = 'KiTTY';
const TICK_SECONDS = 30;
const DEFAULT_TICKS = 6;
