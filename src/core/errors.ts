/** Whose fault a failure is; the exit code follows from it. */
export type ErrorKind = 'usage' | 'config' | 'auth' | 'service' | 'refusal' | 'interrupted';

/**
 * How the service failed; decides what may be done next. `conflict` is a 409, `precondition` a 412, `connection` a
 * connection that broke (the write may have been committed), `protocol` an answer that is not the service's JSON.
 */
export type ServiceFailureClass =
  | 'invalid'
  | 'not-found'
  | 'forbidden'
  | 'unauthorized'
  | 'conflict'
  | 'precondition'
  | 'throttled'
  | 'unavailable'
  | 'timeout'
  | 'connection'
  | 'protocol';

export type ErrorDetails = {
  /** Stable and lower-case, e.g. `unknown-workspace`: reports of several workspaces carry it, and who calls Picket as a package. */
  readonly code: string;
  readonly hint?: string | undefined;
  readonly cause?: unknown;
  /** Absolute path of the file that the message names. */
  readonly file?: string | undefined;
  /** Only for `service` errors. */
  readonly failure?: ServiceFailureClass | undefined;
  /** HTTP status, where an answer came. */
  readonly status?: number | undefined;
  /** Of a write: true where it was sent, and nobody knows whether the service carried it out. */
  readonly open?: boolean;
};

/** An expected failure. Anything else that is thrown is a bug of Picket's (exit code 70). */
export class PicketError extends Error {
  override readonly name = 'PicketError';
  readonly kind: ErrorKind;
  readonly code: string;
  readonly hint: string | undefined;
  readonly file: string | undefined;
  readonly failure: ServiceFailureClass | undefined;
  readonly status: number | undefined;
  readonly open: boolean;

  constructor(kind: ErrorKind, message: string, details: ErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.kind = kind;
    this.code = details.code;
    this.hint = details.hint;
    this.file = details.file;
    this.failure = details.failure;
    this.status = details.status;
    this.open = details.open === true;
  }
}

/** A refusal to go on; nothing was written. */
export const refusal = (message: string, code: string, hint: string): PicketError =>
  new PicketError('refusal', message, { code, hint });

/**
 * The `code` of a system error (`ENOENT`, `ECONNRESET`); undefined for anything else that was thrown. Not by `instanceof`: an
 * error of the file system may come from another realm, as in Jest.
 */
export const errorCode = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;

/** The same failure, of a write that the service may have carried out. */
export const leftOpen = ({ kind, message, code, hint, file, failure, status, cause }: PicketError): PicketError =>
  new PicketError(kind, message, { code, hint, file, failure, status, cause, open: true });
