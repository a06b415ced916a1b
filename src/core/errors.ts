/** What can stand in the way of a run and be mended by a person; `code` is what scripts may match on. */
export type ErrorCode =
  | 'USAGE'
  | 'SSH_MISSING'
  | 'SSH_CONFIG'
  | 'NAME_NOT_FOUND'
  | 'CANNOT_CONNECT'
  | 'HOST_KEY'
  | 'LOGIN_REFUSED'
  | 'LOGIN_BANNED'
  | 'NO_COMMANDS'
  | 'FFI_MISSING'
  | 'LAB_SCENARIO'
  | 'LAB_FAILED'
  | 'NEEDS_PRIVILEGE'
  | 'JOURNAL'
  | 'CHANGED_MEANWHILE'
  | 'FILE_WRITE'
  | 'NOT_DONE'
  | 'FILE';

/**
 * Something outside the program stands in the way.
 *
 * `message` is one line: what we were doing, to what, what happened. `hint`
 * says what the person can do. Anything else that is thrown is a bug of ours.
 */
export class OperationalError extends Error {
  override readonly name = 'OperationalError';
  readonly code: ErrorCode;
  readonly hint: string;

  constructor(
    code: ErrorCode,
    message: string,
    options: { readonly hint: string; readonly cause?: unknown },
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : {});
    this.code = code;
    this.hint = options.hint;
  }
}
