import { byText, type JsonObject } from '../json.ts';

/** One part of so many, counted from 1: `2/5`. */
export type Shard = { readonly index: number; readonly count: number };

/** What a shard is chosen from: a name, and what its requests are counted by. */
export type Shardable = { readonly name: string; readonly subscriptionId: string };

/** So many parts at most: more jobs than this no service of continuous integration runs for one matrix. */
export const mostShards = 256;

/** What a person writes for a shard, `i/n`; undefined for anything else, and for a part that there is not. */
export const readShard = (text: string): Shard | undefined => {
  const found = /^(\d{1,3})\/(\d{1,3})$/.exec(text.trim());
  const [index, count] = [Number(found?.[1]), Number(found?.[2])];
  return index >= 1 && index <= count && count <= mostShards ? { index, count } : undefined;
};

/**
 * The workspaces of one shard. All shards together hold each workspace once, and none holds more than one more than another.
 * It depends on names and subscriptions alone, never on their order: every job computes the same. Workspaces of one
 * subscription lie together, because the service counts their requests together and only one process can pace them.
 * @returns its workspaces in the order given
 */
export const shardOf = <T extends Shardable>(workspaces: readonly T[], { index, count }: Shard): readonly T[] => {
  const sorted = workspaces.toSorted(
    (a, b) => byText(a.subscriptionId.toLowerCase(), b.subscriptionId.toLowerCase()) || byText(a.name, b.name),
  );
  const edge = (part: number): number => Math.floor((part * sorted.length) / count);
  const chosen = new Set(sorted.slice(edge(index - 1), edge(index)));
  return workspaces.filter((workspace) => chosen.has(workspace));
};

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
