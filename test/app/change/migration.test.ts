import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { liveRule, together } from '../../generators/live-body.ts';
import { obstaclesOf } from './migration.ts';

test('whatever a workspace holds can be pulled, validated, planned without a difference, and deployed', async () => {
  const rules = together(fc.sample(liveRule, { numRuns: 60, seed: 20261128 }));
  expect(rules.length).toBeGreaterThan(45);
  expect(await obstaclesOf(rules)).toEqual([]);
}, 120_000);
