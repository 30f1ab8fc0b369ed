/**
 * Why an input is refused, as the causes of the reference data are named. `other:<type>` carries the reference's own
 * type of error where it has no better name; the last ones are Picket's own.
 */
export type FaultCause =
  | 'no-table'
  | 'unsupported-field'
  | 'hash-algo-unsupported'
  | 'deprecated-pipe-condition'
  | 'placeholder-unexpanded'
  | 'fieldref-unsupported'
  | 'correlation-unsupported'
  | 'unsupported-value'
  | 'invalid-yaml'
  | 'too-large'
  | 'query-does-not-compile'
  | 'query-never-fires'
  | 'query-too-long'
  | `other:${string}`;

/** A problem of one Sigma file; `at` is an offset in its text. Thrown inside this folder only, never out of it. */
export class SigmaFault extends Error {
  override readonly name = 'SigmaFault';
  readonly reason: FaultCause;
  readonly at: number | undefined;

  constructor(reason: FaultCause, message: string, at?: number) {
    super(message);
    this.reason = reason;
    this.at = at;
  }
}

/** The same fault with a place, where it has none yet. */
export const placed = (error: unknown, at: number): unknown =>
  error instanceof SigmaFault && error.at === undefined ? new SigmaFault(error.reason, error.message, at) : error;
