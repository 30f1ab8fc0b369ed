import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { fuzz } from '../../tools/fuzz/check.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const texts = readdirSync(join(root, 'analytics-rules'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.yaml') && !name.endsWith('.test.yaml'))
  .toSorted()
  .map((name) => readFileSync(join(root, 'analytics-rules', name), 'utf8'));

test('2,000 mutated rule files are each read, checked and rendered without a crash', () => {
  const { crashes, rendered } = fuzz(texts, 2000, 20_261_122);
  expect(crashes).toEqual([]);
  // Were every mutation broken beyond rendering, the second half of the way would not be tested.
  expect(rendered).toBeGreaterThan(50);
});
