import type { PlanOptions } from '../core/plan-options.ts';

type Choices = Pick<
  PlanOptions,
  'only' | 'prune' | 'overwrite' | 'adopt' | 'reenable' | 'skipped' | 'cosmetic' | 'approvedChangeSet'
>;

/** What a person chose about a plan, as options give it; undefined means the default. */
export type PlanChoices = { readonly [Key in keyof Choices]?: Choices[Key] | undefined } & {
  readonly allow?: {
    readonly deletes?: number | undefined;
    readonly disables?: number | undefined;
    readonly changes?: number | undefined;
  };
};

/** The members that are there: options may say undefined, the core does not. */
const given = <T extends object>(members: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } => {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Key in keyof T]?: Exclude<T[Key], undefined> };
};

/** Choices in the form that the core takes. */
export const planChoices = ({ allow, ...rest }: PlanChoices): Partial<Choices> & Pick<PlanOptions, 'allow'> => ({
  ...given(rest),
  allow: given(allow ?? {}),
});
