/** What the exit status says; scripts rely on it. */
import { type ErrorCode, OperationalError } from '../core/errors.ts';

export const EXIT = {
  /** A verdict was reached, whatever it is; or the command did what it was asked. */
  done: 0,
  /** The verdict fails what `--require` or `--forbid` asked for. */
  requirementFailed: 1,
  /** Wrong usage, configuration or input. */
  usage: 2,
  /** Could not measure, or could not do it. */
  couldNot: 3,
  /** 128 + 1: the terminal is gone (SIGHUP). */
  hungUp: 129,
  /** 128 + 2: interrupted with SIGINT. */
  interrupted: 130,
  /** 128 + 15: ended with SIGTERM. */
  terminated: 143,
} as const;

/** The exit status for what stopped a command. A bug of ours counts as "could not". */
export function exitCodeOf(error: unknown): number {
  return error instanceof OperationalError && USAGE_CODES.includes(error.code) ? EXIT.usage : EXIT.couldNot;
}

const USAGE_CODES: readonly ErrorCode[] = ['USAGE', 'SSH_CONFIG', 'LAB_SCENARIO', 'FILE'];
