/**
 * Binary property lists (`bplist00`), one character a byte: the dictionaries,
 * where each of their values is referred to, and the edit that makes such a
 * reference say false. Read before changing: CFBinaryPList.c (Apple, CF-1153).
 *
 * Layout: magic, objects, table of the objects' offsets, and a trailer of 32
 * bytes that says how wide offsets and references are. Equal values are stored
 * once and shared, so a boolean must not be changed where it stands.
 */
import type { TextEdit } from '../edit/text-edit.ts';

export interface PlistDict {
  /** A boolean, number or string; `undefined`: another type, or no such key. */
  readonly value: (key: string) => boolean | number | string | undefined;
  /** Where the reference to the key's value stands. */
  readonly refOffset: (key: string) => number | undefined;
}

/** All dictionaries; none for what is no binary plist. Never throws. */
export function plistDicts(text: string): readonly PlistDict[] {
  const plist = trailerOf(text);
  if (plist === undefined) return [];
  const dicts: PlistDict[] = [];
  for (let object = 0; object < plist.objects; object += 1) {
    const at = offsetOf(text, plist, object);
    if (at === undefined || (text.charCodeAt(at) & 0xf0) !== DICT) continue;
    const length = lengthAt(text, at);
    if (length === undefined || length.from + 2 * length.count * plist.refBytes > plist.tableAt) continue;
    const refs = new Map<string, number>();
    for (let entry = 0; entry < length.count; entry += 1) {
      const key = simpleValue(text, plist, uint(text, length.from + entry * plist.refBytes, plist.refBytes));
      if (typeof key === 'string' && !refs.has(key))
        refs.set(key, length.from + (length.count + entry) * plist.refBytes);
    }
    dicts.push({
      refOffset: (key) => refs.get(key),
      value: (key) => {
        const ref = refs.get(key);
        return ref === undefined ? undefined : simpleValue(text, plist, uint(text, ref, plist.refBytes));
      },
    });
  }
  return dicts;
}

/** The edits that make the references at these places refer to false; `undefined`: there is no room for a false of our own. */
export function withFalse(text: string, refOffsets: readonly number[]): readonly TextEdit[] | undefined {
  const plist = trailerOf(text);
  if (plist === undefined) return undefined;
  const { objects, refBytes, offsetBytes, tableAt, trailerAt } = plist;
  const known = falseObject(text, plist);
  const target = known ?? objects;
  if (target >= 256 ** refBytes) return undefined;
  const edits = refOffsets.map((at) => ({
    startOffset: at,
    endOffset: at + refBytes,
    insert: uintText(target, refBytes),
  }));
  if (known !== undefined) return edits;
  // One more object, at the end of the objects: the table moves by its one byte and grows by one offset.
  if (tableAt >= 256 ** offsetBytes) return undefined;
  const tableEnd = tableAt + objects * offsetBytes;
  const insertAt = (at: number, insert: string): TextEdit => ({ startOffset: at, endOffset: at, insert });
  const counts = { startOffset: trailerAt + 8, endOffset: trailerAt + 16, insert: uintText(objects + 1, 8) };
  const table = { startOffset: trailerAt + 24, endOffset: trailerAt + 32, insert: uintText(tableAt + 1, 8) };
  return [
    ...edits,
    insertAt(tableAt, String.fromCharCode(FALSE)),
    insertAt(tableEnd, uintText(tableAt, offsetBytes)),
    counts,
    table,
  ];
}

interface Trailer {
  readonly offsetBytes: number;
  readonly refBytes: number;
  readonly objects: number;
  readonly tableAt: number;
  readonly trailerAt: number;
}

function trailerOf(text: string): Trailer | undefined {
  const trailerAt = text.length - TRAILER_BYTES;
  if (!text.startsWith('bplist0') || trailerAt < MAGIC_BYTES) return undefined;
  const offsetBytes = text.charCodeAt(trailerAt + 6);
  const refBytes = text.charCodeAt(trailerAt + 7);
  const objects = uint(text, trailerAt + 8, 8);
  const tableAt = uint(text, trailerAt + 24, 8);
  const isSound =
    offsetBytes >= 1 &&
    offsetBytes <= 8 &&
    refBytes >= 1 &&
    refBytes <= 8 &&
    objects >= 1 &&
    tableAt >= MAGIC_BYTES &&
    tableAt + objects * offsetBytes <= trailerAt;
  return isSound ? { offsetBytes, refBytes, objects, tableAt, trailerAt } : undefined;
}

function falseObject(text: string, plist: Trailer): number | undefined {
  for (let object = 0; object < plist.objects; object += 1) {
    const at = offsetOf(text, plist, object);
    if (at !== undefined && text.charCodeAt(at) === FALSE) return object;
  }
  return undefined;
}

function offsetOf(
  text: string,
  { tableAt, offsetBytes, objects }: Trailer,
  object: number,
): number | undefined {
  if (object >= objects) return undefined;
  const at = uint(text, tableAt + object * offsetBytes, offsetBytes);
  return at >= MAGIC_BYTES && at < tableAt ? at : undefined;
}

function simpleValue(text: string, plist: Trailer, object: number): boolean | number | string | undefined {
  const at = offsetOf(text, plist, object);
  if (at === undefined) return undefined;
  const marker = text.charCodeAt(at);
  if (marker === FALSE || marker === TRUE) return marker === TRUE;
  if ((marker & 0xf0) === INT) return uint(text, at + 1, Math.min(8, 2 ** (marker & 0x0f)));
  if ((marker & 0xf0) === REAL) return real(text, at + 1, 2 ** (marker & 0x0f));
  const length = lengthAt(text, at);
  if (length === undefined) return undefined;
  const { from, count } = length;
  if ((marker & 0xf0) === ASCII) return text.slice(from, from + count);
  if ((marker & 0xf0) !== UTF16 || from + 2 * count > plist.tableAt) return undefined;
  return String.fromCharCode(
    ...Array.from({ length: Math.min(count, MAX_NAME) }, (_, unit) => uint(text, from + 2 * unit, 2)),
  );
}

/** The number of things in an object, and where they begin. */
function lengthAt(text: string, at: number): { readonly count: number; readonly from: number } | undefined {
  const low = text.charCodeAt(at) & 0x0f;
  if (low !== 0x0f) return { count: low, from: at + 1 };
  const marker = text.charCodeAt(at + 1);
  if ((marker & 0xf0) !== INT || (marker & 0x0f) > 3) return undefined;
  const bytes = 2 ** (marker & 0x0f);
  const count = uint(text, at + 2, bytes);
  return count > text.length ? undefined : { count, from: at + 2 + bytes };
}

function real(text: string, at: number, bytes: number): number | undefined {
  if (bytes !== 4 && bytes !== 8) return undefined;
  const view = new DataView(new ArrayBuffer(8));
  for (let byte = 0; byte < bytes; byte += 1) view.setUint8(byte, text.charCodeAt(at + byte) & 0xff);
  return bytes === 4 ? view.getFloat32(0) : view.getFloat64(0);
}

/** Big-endian. Beyond the text: NaN, which no comparison lets pass. */
function uint(text: string, at: number, bytes: number): number {
  let value = 0;
  for (let byte = 0; byte < bytes; byte += 1) value = value * 256 + text.charCodeAt(at + byte);
  return value;
}

function uintText(value: number, bytes: number): string {
  return Array.from({ length: bytes }, (_, byte) =>
    String.fromCharCode(Math.floor(value / 256 ** (bytes - 1 - byte)) % 256),
  ).join('');
}

const MAGIC_BYTES = 8;
const TRAILER_BYTES = 32;
const FALSE = 0x08;
const TRUE = 0x09;
const INT = 0x10;
const REAL = 0x20;
const ASCII = 0x50;
const UTF16 = 0x60;
const DICT = 0xd0;
/** Only keys and profile names are read. */
const MAX_NAME = 1000;
