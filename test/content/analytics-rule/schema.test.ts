import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { analyticsRule } from '../../../src/content/analytics-rule/index.ts';
import { editorSchema } from '../../../tools/schemas/editor-schema.ts';

test('the schema that editors are given is the one that follows from the table of fields', () => {
  // After a change of the table: npm run build && npm run docs.
  expect(JSON.parse(readFileSync('schemas/analytics-rule.schema.json', 'utf8'))).toEqual(editorSchema(analyticsRule));
});
