/** A setting that has, or is believed to have, to do with idle sessions. */
export interface Setting {
  /** As it is written where it is set. */
  readonly name: string;
  /** Other spellings: older names, the same thing elsewhere. */
  readonly aliases: readonly string[];
  /** Where it is set and what it is, in a few words. */
  readonly title: string;
  readonly meaning: string;
  /** What it is wrongly believed to do. */
  readonly notMeaning: string;
  readonly next: readonly string[];
  /** Ids of the causes that it can be. */
  readonly causes: readonly string[];
  readonly sources: readonly string[];
}
