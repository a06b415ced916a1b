/**
 * Records of numbers side by side in a few large typed arrays, read and
 * written like fields of an object. A hundred thousand connections with a
 * hundred numbers each would be ten million boxes for the engine to make and
 * to collect; here they are some hundred arrays, and what a packet touches
 * lies together.
 */

/** One record. Its class declares its fields and has {@link fieldsOf} lay them out. */
export abstract class Row {
  reals: Float64Array = NO_REALS;
  realsAt = 0;
  wholes: Int32Array = NO_WHOLES;
  wholesAt = 0;
}

/** How many numbers of each kind a record takes. */
export interface Layout {
  readonly reals: number;
  readonly wholes: number;
}

/**
 * Names of the fields: times, frames and what counts packets or octets are
 * reals, exact to 2^53; what fits 32 bits, signed, is whole; truths are whole too.
 */
interface Fields<Name> {
  readonly reals: readonly Name[];
  readonly wholes: readonly Name[];
  readonly truths: readonly Name[];
}

/** Gives the class of that prototype its fields. One that is declared and not named makes the layout unusable. */
export function fieldsOf<R extends Row, const Name extends Numbers<R>>(
  prototype: R,
  { reals, wholes, truths }: Fields<Name>,
): Exclude<Numbers<R>, Name> extends never ? Layout : never;
export function fieldsOf(prototype: Row, { reals, wholes, truths }: Fields<PropertyKey>): Layout {
  for (const [at, name] of reals.entries()) Object.defineProperty(prototype, name, realAt(at));
  for (const [at, name] of wholes.entries()) Object.defineProperty(prototype, name, wholeAt(at));
  for (const [at, name] of truths.entries())
    Object.defineProperty(prototype, name, truthAt(wholes.length + at));
  return { reals: reals.length, wholes: wholes.length + truths.length };
}

/** Fields that are numbers or truths, other than those of {@link Row} itself and what is no part of a record. */
type Numbers<R extends Row> = {
  [Name in keyof R]: R[Name] extends number | boolean
    ? Name extends keyof Row | 'stream'
      ? never
      : Name
    : never;
}[keyof R];

function realAt(at: number): ThisType<Row> & PropertyDescriptor {
  return {
    get() {
      return this.reals[this.realsAt + at];
    },
    set(value: number) {
      this.reals[this.realsAt + at] = value;
    },
  };
}

function wholeAt(at: number): ThisType<Row> & PropertyDescriptor {
  return {
    get() {
      return this.wholes[this.wholesAt + at];
    },
    set(value: number) {
      this.wholes[this.wholesAt + at] = value;
    },
  };
}

function truthAt(at: number): ThisType<Row> & PropertyDescriptor {
  return {
    get() {
      return this.wholes[this.wholesAt + at] !== 0;
    },
    set(value: boolean) {
      this.wholes[this.wholesAt + at] = value ? 1 : 0;
    },
  };
}

const NO_REALS = new Float64Array(0);
const NO_WHOLES = new Int32Array(0);
