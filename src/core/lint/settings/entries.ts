/** The settings files of other clients as keys and values with their places: enough to judge them, not to write them. */
import { readableText } from '../../sshconfig/lines.ts';
import type { Place } from '../../sshconfig/config-files.ts';

export type SettingsKind =
  | 'putty-session'
  | 'putty-reg'
  | 'kitty-session'
  | 'kitty-ini'
  | 'securecrt'
  | 'xshell'
  | 'iterm2'
  | 'mobaxterm'
  | 'tabby'
  | 'winscp'
  | 'filezilla'
  | 'ansible'
  | 'dropbear-uci'
  | 'autossh';

export interface Entry {
  /** Of a section in brackets; '' where there is none. */
  readonly section: string;
  readonly key: string;
  /** As written, without quotes. */
  readonly value: string;
  /** Of the key. */
  readonly place: Place;
}

export interface SettingsSubject {
  readonly kind: SettingsKind;
  readonly path: string;
  readonly entries: readonly Entry[];
}

export function settingsSubject(path: string, kind: SettingsKind, bytes: string): SettingsSubject {
  const entries: Entry[] = [];
  const form = FORMS[kind];
  let section = '';
  /** A key whose value is on a line to come. */
  let open: Omit<Entry, 'value'> | undefined;
  for (const [at, line] of textOf(bytes).split('\n').entries()) {
    const head = form.sections ? /^\s*\[(.*)\]\s*$/.exec(line.replace('\r', '')) : null;
    if (head !== null) section = head[1] ?? '';
    for (const match of line.replace(/\r$/, '').matchAll(form.entry)) {
      const { name, flag, number } = match.groups ?? {};
      const { key = name ?? '', value = flag ?? number } = match.groups ?? {};
      const place = { file: path, line: at + 1, column: match.index + match[0].indexOf(key) + 1 };
      if (value !== undefined && key !== '') entries.push({ section, key, value, place });
      else if (value !== undefined && open !== undefined) {
        entries.push({ ...open, value });
        open = undefined;
      } else open = { section, key, place };
    }
  }
  return { kind, path, entries };
}

/** Bytes as text: UTF-16 with its mark, UTF-8 with or without one, or else one character for each byte. */
export function textOf(bytes: string): string {
  if (bytes.startsWith('\xff\xfe')) return pairs(bytes, 0, 1);
  if (bytes.startsWith('\xfe\xff')) return pairs(bytes, 1, 0);
  return readableText(bytes.replace(/^\xef\xbb\xbf/, ''));
}

function pairs(bytes: string, low: number, high: number): string {
  const chars: string[] = [];
  for (let at = 2; at + 1 < bytes.length; at += 2) {
    chars.push(String.fromCharCode(bytes.charCodeAt(at + low) + 256 * bytes.charCodeAt(at + high)));
  }
  return chars.join('');
}

/** Seconds or a count as the file writes it: decimal, or hexadecimal in a `dword`; `undefined`: no number. */
export function numberIn({ value }: Entry, radix: 10 | 16 = 10): number | undefined {
  const text = value.trim();
  if (radix === 16) return /^[0-9a-f]+$/i.test(text) ? Number.parseInt(text, 16) : undefined;
  return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** Whether a switch is on: `1`, `true`, `yes`. */
export function isOn({ value }: Entry): boolean {
  return /^(?:0*1|true|yes)$/i.test(value.trim());
}

interface Form {
  readonly sections: boolean;
  readonly entry: RegExp;
}

const INI: Form = {
  sections: true,
  entry: /^[ \t]*(?<key>[^;#=[\]][^=]*?)[ \t]*=[ \t]*(?<value>.*?)[ \t]*$/g,
};

const FORMS: Readonly<Record<SettingsKind, Form>> = {
  // Verbatim: a blank beside the = would be part of the key, or of the value.
  'putty-session': { sections: false, entry: /^(?<key>[^=]+)=(?<value>.*)$/g },
  'putty-reg': { sections: true, entry: /^"(?<key>[^"]+)"=(?:dword:)?"?(?<value>.*?)"?$/g },
  'kitty-session': { sections: false, entry: /^(?<key>[^\\]+)\\(?<value>.*)\\$/g },
  'kitty-ini': INI,
  securecrt: { sections: false, entry: /^[DSZB]:"(?<key>[^"]+)"=(?<value>.*)$/g },
  xshell: INI,
  iterm2: {
    sections: false,
    entry:
      /"(?<key>[^"]+)"\s*:\s*(?<value>true|false|-?[\d.]+)|<key>(?<name>[^<]+)<\/key>|<(?<flag>true|false)\s*\/>|<(?:integer|real)>(?<number>[^<]*)</g,
  },
  mobaxterm: INI,
  tabby: {
    sections: false,
    entry: /^[ \t-]*(?<key>[A-Za-z]+)[ \t]*:[ \t]*(?<value>[^#\s][^#]*?)?[ \t]*(?:#.*)?$/g,
  },
  winscp: INI,
  filezilla: { sections: false, entry: /<Setting name="(?<key>[^"]+)"[^>]*>(?<value>[^<]*)</g },
  ansible: INI,
  'dropbear-uci': {
    sections: false,
    entry: /^[ \t]*option[ \t]+(?<key>\w+)[ \t]+'?(?<value>[^']*?)'?[ \t]*$/g,
  },
  autossh: { sections: false, entry: /^(?!\s*#)(?<key>.*?\bautossh\b)(?<value>.*)$/g },
};
