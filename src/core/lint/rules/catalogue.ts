/** Every rule for ssh_config and sshd_config, by what it looks at. Those for other programs' settings are in `settings/`. */
import type { ClientSubject } from '../client-subject.ts';
import type { KeepaliveSubject } from '../keepalive.ts';
import type { Rule } from '../rule.ts';
import type { ServerSubject } from '../server-subject.ts';
import { catchAllFirst } from './catch-all-first.ts';
import { channelTimeoutType } from './channel-timeout-type.ts';
import { controlMasterJoins } from './control-master-joins.ts';
import { countMaxZero } from './count-max-zero.ts';
import { byteOrderMark, type EncodingSubject, nulByte, passedOver, utf16 } from './encoding.ts';
import { hostPatterns } from './host-patterns.ts';
import { impatient } from './impatient.ts';
import { includeInBlock } from './include-in-block.ts';
import { intervalNone } from './interval-none.ts';
import { intervalTooLong } from './interval-too-long.ts';
import { notInMatch } from './not-in-match.ts';
import { deadKeyword, type LinesSubject, oldName } from './old-keyword.ts';
import { proxyJumpNone } from './proxy-jump-none.ts';
import {
  badFile,
  badMatch,
  badSyntax,
  badValue,
  keywordOfOtherSide,
  keywordTooNew,
  type RefusalSubject,
  unknownKeyword,
} from './refused.ts';
import { serverShadowed } from './server-shadowed.ts';
import { shadowedValue } from './shadowed-value.ts';
import { tcpKeepaliveAlone } from './tcp-keepalive-alone.ts';

export const CLIENT_RULES: readonly Rule<ClientSubject>[] = [
  shadowedValue,
  catchAllFirst,
  includeInBlock,
  intervalNone,
  controlMasterJoins,
  proxyJumpNone,
  hostPatterns,
];

export const SERVER_RULES: readonly Rule<ServerSubject>[] = [serverShadowed, channelTimeoutType];

export const KEEPALIVE_RULES: readonly Rule<KeepaliveSubject>[] = [
  intervalTooLong,
  countMaxZero,
  tcpKeepaliveAlone,
  impatient,
];

export const REFUSAL_RULES: readonly Rule<RefusalSubject>[] = [
  keywordOfOtherSide,
  keywordTooNew,
  unknownKeyword,
  notInMatch,
  badValue,
  badSyntax,
  badMatch,
  badFile,
];

export const LINES_RULES: readonly Rule<LinesSubject>[] = [deadKeyword, oldName];

export const ENCODING_RULES: readonly Rule<EncodingSubject>[] = [byteOrderMark, utf16, nulByte, passedOver];
