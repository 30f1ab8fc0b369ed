import type { JsonObject } from '../core/json.ts';

/** One alert rule in a file of other tools. */
export type FoundRule = {
  /** Its resource name; undefined where nobody can know it before a deployment, or where the form has none. */
  readonly name: string | undefined;
  /** `{kind, properties}`. */
  readonly body: JsonObject;
  /** True for a template of Content Hub, which is not a rule yet. */
  readonly isTemplate: boolean;
  /** The version of the content that it belongs to, where the package says one. */
  readonly version?: string;
  /** Place in the file, as a JSON pointer. */
  readonly at: string;
  /** Sentences about what was left out or filled in. */
  readonly notes: readonly string[];
  /** Keys and values that a rule file has no place for; they are kept as comments. */
  readonly comments?: JsonObject;
};

/** A rule that cannot be taken over, or a part of a file that nobody looked into. */
export type FoundProblem = {
  readonly at: string;
  /** The rule's name, as far as it is known. */
  readonly name?: string;
  readonly message: string;
};

/** A resource that is no alert rule: it is left out, and named. */
export type LeftOut = { readonly type: string; readonly name: string | undefined };

export type Found = {
  readonly rules: readonly FoundRule[];
  readonly problems: readonly FoundProblem[];
  readonly left: readonly LeftOut[];
  /** Files that the template deploys from elsewhere and that were not given: paths relative to its own folder, best first. */
  readonly links: readonly (readonly string[])[];
};

export const nothingFound: Found = { rules: [], problems: [], left: [], links: [] };

export const together = (parts: readonly Found[]): Found => ({
  rules: parts.flatMap(({ rules }) => rules),
  problems: parts.flatMap(({ problems }) => problems),
  left: parts.flatMap(({ left }) => left),
  links: parts.flatMap(({ links }) => links),
});

export const problemAt = (at: string, message: string, name?: string): Found => ({
  ...nothingFound,
  problems: [name === undefined ? { at, message } : { at, name, message }],
});
