import type { JsonPointer } from './pointer.ts';
import type { Range, Span, TextEdit } from './text/span.ts';

export const severities = ['error', 'warning', 'note'] as const;
export type Severity = (typeof severities)[number];

/** `yaml/…`, `schema/…`, `rule/…` (one file), `repo/…` (across files or against a base), `kql/…`. */
export type DiagnosticCode = `${'yaml' | 'schema' | 'rule' | 'repo' | 'kql' | 'sigma' | 'config' | 'test'}/${string}`;

/** One thing said about a place in a file. The message names the wrong value, what is wrong and what is allowed. */
export type Diagnostic = {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  readonly message: string;
  /** What to do about it, as one sentence. */
  readonly hint?: string;
  /** Relative to the working directory, with forward slashes. */
  readonly path: string;
  readonly range?: Range;
  /** Where the value comes from, if not from this file; only while files are checked, see atItsSource. */
  readonly elsewhere?: { readonly path: string; readonly range: Range };
  readonly related?: readonly Related[];
  /** The one safe repair, where there is one: edits of the file named by `path`. */
  readonly fix?: readonly TextEdit[];
};

export type Related = { readonly message: string; readonly path: string; readonly range?: Range };

/**
 * What a check says, before it has a file position: a pointer into the document, the key or the value there, and
 * for a text (a query) optionally the span within that text.
 */
export type Finding = {
  readonly at: JsonPointer;
  readonly part?: 'key' | 'value';
  /** Offsets within the string value at `at`. */
  readonly within?: Span;
  readonly message: string;
  readonly hint?: string;
  /** Overrides the severity of the rule that found it, for a case that weighs less (or more) than the others. */
  readonly severity?: Severity;
  readonly related?: readonly { readonly message: string; readonly path: string; readonly at: JsonPointer }[];
  readonly fix?: readonly TextEdit[];
};

/** True for what says that a file is no content at all, or none of its folder. */
export const isUnreadable = ({ code, severity }: Pick<Diagnostic, 'code' | 'severity'>): boolean =>
  severity === 'error' &&
  (code.startsWith('yaml/') || code === 'schema/dialect' || code === 'schema/contradicts-folder');
