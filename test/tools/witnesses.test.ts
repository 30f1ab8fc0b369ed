import { expect, test } from '@jest/globals';
import { witnessInJavaScript } from '../../tools/conformance/clients/javascript.ts';
import { expectedOutcomes, unexpected, withServedEmulator } from '../../tools/conformance/clients/witnesses.ts';

test('Microsoft’s JavaScript SDK works through its day on the emulator over HTTP', async () => {
  expect(unexpected(await withServedEmulator(witnessInJavaScript))).toEqual([]);
});

test('an operation that comes out otherwise, or not at all, is told', () => {
  const [first] = expectedOutcomes.keys();
  const others = new Map([...expectedOutcomes].slice(1));
  expect(unexpected(others)).toEqual([`${first}: nothing instead of default`]);
  expect(unexpected(new Map([...expectedOutcomes, ['tables: get', 'refused 404']]))).toEqual([
    'tables: get: refused 404 instead of Analytics',
  ]);
});
