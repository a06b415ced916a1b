/** `idletrace schema`: the JSON Schema of a document, made from the very definition that the program checks by. */
import { toJsonSchema } from '@valibot/to-json-schema';
import { captureReportSchema } from '../core/capture-report/model.ts';
import { OperationalError } from '../core/errors.ts';
import { explainSchema } from '../core/explain/match.ts';
import { inspectionSchema } from '../core/report/inspection-model.ts';
import { clientsSchema, fixSchema, undoSchema } from '../core/fix/documents.ts';
import { verifySchema } from '../core/fix/verify.ts';
import { lintSchema } from '../core/lint/document.ts';
import { logsSchema } from '../core/logs/session.ts';
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
  const document = DOCUMENTS[name];
  if (document === undefined) return undefined;
  const { $schema, ...schema } = toJsonSchema(document.schema);
  const head = {
    $schema,
    title: `idletrace ${name}, version 1`,
    description: `What idletrace ${document.command} --json writes. Fields may be added; none is renamed or removed without a new version. A quantity names its unit.`,
  };
  return `${JSON.stringify({ ...head, ...schema }, undefined, 2)}\n`;
}

const DOCUMENTS: Readonly<
  Record<string, { readonly command: string; readonly schema: Parameters<typeof toJsonSchema>[0] }>
> = {
  report: { command: 'trace', schema: reportSchema },
  inspect: { command: 'inspect', schema: inspectionSchema },
  pcap: { command: 'pcap', schema: captureReportSchema },
  explain: { command: 'explain', schema: explainSchema },
  fix: { command: 'fix', schema: fixSchema },
  verify: { command: 'verify', schema: verifySchema },
  undo: { command: 'undo', schema: undoSchema },
  clients: { command: 'clients', schema: clientsSchema },
  lint: { command: 'lint', schema: lintSchema },
  logs: { command: 'logs', schema: logsSchema },
};

/** All that can be asked for. */
export const SCHEMA_NAMES: readonly string[] = Object.keys(DOCUMENTS);
