import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { fuzz } from '../../tools/fuzz/check.ts';
import { fuzzKinds, type FuzzKind } from '../../tools/fuzz/kinds.ts';
import { faultOf, fuzzRound } from '../../tools/fuzz/round.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const texts = readdirSync(join(root, 'analytics-rules'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.yaml') && !name.endsWith('.test.yaml'))
  .toSorted()
  .map((name) => readFileSync(join(root, 'analytics-rules', name), 'utf8'));
const kinds = fuzzKinds(texts);

test('2,000 mutated rule files are each read, checked and rendered without a crash', () => {
  const { crashes, rendered } = fuzz(texts, 2000, 20_261_122);
  expect(crashes).toEqual([]);
  // Were every mutation broken beyond rendering, the second half of the way would not be tested.
  expect(rendered).toBeGreaterThan(50);
});

test.each(Object.entries(kinds))('40 made-up inputs of the kind %s have no fault', async (_name, kind) => {
  const faults: unknown[] = [];
  const made = new Set<string>();
  for (let number = 0; number < 40; number += 1) {
    const { text, fault } = await fuzzRound(kind, number);
    made.add(text);
    if (fault !== undefined) faults.push({ number, fault });
  }
  expect(faults).toEqual([]);
  expect(made.size).toBeGreaterThan(20);
});

const folder = join(root, 'test', 'fixtures', 'fuzz');

describe.each(readdirSync(folder))('what was found once, of the kind %s,', (name) => {
  test.each(readdirSync(join(folder, name)))('is none any more: %s', async (file) => {
    const kind: FuzzKind | undefined = kinds[name];
    if (kind === undefined) throw new Error(`There is no kind ${name}.`);
    expect(await faultOf(kind, readFileSync(join(folder, name, file), 'utf8'))).toBeUndefined();
  });
});

describe('a fault is told', () => {
  test('where a saved plan that was tampered with would be read', async () => {
    const { plan } = kinds;
    expect(await faultOf({ make: () => '', check: () => plan?.check('{}') }, '')).toBeUndefined();
    const broken: FuzzKind = { make: () => 'x', check: () => Promise.reject(new Error('read')) };
    expect((await fuzzRound(broken, 1)).fault).toContain('read');
  });
});
