/**
 * What can be wrong with the shape of the source: each function takes modules and a table, and returns one
 * sentence per fault that says what stands where, and why it must not. What our own tables are: tables.ts.
 */
import { codeOnly, importsOf } from './modules.ts';
import type { Module } from './modules.ts';

/** Where modules of a folder (or one file) may reach; the longest `of` that fits a module is its law. */
export interface Law {
  readonly of: string;
  /** Folders and files of src/; modules under one law may always import each other. */
  readonly may: readonly string[];
  /** Packages; `node:` stands for everything of Node's. */
  readonly packages?: readonly string[];
  readonly why: string;
}

/** Words that code of some folders must not use. */
export interface Taboo {
  readonly in: string;
  readonly words: RegExp;
  readonly except?: readonly string[];
  readonly but: string;
}

/** Imports that go where their folder's law does not lead. */
export function layerFaults(modules: readonly Module[], laws: readonly Law[]): readonly string[] {
  return modules.flatMap((module) => {
    const law = lawOf(module.path, laws);
    if (law === undefined)
      return [`${module.path} has no place in the table of layers: add its folder, with the reason`];
    return importsOf(module)
      .filter(({ path, specifier }) =>
        path === undefined ? !mayUse(law, specifier) : !mayReach(law, path, laws),
      )
      .map(({ path, specifier }) => `${module.path} imports ${path ?? specifier}, but ${law.why}`);
  });
}

/** Circles of imports, type imports included; each once, from its first module in order of names. */
export function cycleFaults(modules: readonly Module[]): readonly string[] {
  const graph = new Map(
    modules.map((module) => [
      module.path,
      importsOf(module).flatMap(({ path }) => (path === undefined ? [] : [path])),
    ]),
  );
  const done = new Set<string>();
  const faults: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) {
      faults.push(`cycle: ${[...trail.slice(start), path].join(' -> ')}`);
      return;
    }
    if (done.has(path)) return;
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of [...graph.keys()].sort()) visit(path, []);
  return faults;
}

export function tabooFaults(modules: readonly Module[], taboos: readonly Taboo[]): readonly string[] {
  return taboos.flatMap((taboo) =>
    modules
      .filter(({ path }) => isIn(path, taboo.in) && !(taboo.except ?? []).includes(path))
      .flatMap(({ path, text }) => {
        const found = taboo.words.exec(codeOnly(text));
        return found === null ? [] : [`${path} uses ${found[0].trim()}, but ${taboo.but}`];
      }),
  );
}

/** Names that say nothing of what is inside, and names that are not kebab-case. */
export function nameFaults(modules: readonly Module[]): readonly string[] {
  return modules.flatMap(({ path }) => {
    const words = path.replace(/\.ts$/, '').split('/');
    const empty = words.find((word) => EMPTY_NAMES.has(word));
    if (empty !== undefined)
      return [`${path} is named "${empty}", but a name says what is inside: put things beside their user`];
    const odd = words.find((word) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(word));
    return odd === undefined ? [] : [`${path}: "${odd}" is not kebab-case, and all names here are`];
  });
}

export function sizeFaults(modules: readonly Module[], maxLines: number): readonly string[] {
  return modules.flatMap(({ path, text }) => {
    const lines = text.split('\n').filter((line) => line.trim() !== '').length;
    return lines <= maxLines
      ? []
      : [`${path} has ${lines} lines, but a file does one thing in at most ${maxLines}: split it`];
  });
}

export function exportFaults(modules: readonly Module[]): readonly string[] {
  return modules.flatMap(({ path, text }) => {
    const code = codeOnly(text);
    if (/\bexport\s+default\b/.test(code))
      return [`${path} has a default export, but a thing has one name everywhere`];
    if (/\bexport\s+\*/.test(code))
      return [`${path} is a barrel (export *), but imports name the file that has the thing`];
    return [];
  });
}

/** The longest law that fits; `undefined` when none does. */
function lawOf(path: string, laws: readonly Law[]): Law | undefined {
  return laws.filter((law) => isIn(path, law.of)).toSorted((a, b) => b.of.length - a.of.length)[0];
}

function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

function mayReach(law: Law, path: string, laws: readonly Law[]): boolean {
  return lawOf(path, laws) === law || law.may.some((folder) => isIn(path, folder));
}

function mayUse({ packages = [] }: Law, specifier: string): boolean {
  return packages.some((name) => specifier === name || (name === 'node:' && specifier.startsWith(name)));
}

const EMPTY_NAMES = new Set([
  'util',
  'utils',
  'helper',
  'helpers',
  'common',
  'shared',
  'misc',
  'types',
  'lib',
  'index',
]);
