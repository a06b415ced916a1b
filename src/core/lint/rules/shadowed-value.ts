import { isCatchAll, namesFor, placeOf } from '../blocks.ts';
import type { AskedDirective, ClientSubject, Outcome } from '../client-subject.ts';
import type { Fault, Rule } from '../rule.ts';
import { lineText, listText } from '../words-for.ts';
import type { Place } from '../../sshconfig/config-files.ts';

/** The first value obtained wins: one further down is dead where something above it counts for every host it is meant for. */
export const shadowedValue: Rule<ClientSubject> = {
  id: 'shadowed-value',
  severity: 'warning',
  title: 'A value is never used, because another one comes before it.',
  cites: ['ssh_config(5): "the first obtained value will be used"'],
  judge({ directives }) {
    return directives.flatMap((each): readonly Fault[] => {
      const shadow = shadowOf(each);
      if (shadow === undefined || shadow.isAlike) return [];
      const { winner, hosts, value, winning } = shadow;
      const { file, line, directive } = each;
      const name = directive.keyword.text;
      const whom = hosts === undefined ? 'for any host' : `for ${listText(hosts)}`;
      return [
        {
          place: placeOf(file, line, directive.keyword.startOffset),
          message: `${name} ${value} is never used ${whom}: ${lineText(winner, file)} comes first and says ${winning}`,
          fix: `move this line above ${lineText(winner, file)}, or remove the one of the two that is not meant`,
        },
      ];
    });
  },
};

export interface Shadow {
  /** Where the value that counts instead stands. */
  readonly winner: Place;
  /** `undefined`: the line is for all. */
  readonly hosts: readonly string[] | undefined;
  readonly value: string;
  readonly winning: string;
  /** Both say the same. */
  readonly isAlike: boolean;
}

/** What hides a line from every host it is meant for; `undefined`: nothing does, or that cannot be told. */
export function shadowOf({ block, outcomes }: AskedDirective): Shadow | undefined {
  const isForAll = block === undefined || isCatchAll(block);
  const names = isForAll ? undefined : namesFor(block);
  const meant = outcomes.filter(({ host, active }) =>
    names === undefined ? active !== 'no' : names.includes(host) && active !== 'no',
  );
  const [first] = meant;
  if (first?.set === undefined || !meant.every((outcome) => outcome.set?.effect === 'shadowed'))
    return undefined;
  const winners = meant.map(winnerOf);
  const [winner] = winners;
  if (winner === undefined || winners.includes(undefined)) return undefined;
  const written = names?.filter((name) => !isMadeUp(block, name));
  return {
    winner: winner.place,
    hosts:
      names === undefined
        ? undefined
        : written === undefined || written.length === 0
          ? patternsOf(block)
          : written,
    value: first.set.value,
    winning: winner.value,
    isAlike: meant.every((outcome, at) => outcome.set?.value === winners[at]?.value),
  };
}

function winnerOf({ reading, set }: Outcome): { readonly place: Place; readonly value: string } | undefined {
  const setting = set === undefined ? undefined : reading.setting(set.name);
  if (setting?.kind !== 'known' || setting.place === undefined || setting.value === undefined)
    return undefined;
  return { place: setting.place, value: setting.value };
}

function isMadeUp(block: AskedDirective['block'], name: string): boolean {
  return block?.directive.rest.text.includes(name) !== true;
}

function patternsOf(block: AskedDirective['block']): readonly string[] {
  return [block?.directive.rest.text ?? ''];
}
