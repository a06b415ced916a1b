import { SERVER_KEYWORDS } from '../../sshconfig/server-keywords.ts';
import { placeOf } from '../blocks.ts';
import type { Fault, Rule } from '../rule.ts';
import type { ServerDirective, ServerSubject } from '../server-subject.ts';
import { lineText } from '../words-for.ts';
import type { Place } from '../../sshconfig/config-files.ts';

/** sshd too takes the first value, of those outside of blocks and of those inside of one. */
export const serverShadowed: Rule<ServerSubject> = {
  id: 'shadowed-value',
  severity: 'warning',
  title: 'A value is never used, because another one comes before it.',
  cites: ['sshd_config(5): "for each keyword, the first obtained value will be used"'],
  judge(subject) {
    return subject.directives.flatMap((each): readonly Fault[] => {
      const winner = winnerOver(each, subject);
      const { set, file, line, directive } = each;
      if (winner === undefined || set === undefined || winner.value === set.value) return [];
      return [
        {
          place: placeOf(file, line, directive.keyword.startOffset),
          message: `${directive.keyword.text} ${set.value} is never used: ${lineText(winner.place, file)} comes first and says ${winner.value}`,
          fix: `move this line above ${lineText(winner.place, file)}, or remove the one of the two that is not meant`,
        },
      ];
    });
  },
};

function winnerOver(
  each: ServerDirective,
  { directives, reading }: ServerSubject,
): { readonly place: Place; readonly value: string } | undefined {
  const { set, file, block } = each;
  if (set === undefined) return undefined;
  if (set.effect === 'shadowed') {
    const setting = reading.setting(set.name);
    if (setting.kind !== 'known' || setting.place === undefined || setting.value === undefined)
      return undefined;
    return { place: setting.place, value: setting.value };
  }
  const keyword = SERVER_KEYWORDS.get(set.name);
  if (block === undefined || set.effect !== 'inactive' || keyword?.adds === true || keyword?.last === true) {
    return undefined;
  }
  const first = directives.find(
    (other) => other.file === file && other.block === block && other.set?.name === set.name,
  );
  if (first === undefined || first === each || first.set === undefined) return undefined;
  return {
    place: placeOf(file, first.line, first.directive.keyword.startOffset),
    value: first.set.value,
  };
}
