/**
 * Tabby's config.yaml. Intervals are milliseconds, rounded to whole seconds;
 * 1 to 499 becomes 0 s, which floods the server until it hangs up. What equals
 * the default is not written (tabby-ssh, profiles.ts).
 */
import { isMap, isPair, isScalar, isSeq, parseDocument, type Scalar, type YAMLMap } from 'yaml';
import { applyEdits, eolOf, linesOf, type TextEdit } from '../edit/text-edit.ts';
import type { ClientFormat, Keepalive } from './format.ts';

export const tabby: ClientFormat = {
  client: 'tabby',
  fits: () => true,
  onlyEndsTyping: false,
  read(text) {
    const document = mapOf(text);
    const fallbackMs = defaultMs(document);
    return profilesOf(document).map((profile) => {
      const options = mapAt(profile, 'options');
      const ownMs = numberAt(options, KEY);
      const countMax = numberAt(options, 'keepaliveCountMax');
      return {
        name: textAt(profile, 'name') ?? '',
        host: textAt(options, 'host'),
        keepalive: everySeconds(ownMs ?? fallbackMs),
        typed: undefined,
        settings: { [KEY]: ownMs ?? null, keepaliveCountMax: countMax ?? null },
        notes:
          ownMs !== undefined && ownMs > 0 && ownMs < 1000
            ? [
                `${KEY} is in milliseconds: ${ownMs} is less than a second, and below 500 it floods the server`,
              ]
            : [],
      };
    });
  },
  set(text, sessions, seconds) {
    const eol = eolOf(linesOf(text), '\n');
    const profiles = profilesOf(mapOf(text));
    const edits: TextEdit[] = [];
    for (const at of sessions) {
      const profile = profiles[at];
      const edit = profile === undefined ? undefined : editFor(text, profile, { ms: 1000 * seconds, eol });
      if (edit === undefined) return undefined;
      edits.push(edit);
    }
    // YAML has many spellings: what the library reads afterwards is the judge.
    const after = tabby.read(applyEdits(text, edits));
    const whole = sessions.every((at) => after[at]?.settings[KEY] === 1000 * seconds);
    return whole && after.length === profiles.length ? edits : undefined;
  },
};

function editFor(
  text: string,
  profile: YAMLMap,
  { ms, eol }: { readonly ms: number; readonly eol: string },
): TextEdit | undefined {
  const options = profile.get('options', true);
  if (isMap(options)) {
    const old = options.get(KEY, true);
    if (isScalar(old) && old.range) return replaced(old, ms, text);
    if (old !== undefined) return undefined;
    return entryAdded(text, options, { entry: `${KEY}: ${ms}`, eol });
  }
  if (options !== undefined) return undefined;
  const first = keyOffset(profile);
  if (first === undefined) return undefined;
  const indent = ' '.repeat(columnOf(text, first) + 2);
  const entry = profile.flow ? `options: {${KEY}: ${ms}}` : `options:${eol}${indent}${KEY}: ${ms}`;
  return entryAdded(text, profile, { entry, eol });
}

function replaced({ range }: Scalar, ms: number, text: string): TextEdit {
  const [startOffset = 0, endOffset = 0] = range ?? [];
  // An empty value has no room of its own after the colon.
  const insert = startOffset === endOffset && text[startOffset - 1] === ':' ? ` ${ms}` : String(ms);
  return { startOffset, endOffset, insert };
}

/** A new first entry of a map. */
function entryAdded(
  text: string,
  map: YAMLMap,
  { entry, eol }: { readonly entry: string; readonly eol: string },
): TextEdit | undefined {
  const first = keyOffset(map);
  if (first === undefined) {
    const start = map.range?.[0];
    if (start === undefined || text[start] !== '{') return undefined;
    return { startOffset: start + 1, endOffset: start + 1, insert: entry };
  }
  const insert = map.flow ? `${entry}, ` : `${entry}${eol}${' '.repeat(columnOf(text, first))}`;
  return { startOffset: first, endOffset: first, insert };
}

function keyOffset({ items }: YAMLMap): number | undefined {
  const [first] = items;
  return isPair(first) && isScalar(first.key) ? first.key.range?.[0] : undefined;
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

/** `undefined` where the text is no YAML map. */
function mapOf(text: string): YAMLMap | undefined {
  try {
    const document = parseDocument(text, { uniqueKeys: false, logLevel: 'silent' });
    return document.errors.length === 0 && isMap(document.contents) ? document.contents : undefined;
  } catch {
    return undefined;
  }
}

function profilesOf(document: YAMLMap | undefined): readonly YAMLMap[] {
  const profiles = document?.get('profiles', true);
  return isSeq(profiles)
    ? profiles.items.filter((item): item is YAMLMap => isMap(item) && textAt(item, 'type') === 'ssh')
    : [];
}

function defaultMs(document: YAMLMap | undefined): number {
  const options = mapAt(mapAt(mapAt(document, 'profileDefaults'), 'ssh'), 'options');
  return numberAt(options, KEY) ?? DEFAULT_MS;
}

function mapAt(map: YAMLMap | undefined, key: string): YAMLMap | undefined {
  const value = map?.get(key, true);
  return isMap(value) ? value : undefined;
}

function textAt(map: YAMLMap | undefined, key: string): string | undefined {
  const value = map?.get(key);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

function numberAt(map: YAMLMap | undefined, key: string): number | undefined {
  const value = map?.get(key);
  if (value === undefined) return undefined;
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

function everySeconds(ms: number): Keepalive {
  const seconds = Math.round(ms / 1000);
  return seconds > 0 ? { kind: 'ssh', seconds } : { kind: 'off' };
}

const KEY = 'keepaliveInterval';
const DEFAULT_MS = 5000;
