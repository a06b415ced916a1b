/** What kind of file it is, by its name and by what is in it. */
import { CLIENT_KEYWORDS } from '../sshconfig/client-keywords.ts';
import { readLines } from '../sshconfig/lines.ts';
import { SERVER_KEYWORDS } from '../sshconfig/server-keywords.ts';
import { type SettingsKind, textOf } from './settings/entries.ts';

/** `unknown`: nothing that idletrace knows. */
export type FileKind = 'ssh_config' | 'sshd_config' | SettingsKind | 'unknown';

/** `bytes`: one character each. */
export function kindOf(path: string, bytes: string): FileKind {
  const name = path.replace(/^.*[/\\]/, '').toLowerCase();
  const isMarkup = /\.(?:xml|json|ya?ml|plist|ini|reg|txt|md)$/.test(name);
  if (!isMarkup && SERVER_NAME.test(path)) return 'sshd_config';
  if (!isMarkup && CLIENT_NAME.test(path)) return 'ssh_config';
  const byMark = settingsKind(path, name, textOf(bytes));
  if (byMark !== undefined) return byMark;
  if (isMarkup && !/\.(?:txt|md)$/.test(name)) return 'unknown';
  return openSshKind(bytes) ?? (!isMarkup && /^config$|\.conf$/.test(name) ? 'ssh_config' : 'unknown');
}

const SERVER_NAME = /sshd[_.-]?config[^/\\]*$|sshd_config\.d[/\\][^/\\]*$/i;
const CLIENT_NAME =
  /ssh[_.-]?config[^/\\]*$|ssh_config\.d[/\\][^/\\]*$|\.ssh[/\\]config(?:\.d[/\\][^/\\]*)?$/i;

function settingsKind(path: string, name: string, text: string): SettingsKind | undefined {
  return MARKS.find(
    ([, ofName, ofText]) => ofName.test(ofName.source.includes('/') ? path : name) && ofText.test(text),
  )?.[0];
}

/** By the keywords that only one of the two programs has; `undefined`: none of either. */
function openSshKind(bytes: string): 'ssh_config' | 'sshd_config' | undefined {
  let client = 0;
  let server = 0;
  let isEither = false;
  for (const { content } of readLines(bytes)) {
    if (content.kind !== 'directive') continue;
    const ofClient = CLIENT_KEYWORDS.has(content.name);
    const ofServer = SERVER_KEYWORDS.has(content.name);
    if (ofClient && !ofServer) client += 1;
    if (ofServer && !ofClient) server += 1;
    isEither ||= ofClient && ofServer;
  }
  if (server > client) return 'sshd_config';
  return client > 0 || isEither ? 'ssh_config' : undefined;
}

/** Name (or path, where the pattern has a slash) and content must both fit; the first that does counts. */
const MARKS: readonly (readonly [SettingsKind, RegExp, RegExp])[] = [
  ['putty-reg', /\.reg$/, /^(?:Windows Registry Editor|REGEDIT4)[^]*(?:SimonTatham\\PuTTY|9bis\.com\\KiTTY)/],
  ['winscp', /\.(?:ini|reg)$/, /^\[(?:Sessions|Configuration)\\/m],
  ['kitty-ini', /\.ini$|kitty/, /^\[KiTTY\]/im],
  ['securecrt', /\.ini$/, /^[DSZB]:"[^"]+"=/m],
  ['mobaxterm', /\.ini$/, /^\[(?:SSH|Misc|Bookmarks|MobaXterm)\]/im],
  ['xshell', /\.xsh$|\.xts$|(?:^|\.)default$/, /^\[CONNECTION/m],
  ['iterm2', /\.(?:plist|json)$/, /(?:Send Code When Idle|<key>(?:Guid|New Bookmarks)<\/key>|"Guid"\s*:)/],
  ['filezilla', /\.xml$/, /<FileZilla3/],
  ['tabby', /\.ya?ml$/, /^(?:profiles|ssh|terminal|version)\s*:/m],
  ['ansible', /ansible.*\.cfg$|^ansible\.cfg$/, /^\[/m],
  ['dropbear-uci', /^/, /^[ \t]*config dropbear\b/m],
  ['autossh', /^/, /^(?!\s*#).*\bautossh\b.*(?:-M|ssh\b)/m],
  ['kitty-session', /^/, /^(?:AntiIdle|PingInterval|PingIntervalSecs)\\[^\n]*\\/m],
  ['putty-session', /^/, /^(?:PingInterval|PingIntervalSecs|TCPKeepalives|HostName|TerminalType)[ \t]*=/m],
];
