/**
 * iTerm2's profiles. Its "send code when idle" types a character; there is no
 * harmless keepalive to set, so the edit only ends the typing. Three forms:
 * XML and binary property lists, and dynamic profiles in JSON.
 */
import { isMap, isPair, isScalar, parseDocument, visit, type YAMLMap } from 'yaml';
import type { TextEdit } from '../edit/text-edit.ts';
import { type ClientFormat, readable, type SessionSettings } from './format.ts';
import { plistDicts, withFalse } from './plist-binary.ts';
import { dictsIn, type XmlDict, type XmlValue } from './plist-xml.ts';

export const itermXml: ClientFormat = {
  client: 'iterm2',
  fits: (text) => /^\s*(?:<\?xml|<!DOCTYPE plist|<plist)/.test(text),
  onlyEndsTyping: true,
  read: (text) =>
    xmlProfiles(text).map((dict) => {
      const value = (key: string) => xmlValue(dict, key);
      return profile({
        name: value('Name')?.text,
        isOn: value(SWITCH)?.tag === 'true',
        code: Number(value('Idle Code')?.text ?? 0),
        seconds: Number(value('Idle Period')?.text ?? DEFAULT_SECONDS),
      });
    }),
  set(text, sessions) {
    const profiles = xmlProfiles(text);
    return sessions.flatMap((at): readonly TextEdit[] => {
      const value = xmlValue(profiles[at], SWITCH);
      return value?.tag === 'true'
        ? [{ startOffset: value.startOffset, endOffset: value.endOffset, insert: '<false/>' }]
        : [];
    });
  },
};

export const itermBinary: ClientFormat = {
  client: 'iterm2',
  fits: (text) => text.startsWith('bplist0'),
  onlyEndsTyping: true,
  read: (text) =>
    binaryProfiles(text).map(({ value }) =>
      profile({
        name: asText(value('Name')),
        isOn: value(SWITCH) === true,
        code: Number(value('Idle Code') ?? 0),
        seconds: Number(value('Idle Period') ?? DEFAULT_SECONDS),
      }),
    ),
  set(text, sessions) {
    const places = binaryProfiles(text).filter((_one, at) => sessions.includes(at));
    const refs = places.flatMap(({ value, refOffset }) => {
      const at = value(SWITCH) === true ? refOffset(SWITCH) : undefined;
      return at === undefined ? [] : [at];
    });
    return refs.length === 0 ? [] : withFalse(text, refs);
  },
};

export const itermJson: ClientFormat = {
  client: 'iterm2',
  fits: (text) => /^\s*[{[]/.test(text),
  onlyEndsTyping: true,
  read: (text) =>
    jsonProfiles(text).map((map) =>
      profile({
        name: asText(map.get('Name')),
        isOn: map.get(SWITCH) === true,
        code: Number(map.get('Idle Code') ?? 0),
        seconds: Number(map.get('Idle Period') ?? DEFAULT_SECONDS),
      }),
    ),
  set(text, sessions) {
    const profiles = jsonProfiles(text);
    return sessions.flatMap((at): readonly TextEdit[] => {
      const value = profiles[at]?.get(SWITCH, true);
      if (!isScalar(value) || value.value !== true || !value.range) return [];
      return [{ startOffset: value.range[0], endOffset: value.range[1], insert: 'false' }];
    });
  },
};

function profile({
  name,
  isOn,
  code,
  seconds,
}: {
  readonly name: string | undefined;
  readonly isOn: boolean;
  readonly code: number;
  readonly seconds: number;
}): SessionSettings {
  const everySeconds = Number.isFinite(seconds) ? Math.max(1, seconds) : DEFAULT_SECONDS;
  return {
    name: name ?? '',
    host: undefined,
    keepalive: { kind: 'off' },
    typed: isOn
      ? { what: readable(String.fromCharCode(Number.isInteger(code) ? code & 0xff : 0)), everySeconds }
      : undefined,
    settings: { [SWITCH]: isOn },
    notes: [],
  };
}

/** The dictionaries that have the switch: profiles, wherever they stand. */
function xmlProfiles(text: string): readonly XmlDict[] {
  return dictsIn(text).filter((dict) => ['true', 'false'].includes(xmlValue(dict, SWITCH)?.tag ?? ''));
}

function xmlValue(dict: XmlDict | undefined, key: string): XmlValue | undefined {
  return dict?.entries.find((entry) => entry.key === key)?.value;
}

function binaryProfiles(text: string) {
  return plistDicts(text).filter(({ value }) => typeof value(SWITCH) === 'boolean');
}

/** JSON is YAML, and the library says where each value stands. */
function jsonProfiles(text: string): readonly YAMLMap[] {
  const found: YAMLMap[] = [];
  try {
    const document = parseDocument(text, { uniqueKeys: false, logLevel: 'silent' });
    if (document.errors.length > 0) return [];
    visit(document, {
      Map(_key, node) {
        if (
          node.items.some((pair) => isPair(pair) && isScalar(pair.key) && pair.key.value === SWITCH) &&
          isMap(node)
        )
          found.push(node);
      },
    });
  } catch {
    return [];
  }
  return found.filter((map) => typeof map.get(SWITCH) === 'boolean');
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

const SWITCH = 'Send Code When Idle';
/** Where `Idle Period` is absent (iTermProfilePreferences.m). */
const DEFAULT_SECONDS = 60;
