import * as fc from 'fast-check';
import { obstaclesOf } from '../../test/app/change/migration.ts';
import { liveRule, together } from '../../test/generators/live-body.ts';
import { none, type Result } from './result.ts';

/** Rules that one emulated workspace holds at a time. */
const batch = 100;

/**
 * Workspaces full of rules as the service may answer them, from `pull` to the plan after a deployment: nothing may be in
 * the way. `count` rules are made from `seed`.
 */
export const checkBodies = async (count: number, seed: number): Promise<readonly Result[]> => {
  const found: string[] = [];
  let moved = 0;
  for (let round = 0; moved < count; round += 1) {
    const rules = together(fc.sample(liveRule, { numRuns: Math.min(batch, count - moved), seed: seed + round }));
    moved += rules.length;
    found.push(...(await obstaclesOf(rules)).map((line) => `seed ${seed + round}: ${line}`));
  }
  return [none(`${moved} rules of a workspace through pull, validate, plan, deploy and plan: obstacles`, found)];
};
