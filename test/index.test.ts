import { expect, test } from '@jest/globals';
import * as picket from '../src/index.ts';
import { inFolder } from './cli/io.ts';

test('the package gives the command line as a function, and its version', async () => {
  expect(Object.keys(picket).toSorted()).toEqual(['main', 'version']);
  const { out } = await inFolder((shell) => shell.picket('--version'));
  expect(out.trim()).toContain(picket.version);
});
