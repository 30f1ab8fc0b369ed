import type { SchemaOrigin } from '../kql/index.ts';

/** What a worker is told first. */
export type WorkerTask = {
  readonly count: number;
  readonly origins: readonly SchemaOrigin[];
  readonly tokens: 'on' | 'off';
};
