import { ruleBody, ruleId } from './scene.ts';
import { connectTo, deployTo, worldOf } from './world.ts';

/** How a deployment of many new rules went against the token bucket. Times in milliseconds of virtual time. */
export type Bulk = {
  readonly failed: number;
  readonly requests: number;
  readonly throttled: number;
  /** Writes of rules and markers, the read before each of them, and pages of lists. */
  readonly writes: number;
  readonly reads: number;
  readonly pages: number;
  readonly wall: number;
  /** What the bucket of writes (200 at once, 10 a second) takes at least. */
  readonly minimum: number;
};

/** Deploys so many new rules at 50 ms a request. */
export const bulkDeployment = async (rules: number): Promise<Bulk> => {
  const world = worldOf({ latency: 50, quotas: { scheduled: rules, nrt: 50 } });
  await world.clock.hold(Promise.all([import('@azure/arm-securityinsight'), import('@azure/core-rest-pipeline')]));
  const content = new Map(
    Array.from({ length: rules }, (_, index) => [ruleId(index + 1), ruleBody(index + 1)] as const),
  );
  const counts = { requests: 0, writes: 0, pages: 0 };
  const connection = connectTo(world, {
    onRequest: (_, { method, url }) => {
      counts.requests += 1;
      if (method !== 'GET') counts.writes += 1;
      else if (/\/(?:alertRules|metadata)\?/i.test(url)) counts.pages += 1;
    },
  });
  const began = world.clock.now();
  const { outcomes } = await deployTo(content, connection, world.clock);
  const wall = world.clock.now() - began;
  const writes = rules * 2;
  return {
    failed: outcomes.filter(({ status, failure }) => status !== 'written' || failure !== undefined).length,
    requests: counts.requests,
    throttled: counts.writes - writes,
    writes,
    reads: writes,
    pages: counts.pages,
    wall,
    minimum: ((writes - 200) / 10) * 1000,
  };
};
