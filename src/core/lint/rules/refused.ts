/** Lines for which ssh or sshd refuses the whole file: a rule for each kind of fault. */
import { isBefore, type Keyword, type Version } from '../../sshconfig/client-keywords.ts';
import type { Refusal, RefusalKind } from '../../sshconfig/client-run.ts';
import { type ConfigLine, type Directive, readableText } from '../../sshconfig/lines.ts';
import type { Fault, Rule } from '../rule.ts';
import { nearest } from './nearest.ts';

/** What these rules need to know, of a client's file or of a server's. */
export interface RefusalSubject {
  readonly side: 'client' | 'server';
  readonly version: Version;
  readonly refusals: readonly Refusal[];
  readonly keywords: ReadonlyMap<string, Keyword>;
  /** The keywords of the other program. */
  readonly otherKeywords: ReadonlyMap<string, Keyword>;
  /** The directive on a line, where there is one. */
  directiveAt(
    file: string,
    lineNumber: number,
  ): { readonly line: ConfigLine; readonly directive: Directive } | undefined;
}

/** A keyword that belongs into the other program's file: `ClientAliveInterval` in ssh_config. */
export const keywordOfOtherSide: Rule<RefusalSubject> = {
  id: 'keyword-of-other-side',
  severity: 'error',
  title: 'A keyword of sshd_config stands in an ssh_config, or the other way round.',
  cites: ['ssh_config(5)', 'sshd_config(5)'],
  judge: (subject) =>
    faultsOf(subject, 'keyword', (name, subject_) => {
      if (subject_.keywords.has(name) || !subject_.otherKeywords.has(name)) return undefined;
      const other = subject_.otherKeywords.get(name);
      const isClient = subject_.side === 'client';
      const program = isClient ? 'ssh' : 'sshd';
      return {
        message: `${other?.title ?? name} is a keyword of ${isClient ? 'sshd_config' : 'ssh_config'}: ${program} does not know it and refuses the whole file`,
        fix:
          COUNTERPARTS[name] === undefined
            ? 'remove the line'
            : `write ${COUNTERPARTS[name]} instead, or move the line to the ${isClient ? "server's sshd_config" : "client's ssh_config"}`,
      };
    }),
};

/** A keyword that came with a later version, or only with a distribution's build. */
export const keywordTooNew: Rule<RefusalSubject> = {
  id: 'keyword-too-new',
  severity: 'error',
  title: 'A keyword that this version of OpenSSH does not know.',
  cites: ['the release notes of OpenSSH'],
  judge: (subject) =>
    faultsOf(subject, 'keyword', (name, { keywords, side, version }) => {
      const keyword = keywords.get(name);
      if (keyword === undefined) return undefined;
      const program = side === 'client' ? 'ssh' : 'sshd';
      const isNew = keyword.since !== undefined && isBefore(version, keyword.since);
      const why = isNew
        ? `came with OpenSSH ${keyword.since.join('.')}`
        : 'is known only to builds of Debian and Ubuntu';
      return {
        message: `${keyword.title} ${why}; ${program} ${version.join('.')} refuses the whole file for it`,
        fix:
          side === 'client'
            ? `remove the line, or write "IgnoreUnknown ${keyword.title}" above it`
            : 'remove the line, or update sshd',
      };
    }),
};

/** A keyword that nobody knows. */
export const unknownKeyword: Rule<RefusalSubject> = {
  id: 'unknown-keyword',
  severity: 'error',
  title: 'A keyword that OpenSSH does not know.',
  cites: ['ssh_config(5): unknown keywords are an error unless IgnoreUnknown names them'],
  judge: (subject) =>
    faultsOf(subject, 'keyword', (name, { keywords, otherKeywords, side }) => {
      if (keywords.has(name) || otherKeywords.has(name)) return undefined;
      const near = nearest(
        name,
        [...keywords.values()].map(({ title }) => title),
      );
      const isOfMac = side === 'client' && name === 'usekeychain';
      const program = side === 'client' ? 'ssh' : 'sshd';
      const ignore =
        side === 'client' ? `write "IgnoreUnknown ${readableText(name)}" above it` : 'remove the line';
      return {
        message: `${program} does not know this keyword and refuses the whole file${isOfMac ? '; only the ssh of macOS knows it' : ''}`,
        fix: near === undefined ? ignore : `write ${near}`,
      };
    }),
};

/** Numbers, units and words that the keyword does not take. */
export const badValue: Rule<RefusalSubject> = kindRule('bad-value', 'value', {
  title: 'A value that OpenSSH refuses.',
  cites: ['ssh_config(5)', 'sshd_config(5), TIME FORMATS: whole numbers, each with s, m, h, d, w or no unit'],
  fix: 'write a value that it takes',
});

export const badSyntax: Rule<RefusalSubject> = kindRule('bad-syntax', 'syntax', {
  title: 'A line that OpenSSH cannot read.',
  cites: ['ssh_config(5)', 'sshd_config(5)'],
  fix: 'complete the line, or remove it',
});

export const badMatch: Rule<RefusalSubject> = kindRule('bad-match', 'match', {
  title: 'A Match line with conditions that OpenSSH does not take.',
  cites: ['ssh_config(5), Match', 'sshd_config(5), Match'],
  fix: 'write conditions that it knows, each with a value',
});

export const badFile: Rule<RefusalSubject> = kindRule('bad-file', 'file', {
  title: 'A file that OpenSSH does not read.',
  cites: ['ssh_config(5), FILES: it must not be writable by others'],
  fix: 'make it yours alone: chmod 600, chown; or take it out of the Include',
});

function kindRule(
  id: string,
  kind: RefusalKind,
  { title, cites, fix }: Pick<Rule<unknown>, 'title' | 'cites'> & { readonly fix: string },
): Rule<RefusalSubject> {
  return {
    id,
    severity: 'error',
    title,
    cites,
    judge({ refusals, side }) {
      return refusals.flatMap(({ about, place, message, certain }) => {
        if (about !== kind || place === undefined || certain !== 'yes') return [];
        const program = side === 'client' ? 'ssh' : 'sshd';
        return [{ place, message: `${readableText(message)}; ${program} refuses the whole file`, fix }];
      });
    },
  };
}

function faultsOf(
  subject: RefusalSubject,
  kind: RefusalKind,
  faultFor: (name: string, subject: RefusalSubject) => Omit<Fault, 'place'> | undefined,
): readonly Fault[] {
  return subject.refusals.flatMap(({ about, place, certain }) => {
    const at = place === undefined ? undefined : subject.directiveAt(place.file, place.line);
    if (about !== kind || place === undefined || at === undefined || certain !== 'yes') return [];
    const fault = faultFor(at.directive.name, subject);
    return fault === undefined ? [] : [{ place, ...fault }];
  });
}

/** What the other side calls the same thing. */
const COUNTERPARTS: Readonly<Record<string, string>> = {
  clientaliveinterval: 'ServerAliveInterval',
  clientalivecountmax: 'ServerAliveCountMax',
  serveraliveinterval: 'ClientAliveInterval',
  serveralivecountmax: 'ClientAliveCountMax',
};
