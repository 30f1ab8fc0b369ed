import { SigmaFault } from '../fault.ts';

/** What the expanding modifiers of one document may still make: values, and characters in them. */
export type Budget = { values: number; characters: number };

/** The largest published rules make fewer than 1,000 values. */
export const newBudget = (): Budget => ({ values: 100_000, characters: 20_000_000 });

/** Takes from a budget before anything is made. Throws a SigmaFault where it does not suffice. */
export const spend = (budget: Budget, modifier: string, values: number, length: number): void => {
  budget.values -= values;
  budget.characters -= values * length;
  if (budget.values >= 0 && budget.characters >= 0) return;
  throw new SigmaFault(
    'too-large',
    `\`${modifier}\` would turn the values of this rule into too many: more than 100,000, or 20,000,000 characters.`,
  );
};
