import type { Severity } from '../../core/diagnostic.ts';
import { configCodes } from './config-codes.ts';
import { fileCodes } from './file-codes.ts';
import { foundCodes } from './found-codes.ts';
import { planCodes } from './plan-codes.ts';
import { runCodes } from './run-codes.ts';
import { serviceCodes } from './service-codes.ts';
import { sigmaCodes } from './sigma-codes.ts';
import { testCodes } from './test-codes.ts';

/** What a code means, for findings that are no lint rule's: the reader's own, a plan's, a deployment's and drift's. */
export type CodeMeaning = {
  /** How much it weighs as a rule. */
  readonly severity: Severity;
  /** What is found, as one sentence. */
  readonly summary: string;
  /** Why it matters and what to do. */
  readonly why: string;
};

/** Every code that a report can show and that is no lint rule's. */
export const codeMeanings: ReadonlyMap<string, CodeMeaning> = new Map(
  [
    ...fileCodes,
    ...configCodes,
    ...sigmaCodes,
    ...planCodes,
    ...runCodes,
    ...serviceCodes,
    ...foundCodes,
    ...testCodes,
  ].map(([code, severity, summary, why]) => [code, { severity, summary, why }]),
);
