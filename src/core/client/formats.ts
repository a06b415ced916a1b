/** The formats of each program, in the order in which a file is tried. */
import { ansible } from './ansible.ts';
import { autossh } from './autossh.ts';
import { dropbearDefault, dropbearUci } from './dropbear.ts';
import type { ClientFormat } from './format.ts';
import { gitConfig } from './git-config.ts';
import { itermBinary, itermJson, itermXml } from './iterm2.ts';
import { kittyFile } from './kitty-file.ts';
import { kittyIni } from './kitty-ini.ts';
import { mobaXterm } from './mobaxterm.ts';
import { puttyFile } from './putty-file.ts';
import { kittyReg, puttyReg } from './putty-reg.ts';
import { secureCrt } from './securecrt.ts';
import { tabby } from './tabby.ts';
import { winScp } from './winscp.ts';
import { xshell } from './xshell.ts';

const FORMATS: Readonly<Record<string, readonly ClientFormat[]>> = {
  ansible: [ansible],
  autossh: [autossh],
  dropbear: [dropbearUci, dropbearDefault],
  git: [gitConfig],
  iterm2: [itermBinary, itermXml, itermJson],
  // KiTTY's older portable files are PuTTY's.
  kitty: [kittyReg, kittyIni, kittyFile, { ...puttyFile, client: 'kitty' }],
  mobaxterm: [mobaXterm],
  putty: [puttyReg, puttyFile],
  securecrt: [secureCrt],
  tabby: [tabby],
  winscp: [winScp],
  xshell: [xshell],
};

/** The format of a program's file; `undefined`: the program has none, or the text is of another. */
export function formatOf(client: string, text: string): ClientFormat | undefined {
  return FORMATS[client]?.find(({ fits }) => fits(text));
}
