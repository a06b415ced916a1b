/** The keepalive settings that count for a host, as the document has them. */
import type { Answer } from '../sshconfig/answer.ts';
import type { Place } from '../sshconfig/config-files.ts';
import { readableText } from '../sshconfig/lines.ts';
import type { Setting } from '../sshconfig/settings.ts';
import type { EffectiveValue } from './document.ts';

interface Reading {
  readonly refused: Answer;
  setting(name: string): Setting;
}

export function effectiveOf(
  reading: Reading,
  side: 'client' | 'server',
): Readonly<Record<string, EffectiveValue>> {
  return Object.fromEntries(
    KEYWORDS[side].map((title) => [title, valueOf(reading, reading.setting(title.toLowerCase()))]),
  );
}

function valueOf({ refused }: Reading, setting: Setting): EffectiveValue {
  const candidates =
    setting.kind === 'known' ? [] : setting.candidates.map(({ value, place }) => sourceOf(value, place));
  if (refused === 'yes') return { ...sourceOf(undefined, undefined), status: 'refused', candidates: [] };
  if (setting.kind === 'unknown' || refused === 'unknown') {
    const all = setting.kind === 'known' ? [sourceOf(setting.value, setting.place)] : candidates;
    return { ...sourceOf(undefined, undefined), status: 'unknown', candidates: all };
  }
  const status = setting.place === undefined ? 'default' : 'set';
  return { ...sourceOf(setting.value, setting.place), status, candidates: [] };
}

function sourceOf(
  value: string | undefined,
  place: Place | undefined,
): Omit<EffectiveValue, 'status' | 'candidates'> {
  return {
    value: value === undefined ? null : /^\d+$/.test(value) ? Number(value) : value,
    file: place === undefined ? null : readableText(place.file),
    line: place?.line ?? null,
    column: place?.column ?? null,
  };
}

const KEYWORDS = {
  client: ['ServerAliveInterval', 'ServerAliveCountMax', 'TCPKeepAlive'],
  server: ['ClientAliveInterval', 'ClientAliveCountMax', 'TCPKeepAlive'],
} as const;
