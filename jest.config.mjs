import { readFileSync } from 'node:fs';

/** What of each folder of src the tests reach at least, in percent; asked with `--coverage`, of a run of all tests. */
const folders = JSON.parse(readFileSync(new URL('tools/boundaries.json', import.meta.url), 'utf8'));

/** Jest runs the TypeScript sources directly (swc strips the types); the KQL engine is shared through the environment. */
export default {
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  testEnvironment: '<rootDir>/test/environment.mjs',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '<rootDir>/test/reached/transform.mjs',
      {
        jsc: {
          parser: { syntax: 'typescript' },
          target: 'es2022',
          experimental: { keepImportAttributes: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
  collectCoverageFrom: ['src/**/*.ts'],
  coverageDirectory: 'build/coverage',
  coverageReporters: ['text-summary', 'json-summary'],
  coverageThreshold: Object.fromEntries(folders.map(({ folder, covered }) => [`./src/${folder}/`, covered])),
  reporters: ['default', '<rootDir>/test/still-running.mjs'],
  randomize: true,
  // Whole commands run in some tests: on a busy machine they may take longer than Jest's five seconds.
  testTimeout: 60_000,
  maxWorkers: 2,
  workerIdleMemoryLimit: '1536MB',
};
