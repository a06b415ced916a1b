/** What something means: an error text, an id, a setting, a duration, a product, a question. Pure; the catalogue is all it knows. */
import { CAUSES } from '../facts/causes.ts';
import { MESSAGES } from '../facts/messages.ts';
import { FACTS_AS_OF } from '../facts/product.ts';
import { PRODUCTS } from '../facts/products.ts';
import { QUESTIONS } from '../facts/questions.ts';
import { SETTINGS } from '../facts/settings.ts';
import { causeEntry, productEntry } from './entries.ts';
import { findExact, findNames, findQuestions, findSettings } from './find-names.ts';
import { findTexts } from './find-texts.ts';
import type { Explanation, Match } from './match.ts';
import { isInSpan, spanOf } from './spans.ts';

/** `what` undefined: all that is known, by name. */
export function explain(what: string | undefined): Explanation {
  const head = { schema: 'idletrace.explain/1', factsAsOf: FACTS_AS_OF } as const;
  if (what === undefined) return { ...head, what: null, matches: [], knows: knowledge() };
  return { ...head, what, matches: [...matchesFor(what)], knows: null };
}

function matchesFor(what: string): readonly Match[] {
  const exact = findExact(what);
  if (exact !== undefined) return unique([exact, ...findNames(what)]);
  const span = spanOf(what);
  if (span !== undefined) return limitsIn(span);
  const questions = findQuestions(what);
  const settings = findSettings(what);
  const texts = findTexts(what);
  if (questions.length > 0) return unique([...questions, ...settings, ...texts]);
  if (texts.length > 0) return unique([...texts, ...settings]);
  return unique([...settings, ...findNames(what)]);
}

/** Whose limit it is: those that stand in the catalogue with that number, the nearest first. */
function limitsIn(span: { readonly least: number; readonly most: number }): readonly Match[] {
  const middle = (span.least + span.most) / 2;
  const products = PRODUCTS.flatMap((product) =>
    product.defaultSeconds !== undefined && isInSpan(product.defaultSeconds, span)
      ? [
          {
            seconds: product.defaultSeconds,
            sure: product.confidence === 'high' ? 0 : 1,
            match: productEntry(product),
          },
        ]
      : [],
  );
  const causes = CAUSES.flatMap((cause) =>
    cause.limitSeconds
      .filter((seconds) => isInSpan(seconds, span))
      .slice(0, 1)
      .map((seconds) => ({ seconds, sure: 0, match: causeEntry(cause, []) })),
  );
  const off = ({ seconds }: { readonly seconds: number }): number => Math.abs(seconds - middle);
  return [...products, ...causes]
    .toSorted((a, b) => off(a) - off(b) || a.sure - b.sure)
    .map(({ match }) => match);
}

function unique(matches: readonly Match[]): readonly Match[] {
  return matches.filter(({ id }, at) => matches.findIndex((other) => other.id === id) === at);
}

function knowledge(): NonNullable<Explanation['knows']> {
  return {
    causes: CAUSES.map(({ id, title }) => ({ id, title })),
    products: PRODUCTS.map(({ id, vendor, name }) => ({ id, title: `${vendor}: ${name}` })),
    settings: SETTINGS.map(({ name, title }) => ({ id: name, title })),
    texts: [...MESSAGES, ...QUESTIONS].map(({ id, title }) => ({ id, title })),
  };
}
