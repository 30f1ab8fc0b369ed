import type { SigmaPipeline } from '../convert.ts';
import { azureMonitor } from './azure-monitor.ts';
import { microsoftXdr } from './microsoft-xdr.ts';
import { picket } from './picket/index.ts';
import { sentinelAsim } from './sentinel-asim.ts';
import type { StepPipeline } from '../steps/pipeline.ts';

/** Fields and values as the rule has them, without a table. */
export const none: StepPipeline = {
  name: 'none',
  description: 'Prints conditions with the fields of the rule itself, without a table.',
  kind: 'steps',
  steps: [],
};

/** Built-in pipelines by name; `picket` is the default. */
export const builtInPipelines: Readonly<Record<string, SigmaPipeline>> = {
  [picket.name]: picket,
  [sentinelAsim.name]: sentinelAsim,
  [microsoftXdr.name]: microsoftXdr,
  [azureMonitor.name]: azureMonitor,
  [none.name]: none,
};
