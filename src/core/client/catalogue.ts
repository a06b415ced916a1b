/**
 * The programs that people log in with: what they are called, where their
 * settings are, what to do where no file can be edited. Data; the formats are in `formats.ts`.
 */

export interface Place {
  readonly os: 'linux' | 'macos' | 'windows' | 'any';
  /** `~`, `$VARIABLE` and `%VARIABLE%` are filled in; a place whose variable is not set does not exist. */
  readonly path: string;
  /** Of a folder: which names in it, and in the folders below, are sessions; `undefined`: the path is a file. */
  readonly names: RegExp | undefined;
}

export interface CatalogueEntry {
  readonly id: string;
  readonly name: string;
  /** Executables on the PATH that show that it is installed. */
  readonly programs: readonly string[];
  readonly places: readonly Place[];
  /** Names of processes that write the file back while they run; empty: it is only read. */
  readonly overwrites: readonly string[];
  /** When a change takes effect. */
  readonly takesEffect: string;
  /** What to do instead, where there is no setting to write; `undefined`: the file can be edited. */
  readonly instead: string | undefined;
}

export function catalogueEntry(id: string): CatalogueEntry | undefined {
  return CATALOGUE.find((entry) => entry.id === id);
}

const INSTEAD_PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  dbclient: ['dbclient'],
  termius: ['termius'],
  wezterm: ['wezterm'],
  filezilla: ['filezilla'],
  'vscode-remote-ssh': ['code'],
  mosh: ['mosh'],
  rsync: ['rsync'],
};
const NEXT_SESSION = 'with the next session; those that run keep what they have';
const OVER_OPENSSH = 'it starts the ssh of the system, which reads ssh_config: idletrace fix HOST';

export const CATALOGUE: readonly CatalogueEntry[] = [
  editable('openssh-client', 'OpenSSH client', {
    programs: ['ssh'],
    takesEffect:
      'with the next ssh; running sessions and ControlMaster masters keep what they have (ssh -O exit HOST ends a master)',
  }),
  editable('openssh-server', 'OpenSSH server', {
    programs: ['sshd'],
    takesEffect: 'for new connections, once sshd is reloaded',
  }),
  instead(
    'win32-openssh',
    'Win32-OpenSSH and Windows Terminal',
    'Windows Terminal has no keepalive; its profiles run ssh.exe, which reads %USERPROFILE%\\.ssh\\config: idletrace fix HOST --client openssh-client --file that file',
  ),
  editable('putty', 'PuTTY', {
    programs: ['putty', 'plink', 'psftp', 'pscp'],
    places: [
      folder('any', '$PUTTYSESSIONS', /^/),
      folder('any', '$PUTTYDIR/sessions', /^/),
      folder('any', '$XDG_CONFIG_HOME/putty/sessions', /^/),
      folder('any', '~/.config/putty/sessions', /^/),
      folder('any', '~/.putty/sessions', /^/),
    ],
  }),
  editable('kitty', 'KiTTY', {
    places: [
      file('windows', '%APPDATA%/KiTTY/kitty.ini'),
      folder('windows', '%APPDATA%/KiTTY/Sessions', /^/),
    ],
  }),
  editable('securecrt', 'SecureCRT', {
    programs: ['SecureCRT'],
    places: [
      folder('windows', '%APPDATA%/VanDyke/Config/Sessions', /^(?!__).*\.ini$/i),
      folder('macos', '~/Library/Application Support/VanDyke/SecureCRT/Config/Sessions', /^(?!__).*\.ini$/i),
      folder('linux', '~/.vandyke/SecureCRT/Config/Sessions', /^(?!__).*\.ini$/i),
    ],
    overwrites: ['SecureCRT', 'SecureCRT.exe'],
  }),
  editable('iterm2', 'iTerm2', {
    places: [
      file('macos', '~/Library/Preferences/com.googlecode.iterm2.plist'),
      folder('macos', '~/Library/Application Support/iTerm2/DynamicProfiles', /^[^.]/),
    ],
    overwrites: ['iTerm2'],
    takesEffect: 'when iTerm2 is started again; dynamic profiles at once',
  }),
  editable('xshell', 'Xshell', {
    places: ['NetSarang', 'NetSarang Computer/6', 'NetSarang Computer/7', 'NetSarang Computer/8'].map(
      (version) =>
        folder('windows', `%USERPROFILE%/Documents/${version}/Xshell/Sessions`, /\.xsh$|^default$/i),
    ),
    overwrites: ['Xshell', 'Xshell.exe'],
  }),
  editable('mobaxterm', 'MobaXterm', {
    places: [file('windows', '%APPDATA%/MobaXterm/MobaXterm.ini')],
    overwrites: ['MobaXterm', 'MobaXterm.exe'],
    takesEffect: 'when MobaXterm is started again',
  }),
  editable('tabby', 'Tabby', {
    programs: ['tabby'],
    places: [
      file('any', '$TABBY_CONFIG_DIRECTORY/config.yaml'),
      file('linux', '$XDG_CONFIG_HOME/tabby/config.yaml'),
      file('linux', '~/.config/tabby/config.yaml'),
      file('macos', '~/Library/Application Support/tabby/config.yaml'),
      file('windows', '%APPDATA%/tabby/config.yaml'),
    ],
    overwrites: ['tabby', 'Tabby', 'Tabby.exe'],
    takesEffect: 'when Tabby is started again',
  }),
  editable('winscp', 'WinSCP', {
    places: [file('windows', '%APPDATA%/WinSCP.ini')],
    overwrites: ['WinSCP', 'WinSCP.exe'],
    takesEffect: 'with the next connection',
  }),
  editable('dropbear', 'Dropbear (server; OpenWrt)', {
    programs: ['dropbear'],
    places: [file('linux', '/etc/config/dropbear'), file('linux', '/etc/default/dropbear')],
    takesEffect: 'when dropbear is restarted (OpenWrt: /etc/init.d/dropbear reload)',
  }),
  editable('ansible', 'Ansible', {
    programs: ['ansible'],
    places: [
      file('any', '$ANSIBLE_CONFIG'),
      file('any', 'ansible.cfg'),
      file('any', '~/.ansible.cfg'),
      file('any', '/etc/ansible/ansible.cfg'),
    ],
    takesEffect:
      'with the next run; a ControlPersist master of the last one keeps its options for a minute or more',
  }),
  editable('git', 'Git', {
    programs: ['git'],
    places: [
      file('any', '~/.gitconfig'),
      file('any', '$XDG_CONFIG_HOME/git/config'),
      file('any', '~/.config/git/config'),
    ],
    takesEffect: 'with the next git command',
  }),
  editable('autossh', 'autossh', {
    programs: ['autossh'],
    places: [
      folder('linux', '/etc/systemd/system', /autossh.*\.service$/),
      folder('linux', '~/.config/systemd/user', /autossh.*\.service$/),
    ],
    takesEffect: 'when the unit is restarted',
  }),
  instead(
    'dbclient',
    'dbclient (Dropbear client)',
    'its keepalive is on its command line: dbclient -K SECONDS HOST. Not in ~/.ssh/dropbear_config: it refuses to start with ServerAliveInterval there',
  ),
  instead(
    'termius',
    'Termius',
    'its settings are in an encrypted vault: set the keepalive of the host in the app',
  ),
  instead(
    'wezterm',
    'WezTerm (built-in SSH)',
    'its own SSH sends no keepalive and ignores ServerAlive*: run the real ssh in it (wezterm start -- ssh HOST) and use idletrace fix HOST, or set ClientAliveInterval on the server',
  ),
  instead(
    'filezilla',
    'FileZilla',
    'there is no keepalive for SFTP (its settings are for FTP): set ClientAliveInterval on the server, or use sftp or WinSCP',
  ),
  instead(
    'vscode-remote-ssh',
    'VS Code Remote-SSH',
    `${OVER_OPENSSH} (or the file in remote.SSH.configFile, with --file)`,
  ),
  instead(
    'jetbrains',
    'JetBrains IDEs',
    'set "Send keep-alive messages" in the SSH configuration of the IDE; with useOpenSSHConfig it reads ssh_config: idletrace fix HOST',
  ),
  instead(
    'mosh',
    'mosh',
    'nothing is needed: it sends a datagram every 3 s from both ends and outlives a lost NAT state',
  ),
  instead('rsync', 'rsync', `${OVER_OPENSSH}; --timeout makes rsync itself speak up`),
  instead(
    'libssh',
    'libssh (Remmina, KDE, WezTerm)',
    'programs over libssh ignore ServerAlive*; set ClientAliveInterval on the server. In your own: idletrace fix --snippet libssh',
  ),
];

function editable(
  id: string,
  name: string,
  facts: Partial<Pick<CatalogueEntry, 'programs' | 'places' | 'overwrites' | 'takesEffect'>>,
): CatalogueEntry {
  return {
    id,
    name,
    programs: [],
    places: [],
    overwrites: [],
    takesEffect: NEXT_SESSION,
    instead: undefined,
    ...facts,
  };
}

function instead(id: string, name: string, advice: string): CatalogueEntry {
  return {
    id,
    name,
    programs: INSTEAD_PROGRAMS[id] ?? [],
    places: [],
    overwrites: [],
    takesEffect: '',
    instead: advice,
  };
}

function file(os: Place['os'], path: string): Place {
  return { os, path, names: undefined };
}

function folder(os: Place['os'], path: string, names: RegExp): Place {
  return { os, path, names };
}
