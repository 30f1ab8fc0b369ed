import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { contentTypes } from '../../src/content/index.ts';
import { editorSchema } from '../../tools/schemas/editor-schema.ts';

test.each(contentTypes.map((type) => [type.name, type] as const))(
  'the schema that editors are given for %s is the one that follows from its table of fields',
  (name, type) => {
    // After a change of a table: npm run build && npm run docs.
    expect(JSON.parse(readFileSync(`schemas/${name}.schema.json`, 'utf8'))).toEqual(editorSchema(type));
  },
);
