/** What help and the manual page both say beside the commands. */

export interface Entry {
  readonly term: string;
  readonly says: string;
}

export const TAGLINE = 'traceroute for idle timeouts';

export const PURPOSE =
  'Finds out who drops an idle SSH session, after exactly how long, at which hop, and which keepalive stops it. It measures from this machine, through your own ssh, with nothing installed on the server and without root.';

export const EXIT_STATUS: readonly Entry[] = [
  { term: '0', says: 'a verdict was reached, whatever it is' },
  { term: '1', says: 'the verdict fails what --require asked for' },
  { term: '2', says: 'wrong usage, configuration or input' },
  { term: '3', says: 'could not measure, or could not do it; a report is still written and says why' },
  { term: '130, 143', says: 'interrupted; what is known so far is still reported' },
];

export const DURATIONS =
  'A DURATION is a number with its unit, or several, the larger ones first: 500ms, 90s, 15m, 2h10m, 1d.';

export const KEYS = 'While it waits, q stops the run and reports what is known so far, and so does Ctrl-C.';

export const OUTPUT =
  'The report goes to stdout, everything else to stderr. On a terminal the run is shown as a picture that is redrawn in place; elsewhere as one line for each event.';

export const ENVIRONMENT: readonly Entry[] = [
  { term: 'NO_COLOR', says: 'no colour, unless --color always' },
  { term: 'FORCE_COLOR', says: 'colour even where stdout is no terminal' },
  { term: 'LC_ALL, LC_CTYPE, LANG', says: 'a locale without UTF-8 has the effect of --ascii' },
  {
    term: 'XDG_STATE_HOME',
    says: 'where records of runs are kept, in the folder idletrace; ~/.local/state by default',
  },
];

export const FILES: readonly Entry[] = [
  { term: '~/.ssh/config', says: 'read by ssh itself, as always; never written' },
  { term: '~/.local/state/idletrace/', says: 'the record of each run, for idletrace replay' },
];
