import { expect, test } from '@jest/globals';
import { killFleets } from '../../tools/chaos/fleet-kills.ts';

// A slice of `npm run chaos -- --only fleets --kills N`.
test('a deployment to several workspaces that is killed goes on and writes nothing a second time', async () => {
  const { caught, wrong } = await killFleets(2, 20_261_122);
  expect(wrong).toEqual([]);
  expect(caught).toBeGreaterThan(0);
}, 240_000);
