import type { JsonObject } from '../../core/json.ts';

/** One alert rule in a file of other tools. */
export type FoundRule = {
  /** Its resource name; undefined where the template makes up another one at each deployment. */
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
};

/** A rule that cannot be taken over, or a part of a file that nobody looked into. */
export type FoundProblem = {
  readonly at: string;
  /** The rule's name, as far as it is known. */
  readonly name?: string;
  readonly message: string;
};

export type Found = { readonly rules: readonly FoundRule[]; readonly problems: readonly FoundProblem[] };

export const together = (parts: readonly Found[]): Found => ({
  rules: parts.flatMap(({ rules }) => rules),
  problems: parts.flatMap(({ problems }) => problems),
});
