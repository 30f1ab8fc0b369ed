import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { canonicalAt } from '../../../src/content/analytics-rule/index.ts';
import { kinds } from '../../../src/content/analytics-rule/kinds.ts';
import { shapeOf } from '../../../src/content/analytics-rule/shape.ts';
import { fieldsOf } from '../../../src/core/engine/diff.ts';
import { shortDigest } from '../../../src/core/digest.ts';
import type { JsonObject } from '../../../src/core/json.ts';

type Fixture = {
  readonly now: number;
  readonly bodies: readonly {
    readonly body: JsonObject;
    readonly version1: JsonObject;
    readonly version2: JsonObject;
  }[];
};

/** Bodies with the forms that the two first normalisers gave them, before they were made from a table. */
const { now, bodies }: Fixture = JSON.parse(readFileSync('test/fixtures/normaliser/bodies.json', 'utf8'));
const shapes: Readonly<Record<string, unknown>> = JSON.parse(
  readFileSync('test/fixtures/normaliser/shapes.json', 'utf8'),
);

/** What a marker records of a body. */
const recorded = (form: JsonObject) =>
  Object.fromEntries(Object.entries(fieldsOf(form)).map(([at, value]) => [at, shortDigest(value)]));

const canonical = canonicalAt({ now });

describe('a marker that an older Picket wrote is judged by the digests that it wrote', () => {
  test.each(bodies.map((item, index) => [index, item] as const))('body %i', (_, { body, version1, version2 }) => {
    expect(recorded(canonical.frozen?.[1]?.(body) ?? {})).toEqual(recorded(version1));
    expect(recorded((canonical.version === 2 ? canonical.normalize : canonical.frozen?.[2])?.(body) ?? {})).toEqual(
      recorded(version2),
    );
  });
});

test.each(kinds)('what versions 1 and 2 compare of a %s rule stays: a new row says since which version', (kind) => {
  // A field that has no `normaliser` would be compared by versions whose markers know nothing of it.
  for (const version of [1, 2]) expect(shapeOf(kind, version)).toEqual(shapes[kind]);
});

test('every version before the present one is kept', () => {
  const versions = Object.keys(canonical.frozen ?? {}).map(Number);
  expect(versions).toEqual(Array.from({ length: canonical.version - 1 }, (_, index) => index + 1));
});
