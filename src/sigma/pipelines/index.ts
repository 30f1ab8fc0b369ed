import type { SigmaPipeline } from '../convert.ts';
import { azureMonitor } from './azure-monitor.ts';
import { microsoftXdr } from './microsoft-xdr.ts';
import { none } from './none.ts';
import { picket } from './picket/index.ts';
import { sentinelAsim } from './sentinel-asim.ts';

/** Built-in pipelines by name; `picket` is the default. */
export const builtInPipelines: Readonly<Record<string, SigmaPipeline>> = {
  [picket.name]: picket,
  [sentinelAsim.name]: sentinelAsim,
  [microsoftXdr.name]: microsoftXdr,
  [azureMonitor.name]: azureMonitor,
  [none.name]: none,
};
