/** All findings of an ssh_config or an sshd_config with everything it includes. */
import { CLIENT_KEYWORDS } from '../sshconfig/client-keywords.ts';
import type { ClientFile, ClientWorld, Refusal } from '../sshconfig/client-run.ts';
import { SERVER_KEYWORDS } from '../sshconfig/server-keywords.ts';
import type { ServerWorld } from '../sshconfig/server-run.ts';
import { clientSubject, type TextFile } from './client-subject.ts';
import { clientKeepalive, serverKeepalive } from './keepalive.ts';
import { applyRules, type Finding } from './rule.ts';
import {
  CLIENT_RULES,
  ENCODING_RULES,
  KEEPALIVE_RULES,
  LINES_RULES,
  REFUSAL_RULES,
  SERVER_RULES,
} from './rules/catalogue.ts';
import { isUtf16 } from './rules/encoding.ts';
import type { RefusalSubject } from './rules/refused.ts';
import { serverSubject } from './server-subject.ts';

/** `files` as ssh reads them together; the world must read on behind faults. */
export function lintClient(files: readonly ClientFile[], world: ClientWorld): readonly Finding[] {
  const subject = clientSubject(files, world);
  const refusals = subject.asked.flatMap(({ reading }) => reading.refusals);
  const at = { side: 'client', version: world.build.version } as const;
  const other = { keywords: CLIENT_KEYWORDS, otherKeywords: SERVER_KEYWORDS };
  return [
    ...applyRules(ENCODING_RULES, subject),
    ...applyRules(REFUSAL_RULES, { ...at, ...other, ...refusalsIn(subject.files, refusals) }),
    ...applyRules(CLIENT_RULES, subject),
    ...applyRules(KEEPALIVE_RULES, clientKeepalive(subject)),
    ...applyRules(LINES_RULES, { ...at, directives: subject.directives }),
  ];
}

export function lintServer(path: string, world: ServerWorld): readonly Finding[] {
  const subject = serverSubject(path, world);
  const at = { side: 'server', version: world.build.version } as const;
  const other = { keywords: SERVER_KEYWORDS, otherKeywords: CLIENT_KEYWORDS };
  return [
    ...applyRules(ENCODING_RULES, subject),
    ...applyRules(REFUSAL_RULES, { ...at, ...other, ...refusalsIn(subject.files, subject.reading.refusals) }),
    ...applyRules(SERVER_RULES, subject),
    ...applyRules(KEEPALIVE_RULES, serverKeepalive(subject)),
    ...applyRules(LINES_RULES, { ...at, directives: subject.directives }),
  ];
}

/** Nothing about files whose encoding is the fault, and no second word about a byte order mark. */
function refusalsIn(
  files: readonly TextFile[],
  refusals: readonly Refusal[],
): Pick<RefusalSubject, 'refusals' | 'directiveAt'> {
  const isMuted = ({ place }: Refusal): boolean => {
    const file = files.find(({ path }) => path === place?.file);
    if (file === undefined) return false;
    return isUtf16(file.bytes) || (place?.line === 1 && file.bytes.startsWith('\xef\xbb\xbf'));
  };
  return {
    refusals: refusals.filter((refusal) => !isMuted(refusal)),
    directiveAt(path, lineNumber) {
      const line = files.find((file) => file.path === path)?.lines[lineNumber - 1];
      return line?.content.kind === 'directive' ? { line, directive: line.content } : undefined;
    },
  };
}
