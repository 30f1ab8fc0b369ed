import type { StepPipeline } from '../steps/pipeline.ts';

/** Fields and values as the rule has them, without a table. */
export const none: StepPipeline = {
  name: 'none',
  description: 'Prints conditions with the fields of the rule itself, without a table.',
  kind: 'steps',
  steps: [],
};
