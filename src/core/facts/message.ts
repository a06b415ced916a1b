/**
 * What a program prints that names no cause of its own: texts of other clients,
 * texts that are no idle drop at all, and texts that many causes share and
 * that therefore need to be read with care.
 */
export interface Message {
  readonly id: string;
  /** As printed; `HOST`, `IP`, `PORT`, `USER`, `N` and the like stand for any word. */
  readonly texts: readonly string[];
  readonly title: string;
  /** Who prints it, and when. */
  readonly saidBy: string;
  readonly meaning: string;
  readonly notMeaning: string;
  readonly next: readonly string[];
  /** Ids of the causes that can be behind it, the commonest first. Empty: none of the catalogue. */
  readonly causes: readonly string[];
  readonly sources: readonly string[];
}
