/** The explanation of something, version 1: what `idletrace explain --json` writes. */
import * as v from 'valibot';

const match = v.object({
  /** Of a cause or a product of the catalogue, a setting's name, or the id of a text or question. */
  id: v.string(),
  kind: v.picklist(['cause', 'product', 'setting', 'text']),
  title: v.string(),
  /** Who says it and when; empty where it is no text. */
  saidBy: v.array(v.string()),
  meaning: v.string(),
  notMeaning: v.string(),
  next: v.array(v.string()),
  sources: v.array(v.string()),
});

const known = v.object({ id: v.string(), title: v.string() });

export const explainSchema = v.object({
  schema: v.literal('idletrace.explain/1'),
  /** What was asked; null: nothing, then `knows` lists all that can be. */
  what: v.nullable(v.string()),
  /** Best first; empty: nothing of the kind is known. */
  matches: v.array(match),
  /** When the facts were collected: year and month. */
  factsAsOf: v.string(),
  knows: v.nullable(
    v.object({
      causes: v.array(known),
      products: v.array(known),
      settings: v.array(known),
      texts: v.array(known),
    }),
  ),
});

export type Explanation = v.InferOutput<typeof explainSchema>;
export type Match = Explanation['matches'][number];
