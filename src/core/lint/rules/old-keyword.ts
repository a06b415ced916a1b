import { CLIENT_KEYWORDS, type Keyword } from '../../sshconfig/client-keywords.ts';
import { SERVER_KEYWORDS } from '../../sshconfig/server-keywords.ts';
import type { ConfigLine, Directive } from '../../sshconfig/lines.ts';
import { placeOf } from '../blocks.ts';
import type { Rule } from '../rule.ts';

export interface LinesSubject {
  readonly side: 'client' | 'server';
  readonly directives: readonly {
    readonly file: string;
    readonly line: ConfigLine;
    readonly directive: Directive;
  }[];
}

/** What does nothing any more. */
export const deadKeyword: Rule<LinesSubject> = {
  id: 'dead-keyword',
  severity: 'info',
  title: 'A keyword that OpenSSH still reads, but that does nothing any more.',
  cites: ['readconf.c, servconf.c: oDeprecated, oUnsupported, sDeprecated, sUnsupported'],
  judge({ side, directives }) {
    const keywords: ReadonlyMap<string, Keyword> = side === 'client' ? CLIENT_KEYWORDS : SERVER_KEYWORDS;
    return directives.flatMap(({ file, line, directive }) => {
      const keyword = keywords.get(directive.name);
      if (keyword?.value.kind !== 'ignored') return [];
      return [
        {
          place: placeOf(file, line, directive.keyword.startOffset),
          message: `${keyword.title} does nothing in the versions of OpenSSH that are in use`,
          fix: 'remove the line',
        },
      ];
    });
  },
};

/** The keepalive's old names, which other programs and newer versions may not know. */
export const oldName: Rule<LinesSubject> = {
  id: 'old-name',
  severity: 'info',
  title: 'An old name of a keepalive setting.',
  cites: [
    'readconf.c: keepalive is obsolete; ProtocolKeepAlives and SetupTimeOut are only in builds of Debian',
  ],
  judge({ side, directives }) {
    const keywords: ReadonlyMap<string, Keyword> = side === 'client' ? CLIENT_KEYWORDS : SERVER_KEYWORDS;
    return directives.flatMap(({ file, line, directive }) => {
      const keyword = keywords.get(directive.name);
      const { aliasOf } = keyword ?? {};
      const title = aliasOf === undefined ? undefined : keywords.get(aliasOf)?.title;
      if (keyword === undefined || title === undefined || !/alive/i.test(title)) return [];
      const where =
        keyword.debian === true ? 'only builds of Debian and Ubuntu know it' : 'it is an old spelling';
      return [
        {
          place: placeOf(file, line, directive.keyword.startOffset),
          message: `${keyword.title} means ${title}; ${where}`,
          fix: `write ${title}`,
        },
      ];
    });
  },
};
