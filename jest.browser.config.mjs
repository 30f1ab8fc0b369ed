import base from './jest.config.mjs';

/** Tests that need a browser: Debian's chromium, or the one that CHROMIUM names. They skip where there is none. */
export default { ...base, testMatch: ['**/*.browser.ts'], maxWorkers: 1, testTimeout: 120_000 };
