import type { PlanOptions } from './plan-options.ts';

type Choices = Pick<PlanOptions, 'only' | 'prune' | 'overwrite' | 'reenable' | 'cosmetic' | 'invalid'>;

const idFlags = (flag: string, choice: 'all' | readonly string[] | undefined): readonly string[] => {
  if (choice === undefined) return [];
  const ids = choice === 'all' ? [choice] : [...new Set(choice.map((id) => id.toLowerCase()))].toSorted();
  return ids.map((id) => `${flag} ${id}`);
};

/**
 * The flags that decide what a plan does, as they are typed, in one order and without regard to the case of ids. Those
 * that only let a plan pass (`--approve`, `--allow-deletes`) are left out: they change nothing in it.
 */
export const planFlags = ({ only, prune, overwrite, reenable, cosmetic, invalid }: Choices): readonly string[] => [
  ...idFlags('--only', only),
  ...(prune === 'delete' ? ['--prune'] : prune === 'disable' ? ['--prune=disable'] : []),
  ...idFlags('--overwrite', overwrite),
  ...idFlags('--reenable', reenable),
  ...(cosmetic === 'include' ? ['--include-cosmetic'] : []),
  ...(invalid === 'skip' ? ['--skip-invalid'] : []),
];
