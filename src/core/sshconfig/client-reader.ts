/** What a reader of ssh_config remembers while it goes through a file, and how it notes a fault. */
import type { Answer } from './answer.ts';
import type { ClientFile, ClientRun, RefusalKind } from './client-run.ts';
import type { Place } from './config-files.ts';
import { columnOf, type ConfigLine } from './lines.ts';

export interface FileContext {
  readonly run: ClientRun;
  /** Whether the file counts at all: that of the block whose `Include` named it. */
  readonly ceiling: Answer;
  /** Files around it. */
  readonly depth: number;
}

export interface Reader extends FileContext {
  readonly file: ClientFile;
  /** Whether the block that is being read counts. */
  active: Answer;
  /** The file has a fault, for which ssh ends when it is through with it. */
  faulty: boolean;
}

/** `offset` in the whole text. */
export interface Fault {
  readonly about: RefusalKind;
  readonly offset: number;
  readonly message: string;
}

export function refuse(line: ConfigLine, fault: Fault, reader: Reader): void {
  const { about, offset, message } = fault;
  const place = placeOf(line, offset, reader);
  reader.run.refusals.push({ place, message, certain: 'yes', about, namesLine: true });
  reader.faulty = true;
}

/** It may be refused: that depends on what cannot be told. */
export function doubt(line: ConfigLine, { about, offset, message }: Fault, reader: Reader): void {
  const place = placeOf(line, offset, reader);
  reader.run.refusals.push({ place, message, certain: 'unknown', about, namesLine: true });
}

export function placeOf(line: ConfigLine, offset: number, { file }: Reader): Place {
  return { file: file.path, line: line.number, column: columnOf(line, offset) };
}
