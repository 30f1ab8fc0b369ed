import { afterAll, describe } from '@jest/globals';
import { browserPath, endBrowser } from './chromium.ts';

if (browserPath === undefined)
  process.stderr.write(
    'No chromium is installed: the browser tests are skipped. Install it, or name one with CHROMIUM.\n',
  );

afterAll(endBrowser);

/** Describes what happens in a browser; its tests are skipped where none is installed. */
export const describeInBrowser = browserPath === undefined ? describe.skip : describe;
