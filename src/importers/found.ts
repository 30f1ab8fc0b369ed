import type { JsonObject } from '../core/json.ts';

/** One piece of content in a file of other tools: an alert rule, a saved search. */
export type FoundItem = {
  /** The collection that it is a resource of, in lower case. */
  readonly collection: string;
  /** Its type as the source has it; undefined where a form names none. */
  readonly type?: string;
  /** Its resource name; undefined where nobody can know it before a deployment, or where the form has none. */
  readonly name: string | undefined;
  /** `{kind, properties}`, the kind where its resource has one. */
  readonly body: JsonObject;
  /** True for a template of Content Hub, which is not a rule yet. */
  readonly isTemplate: boolean;
  /** The version of the content that it belongs to, where the package says one. */
  readonly version?: string;
  /** Place in the file, as a JSON pointer. */
  readonly at: string;
  /** Sentences about what was left out or filled in. */
  readonly notes: readonly string[];
  /** Keys and values that a file has no place for; they are kept as comments. */
  readonly comments?: JsonObject;
};

/** What cannot be taken over, or a part of a file that nobody looked into. */
export type FoundProblem = {
  readonly at: string;
  /** Its name, as far as it is known. */
  readonly name?: string;
  /** The type of its resource, where it is no alert rule. */
  readonly type?: string;
  readonly message: string;
};

/** A resource of a sort that is not asked for: it is left out, and named. */
export type LeftOut = { readonly type: string; readonly name: string | undefined };

export type Found = {
  readonly items: readonly FoundItem[];
  readonly problems: readonly FoundProblem[];
  readonly left: readonly LeftOut[];
  /** Files that the template deploys from elsewhere and that were not given: paths relative to its own folder, best first. */
  readonly links: readonly (readonly string[])[];
};

export const nothingFound: Found = { items: [], problems: [], left: [], links: [] };

export const together = (parts: readonly Found[]): Found => ({
  items: parts.flatMap(({ items }) => items),
  problems: parts.flatMap(({ problems }) => problems),
  left: parts.flatMap(({ left }) => left),
  links: parts.flatMap(({ links }) => links),
});

export const problemAt = (at: string, message: string, name?: string, type?: string): Found => ({
  ...nothingFound,
  problems: [{ at, message, ...(name === undefined ? {} : { name }), ...(type === undefined ? {} : { type }) }],
});

/** A problem as one line: its place, and the type of its resource where that is no alert rule. */
export const problemText = ({ at, type, message }: FoundProblem): string =>
  `${at}${type === undefined ? '' : ` (${type})`}: ${message}`;
