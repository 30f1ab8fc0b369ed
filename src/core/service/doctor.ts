/** One thing that a doctor looked at. `unknown`: nobody may ask, or it could not be asked. */
export type Check = {
  readonly name: string;
  readonly status: 'ok' | 'warning' | 'failed' | 'unknown';
  /** What was found, in words for a person. */
  readonly found: string;
  /** What to do about it; may hold commands. */
  readonly advice?: string;
};

/** What a doctor says about a workspace. */
export type Examination = { readonly workspace: string; readonly checks: readonly Check[] };
