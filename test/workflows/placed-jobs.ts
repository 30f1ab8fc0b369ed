/** A job of Azure DevOps or GitLab by its place in the pipeline: `check/plan`, `picket:plan 1/2`. */
type Placed = { readonly place: string; readonly result: string; readonly log: string };

export const resultsOf = (jobs: readonly Placed[]): Record<string, string> =>
  Object.fromEntries(jobs.map(({ place, result }) => [place, result]));

/** What every job said, for the message of a test that fails. */
export const saidBy = (jobs: readonly Placed[]): string => jobs.map(({ place, log }) => `== ${place}\n${log}`).join('');

export const jobAt = <Job extends Placed>(jobs: readonly Job[], place: string): Job => {
  const found = jobs.find((job) => job.place === place);
  if (found === undefined) throw new Error(`no job ${place}`);
  return found;
};
