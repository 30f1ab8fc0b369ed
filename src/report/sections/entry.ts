import type { Severity } from '../../core/diagnostic.ts';
import type { JsonObject } from '../../core/json.ts';
import type { ReportContext } from '../../core/report.ts';
import type { Range } from '../../core/text/span.ts';
import { codeSpan } from '../text/markdown-text.ts';

/** One line of what a command found besides findings in files, plans and outcomes. */
export type Entry = {
  readonly name: string;
  /** What it is of, for who groups them: the id of a rule, the name of a workspace. */
  readonly of: string;
  /** How it stands, in a word or two: `in conflict`. */
  readonly state: string;
  readonly code: string;
  /** How much somebody should look at it; absent where all is well. */
  readonly severity?: Severity;
  readonly message: string;
  readonly hint?: string;
  readonly path?: string;
  readonly range?: Range;
};

/** What a command found, in every way in which a report says it. */
export type Section = {
  readonly pretty: (context: ReportContext) => string;
  readonly json: JsonObject;
  /** Heading and summary of the Markdown; the entries follow in a table, or the text that there is instead. */
  readonly title: string;
  readonly summary: string;
  readonly markdown?: string;
  readonly entries: readonly Entry[];
};

/** A heading about one workspace. */
export const headingOf = (words: string, workspace: string | undefined): string =>
  workspace === undefined ? words : `${words}: ${codeSpan(workspace)}`;
