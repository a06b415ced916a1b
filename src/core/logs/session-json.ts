/** A session as JSON, text for text what `JSON.stringify` of `sessionOf` gives, at a third of its price: logs have millions. */
import type { Connection } from './connection.ts';
import { endOf, idleOfSession, instantText, lengthOf, quietOf, summaryOf } from './session.ts';

export class SessionJson {
  /** Words of a summary, which are few, and of the file, which is one. */
  private readonly known = new Map<string, string>();

  of(connection: Connection, file: string, yearsTooLate: number): string {
    const { host, user, address, port, started, ended, lines } = connection;
    const end = endOf(connection);
    const lengthMs = lengthOf(connection);
    const isDamage = connection.end?.notIdle === true;
    const summary = summaryOf(user, end, isDamage);
    return (
      `{"file":${this.constant(file)},"host":${this.constantOrNull(host)},"user":${quotedOrNull(user)}` +
      `,"address":${quotedOrNull(address)},"port":${port ?? null}` +
      `,"startedAt":${instantJson(started, yearsTooLate)},"endedAt":${instantJson(ended, yearsTooLate)}` +
      `,"lengthMs":${lengthMs ?? null},"quietMs":${quietOf(connection) ?? null},"end":${this.constant(end)}` +
      `,"idle":"${idleOfSession(connection, end, lengthMs)}","lines":[${lines.join(',')}]` +
      `,"summary":${quoted(summary)}}`
    );
  }

  private constantOrNull(text: string | undefined): string {
    return text === undefined ? 'null' : this.constant(text);
  }

  /** Quoted once. */
  private constant(text: string): string {
    let json = this.known.get(text);
    if (json === undefined) {
      json = JSON.stringify(text);
      if (this.known.size >= MOST_KNOWN) this.known.clear();
      this.known.set(text, json);
    }
    return json;
  }
}

function instantJson(moment: Connection['started'], yearsTooLate: number): string {
  const text = instantText(moment, yearsTooLate);
  return text === null ? 'null' : `"${text}"`;
}

function quotedOrNull(text: string | undefined): string {
  return text === undefined ? 'null' : quoted(text);
}

function quoted(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}

/** Printable ASCII without the quotation mark and the backslash stands in JSON as it is. */
const PLAIN = /^[ !#-[\]-~]*$/;
const MOST_KNOWN = 1000;
