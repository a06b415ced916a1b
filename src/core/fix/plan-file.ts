/** What is to be changed in a program's file, and what is left alone and why. Pure: text in, text out. */
import type { ClientFormat, SessionSettings, Settings, Typed } from '../client/format.ts';
import { applyEdits } from '../edit/text-edit.ts';

export interface FileWish {
  readonly format: ClientFormat;
  readonly text: string;
  readonly seconds: number;
  /** Which sessions are meant. */
  readonly means: (session: SessionSettings) => boolean;
  /** Whether it is what new sessions begin with, whatever they will speak; left out: none is. */
  readonly isTemplate?: (session: SessionSettings) => boolean;
  /** Whether idletrace itself wrote that interval there: such a value is ours to change in either direction. */
  readonly isOwn: (session: SessionSettings) => boolean;
}

export interface SessionChange {
  readonly session: string | undefined;
  readonly before: Settings;
  readonly after: Settings;
}

export interface SessionLeft {
  readonly session: string | undefined;
  readonly why: string;
}

export interface SessionTyped extends Typed {
  readonly session: string | undefined;
  /** The change ends it. */
  readonly ended: boolean;
}

export type FilePlan =
  | {
      readonly kind: 'planned';
      /** The whole text afterwards; the same where nothing changes. */
      readonly after: string;
      readonly changed: readonly SessionChange[];
      readonly left: readonly SessionLeft[];
      readonly typed: readonly SessionTyped[];
      readonly notes: readonly string[];
    }
  | { readonly kind: 'no-session' }
  | { readonly kind: 'not-safe'; readonly session: string | undefined };

export function planFile({ format, text, seconds, means, isTemplate, isOwn }: FileWish): FilePlan {
  const before = format.read(text);
  const meant = before.flatMap((session, index) => (means(session) ? [{ session, index }] : []));
  if (meant.length === 0) return { kind: 'no-session' };
  const isOther = (session: SessionSettings) =>
    session.otherProtocol !== undefined && isTemplate?.(session) !== true;
  const toChange = meant.filter(
    ({ session }) => !isOther(session) && needsChange(session, seconds, { format, own: isOwn(session) }),
  );
  const indexes = toChange.map(({ index }) => index);
  const edits = indexes.length === 0 ? [] : format.set(text, indexes, seconds);
  const [first] = toChange;
  if (edits === undefined) return { kind: 'not-safe', session: first?.session.name };
  const after = applyEdits(text, edits);
  const read = format.read(after);
  const stray = strayChange({ before, after: read, indexes, seconds, format });
  if (stray !== undefined) return { kind: 'not-safe', session: stray.name };
  return {
    kind: 'planned',
    after,
    changed: toChange.map(({ session, index }) => ({
      session: session.name,
      before: session.settings,
      after: read[index]?.settings ?? {},
    })),
    left: meant
      .filter(({ index }) => !indexes.includes(index))
      .map(({ session }) => ({
        session: session.name,
        why: isOther(session) ? notSshWhy(session) : leftWhy(session, format),
      })),
    typed: meant.flatMap(({ session, index }) =>
      session.typed === undefined
        ? []
        : [{ session: session.name, ...session.typed, ended: read[index]?.typed === undefined }],
    ),
    notes: [...new Set(meant.flatMap(({ session }) => session.notes))],
  };
}

function needsChange(
  { keepalive, typed }: SessionSettings,
  seconds: number,
  { format, own }: { readonly format: ClientFormat; readonly own: boolean },
): boolean {
  if (format.onlyEndsTyping) return typed !== undefined;
  if (keepalive.kind === 'off') return true;
  if (keepalive.kind === 'unknown-interval' || keepalive.kind === 'not-here') return false;
  return own ? keepalive.seconds !== seconds : keepalive.seconds > seconds;
}

function notSshWhy({ otherProtocol }: SessionSettings): string {
  return `it speaks ${otherProtocol ?? 'something else'}, not SSH`;
}

function leftWhy({ keepalive }: SessionSettings, { onlyEndsTyping }: ClientFormat): string {
  if (onlyEndsTyping)
    return 'it types nothing by itself; a keepalive belongs into ssh_config (idletrace fix HOST)';
  if (keepalive.kind === 'unknown-interval') return 'its keepalive is on already';
  if (keepalive.kind === 'not-here') return 'it holds no keepalive: that is in the sessions';
  return keepalive.kind === 'ssh'
    ? `it sends a keepalive every ${keepalive.seconds} s already`
    : 'nothing to change';
}

/** The editor is believed only where reading shows exactly the change that was asked for; the session where it does not. */
function strayChange({
  before,
  after,
  indexes,
  seconds,
  format,
}: {
  readonly before: readonly SessionSettings[];
  readonly after: readonly SessionSettings[];
  readonly indexes: readonly number[];
  readonly seconds: number;
  readonly format: ClientFormat;
}): { readonly name: string | undefined } | undefined {
  if (before.length !== after.length) return { name: undefined };
  return before.find((session, index) => {
    const now = after[index];
    if (now === undefined || now.name !== session.name || now.host !== session.host) return true;
    if (!indexes.includes(index)) return JSON.stringify(now) !== JSON.stringify(session);
    if (format.onlyEndsTyping) return now.typed !== undefined;
    if (JSON.stringify(now.typed) !== JSON.stringify(session.typed)) return true;
    if (now.keepalive.kind === 'unknown-interval') return false;
    if (now.keepalive.kind === 'not-here') return true;
    return now.keepalive.kind === 'off' || now.keepalive.seconds !== seconds;
  });
}
