/**
 * XML property lists with the place of everything that matters here: keys and
 * boolean values of dictionaries. No entities are expanded but the five of XML
 * and numbers, no DTD is read. Never throws; text that is no plist gives no dictionaries.
 */

export interface XmlDict {
  readonly entries: readonly { readonly key: string; readonly value: XmlValue }[];
}

export interface XmlValue {
  readonly tag: string;
  /** Of simple elements; empty for others. */
  readonly text: string;
  readonly startOffset: number;
  readonly endOffset: number;
}

/** All dictionaries, however deep, the outer ones first. */
export function dictsIn(text: string): readonly XmlDict[] {
  const dicts: { entries: { key: string; value: XmlValue }[] }[] = [];
  const open: {
    tag: string;
    startOffset: number;
    textFrom: number;
    dict: { entries: { key: string; value: XmlValue }[] } | undefined;
    key: string | undefined;
  }[] = [];
  const closed = (value: XmlValue) => {
    const parent = open.at(-1);
    if (parent?.dict === undefined) return;
    if (value.tag === 'key') parent.key = value.text;
    else if (parent.key !== undefined) {
      parent.dict.entries.push({ key: parent.key, value });
      parent.key = undefined;
    }
  };
  TOKEN.lastIndex = 0;
  for (let token = TOKEN.exec(text); token !== null; token = TOKEN.exec(text)) {
    const [all, closing, tag, empty] = token;
    if (tag === undefined) continue;
    const startOffset = token.index;
    const endOffset = startOffset + all.length;
    if (closing === '/') {
      const element = open.pop();
      if (element === undefined || element.tag !== tag) return [];
      const inner = element.dict === undefined ? plain(text.slice(element.textFrom, startOffset)) : '';
      closed({ tag, text: inner, startOffset: element.startOffset, endOffset });
    } else if (empty === '/') closed({ tag, text: '', startOffset, endOffset });
    else {
      const dict = tag === 'dict' ? { entries: [] } : undefined;
      if (dict !== undefined) dicts.push(dict);
      open.push({ tag, startOffset, textFrom: endOffset, dict, key: undefined });
    }
  }
  return open.length === 0 ? dicts : [];
}

function plain(text: string): string {
  return text
    .replaceAll(/<!\[CDATA\[([\s\S]*?)\]\]>/g, (_all, inner: string) => inner.replaceAll('&', '&amp;'))
    .replaceAll(/&(#x?[0-9a-fA-F]+|\w+);/g, (all, name: string) => ENTITIES[name] ?? numbered(name) ?? all);
}

function numbered(name: string): string | undefined {
  const code = name.startsWith('#x') ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return name.startsWith('#') && code <= 0x10_ff_ff ? String.fromCodePoint(code) : undefined;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
/** Comments, CDATA, declarations (without a name: skipped), and tags. A comment or CDATA that never ends runs to the end. */
const TOKEN =
  /<!--[\s\S]*?(?:-->|$(?![\s\S]))|<!\[CDATA\[[\s\S]*?(?:\]\]>|$(?![\s\S]))|<[!?][^>]*>|<(\/?)([A-Za-z]+)(?:\s[^<>]*?)?(\/?)>/g;
