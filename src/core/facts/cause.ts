/**
 * What can end an SSH session, or look as if it had, as data: one record a
 * cause, with the texts that clients print and servers log, by version.
 * Collected in November 2026; every record names its sources, and `verified`
 * says what they are worth.
 */

/** Finer than the layers of a report: the client's two, the path's and the server's network, four of the server. */
export type CauseLayer =
  | 'client-config'
  | 'client-host'
  | 'path'
  | 'server-network'
  | 'server-sshd'
  | 'server-shell'
  | 'server-host'
  | 'proxy';

export interface Cause {
  /** What reports and scripts call it. */
  readonly id: string;
  readonly title: string;
  readonly layer: CauseLayer;
  /** For a person whose session just ended: what this cause is, in a sentence or two. */
  readonly meaning: string;
  /** The wrong conclusion that is commonly drawn. */
  readonly notMeaning: string;
  /** What makes it happen, and which silence it counts. */
  readonly trigger: string;
  readonly resetBy: ResetBy;
  readonly wire: Wire;
  /** What the client prints, by version, the oldest last. `HOST`, `IP`, `PORT`, `USER` and the like stand for any word. */
  readonly clientTexts: readonly ClientText[];
  /** What the server logs. */
  readonly logTexts: readonly LogText[];
  /** What others print: a shell into the session, a kernel, a proxy into its own log. */
  readonly otherTexts: readonly string[];
  /** Its limits where they are fixed or shipped as a default, in seconds. Empty: none is known. */
  readonly limitSeconds: readonly number[];
  readonly byDefault: string;
  /** Commands and observations that confirm it. */
  readonly confirm: readonly string[];
  readonly cures: readonly string[];
  readonly sources: readonly string[];
  /** `measured` in a lab, read in the `source`, `documented`; more where only a part was. */
  readonly verified: string;
}

/** What starts its timer anew: `yes`, `no`, or a word more. */
export interface ResetBy {
  readonly tcpKeepalive: string;
  readonly clientServerAlive: string;
  readonly serverClientAlive: string;
  readonly typedInput: string;
  readonly remoteOutput: string;
}

/** What a capture at the client shows. `detail` undefined: nothing more is known. */
export interface Wire {
  readonly clientSocket: string;
  readonly timing: string;
  readonly detail: string | undefined;
}

export interface ClientText {
  /** Versions of OpenSSH: `>=9.8`, `8.0-9.7`, `all`. */
  readonly openssh: string;
  /** As printed; empty: nothing is. Lines end with `\n`. */
  readonly text: string;
  /** Of the ssh process; absent: it does not end. */
  readonly exitStatus?: number | 'of the shell';
  readonly note?: string;
}

export interface LogText {
  /** Versions of OpenSSH, or who else logs it. */
  readonly openssh: string;
  /** The syslog level; `-`: none, or not known. */
  readonly level: string;
  readonly text: string;
}
