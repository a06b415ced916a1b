/**
 * Reading one table of a scenario file, key by key, so that every mistake is
 * told as one line that names the place and the key. It knows nothing of labs.
 */
import { OperationalError } from '../errors.ts';

export interface TomlTable {
  /** Where it stands, for messages: `lab.toml: router 2`. */
  readonly where: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** A table with no other keys than these; a key that nobody reads is a typing error, and is refused. */
export function tableOf(value: unknown, where: string, keys: readonly string[] | 'any'): TomlTable {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw mistake(where, 'must be a table');
  const table = { where, values: value as Readonly<Record<string, unknown>> };
  if (keys === 'any') return table;
  const stranger = Object.keys(table.values).find((key) => !keys.includes(key));
  if (stranger !== undefined)
    throw mistake(where, `unknown key "${stranger}"; here stand ${keys.join(', ')}`);
  return table;
}

/** `undefined` where the key is absent. */
export function tableAt(
  table: TomlTable,
  key: string,
  keys: readonly string[] | 'any',
): TomlTable | undefined {
  const value = table.values[key];
  return value === undefined ? undefined : tableOf(value, `${table.where}: ${key}`, keys);
}

/** The tables of `[[key]]`, each with its keys unchecked; an absent key is an empty list. */
export function listAt(table: TomlTable, key: string): readonly TomlTable[] {
  const value = table.values[key] ?? [];
  if (!Array.isArray(value)) throw mistake(table.where, `${key} must be written as [[${key}]]`);
  return value.map((entry: unknown, index) => tableOf(entry, `${table.where}: ${key} ${index + 1}`, 'any'));
}

export function textAt(table: TomlTable, key: string): string | undefined {
  const value = table.values[key];
  if (value === undefined || typeof value === 'string') return value;
  throw mistake(table.where, `${key} must be a text, not ${shown(value)}`);
}

export function flagAt(table: TomlTable, key: string): boolean | undefined {
  const value = table.values[key];
  if (value === undefined || typeof value === 'boolean') return value;
  throw mistake(table.where, `${key} must be true or false, not ${shown(value)}`);
}

export function wholeNumberAt(table: TomlTable, key: string, range: Range): number | undefined {
  const value = table.values[key];
  if (value === undefined) return undefined;
  const { least, most } = range;
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw mistake(table.where, `${key} must be a whole number from ${least} to ${most}, not ${shown(value)}`);
}

export interface Range {
  readonly least: number;
  readonly most: number;
}

export function choiceAt<T extends string | number>(
  table: TomlTable,
  key: string,
  choices: readonly T[],
): T | undefined {
  const value = table.values[key];
  if (value === undefined) return undefined;
  const choice = choices.find((candidate) => candidate === value);
  if (choice !== undefined) return choice;
  throw mistake(table.where, `${key} must be one of ${choices.map(shown).join(', ')}, not ${shown(value)}`);
}

export function needed<T>(value: T | undefined, table: TomlTable, key: string): T {
  if (value === undefined) throw mistake(table.where, `${key} is missing`);
  return value;
}

export function mistake(where: string, what: string): OperationalError {
  return new OperationalError('LAB_SCENARIO', `${where}: ${what}`, {
    hint: 'the scenarios that come with idletrace show every key: idletrace lab list',
  });
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing';
}
