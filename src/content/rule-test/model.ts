import type { DiagnosticCode, Finding } from '../../core/diagnostic.ts';
import type { JsonObject, JsonValue } from '../../core/json.ts';
import type { JsonPointer } from '../../core/pointer.ts';

/** Something that is wrong with a test file; `at` points into its document. */
export type TestFinding = Omit<Finding, 'severity' | 'related'> & { readonly code: DiagnosticCode };

/** One case with what it takes from its base, and where each place of it stands in the file. */
export type TestCase = {
  readonly name: string;
  /** `/cases/0`. */
  readonly at: JsonPointer;
  /** The case that it stands on. */
  readonly base: string | undefined;
  /** ISO 8601 as written; undefined for the file's own, or the usual moment. */
  readonly now: string | undefined;
  /** The workspace whose form of the rule is meant; undefined for that of the run. */
  readonly as: string | undefined;
  /** What is given by table, as written. */
  readonly given: JsonObject;
  readonly runs: JsonObject | undefined;
  readonly expect: JsonValue | undefined;
  /** Where in the document a place of the case stands: `/given/AuditLogs/0` may be the base's. */
  readonly origin: (place: JsonPointer) => JsonPointer;
};

/** A test file that is valid as such; its rows are not read yet. */
export type RuleTest = {
  readonly now: string | undefined;
  readonly defaults: JsonObject;
  readonly cases: readonly TestCase[];
};

/** What a case of a file without `now` runs at. */
export const usualNow = '2026-01-01T12:00:00Z';
