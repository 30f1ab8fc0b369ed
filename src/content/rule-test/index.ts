export { expectationOf } from './accept.ts';
export { readFixture, readObjects } from './fixtures.ts';
export { typeNamed } from './cells.ts';
export { checkExpected } from './expected.ts';
export { matcherOf, type Mismatch } from './expected-rows.ts';
export type { TestCase, TestFinding } from './model.ts';
export { resolveTest } from './resolve.ts';
export { eventTables, readEvent, rowOfEvent } from './events.ts';
export { checkDefaults, prepareCase, watchlistRows, type CaseContext, type PreparedCase } from './prepare.ts';
export { namedFiles, readSharedRows, readTest, testDiagnostic, type TestFile } from './read.ts';
export type { GivenRows } from './rows.ts';
export {
  otherVariations,
  runCase,
  runCaseElsewhere,
  runInputs,
  usualVariation,
  type CaseInput,
  type CaseOutcome,
  type Variation,
} from './run-case.ts';
export { rowFor, variationsOf } from './variations.ts';
export { pseudonymised, secretsIn } from './pseudonyms.ts';
