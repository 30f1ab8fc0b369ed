import type { JsonObject } from '../json.ts';

/** The services of continuous integration whose matrices can be made. */
export const matrixKinds = ['github', 'azure-devops', 'gitlab'] as const;
export type MatrixKind = (typeof matrixKinds)[number];

/**
 * The matrix of a service for so many shards, each job with its part as `shard`, such as `2/5`: of GitHub Actions for
 * `fromJSON` in `strategy.matrix`, of Azure DevOps for `$[ … ]` there, of GitLab for `parallel.matrix`, which YAML takes as
 * JSON.
 */
export const shardMatrix = (kind: MatrixKind, count: number): JsonObject | readonly JsonObject[] => {
  const shards = Array.from({ length: count }, (_, index) => `${index + 1}/${count}`);
  switch (kind) {
    case 'github':
      return { include: shards.map((shard) => ({ shard })) };
    case 'azure-devops':
      return Object.fromEntries(shards.map((shard) => [`shard_${shard.replace('/', '_of_')}`, { shard }]));
    case 'gitlab':
      return [{ SHARD: shards }];
  }
};
