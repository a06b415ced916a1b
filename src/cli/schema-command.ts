/** `idletrace schema`: the JSON Schema of a document, made from the very definition that the program checks by. */
import { toJsonSchema } from '@valibot/to-json-schema';
import { OperationalError } from '../core/errors.ts';
import { reportSchema } from '../core/report/model.ts';
import { EXIT } from './exit-codes.ts';
import type { Io } from './io.ts';

export async function printSchema(name: string, io: Io): Promise<number> {
  const text = schemaText(name);
  if (text === undefined) {
    throw new OperationalError('USAGE', `there is no schema "${name}"`, {
      hint: `there is ${SCHEMA_NAMES.join(', ')}`,
    });
  }
  io.stdout.write(text);
  return Promise.resolve(EXIT.done);
}

/** The schema as JSON text ending with a newline; `undefined` where there is none of that name. */
export function schemaText(name: string): string | undefined {
  if (name !== 'report') return undefined;
  const { $schema, ...schema } = toJsonSchema(reportSchema);
  const head = { $schema, title: 'idletrace report, version 1', description: DESCRIPTION };
  return `${JSON.stringify({ ...head, ...schema }, undefined, 2)}\n`;
}

/** All that can be asked for. */
export const SCHEMA_NAMES: readonly string[] = ['report'];

const DESCRIPTION =
  'What idletrace trace --json writes. Fields may be added; none is renamed or removed without a new version. A quantity names its unit.';
