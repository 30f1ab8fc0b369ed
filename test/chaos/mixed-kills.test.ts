import { expect, test } from '@jest/globals';
import { killMixed } from '../../tools/chaos/mixed-kills.ts';

// A slice of `npm run chaos -- --only mixed-kills --kills N`.
test('a deployment of six types that is killed anywhere loses and doubles no row, and the next one ends it', async () => {
  const { wrong, kills } = await killMixed(2, 20_261_129);
  expect({ wrong, kills }).toEqual({ wrong: [], kills: 2 });
}, 240_000);
