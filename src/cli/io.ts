/** The outside of a command as it is handed down: streams and environment. `main.ts` gives the real ones. */

export interface Io {
  readonly stdin: NodeJS.ReadStream;
  /** The result, and nothing else. */
  readonly stdout: NodeJS.WriteStream;
  /** Progress, notes and errors. */
  readonly stderr: NodeJS.WriteStream;
  readonly env: Readonly<NodeJS.ProcessEnv>;
}
