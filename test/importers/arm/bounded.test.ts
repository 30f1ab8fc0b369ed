import { expect, test } from '@jest/globals';
import { rulesIn } from '../../../src/importers/arm/rules.ts';

/** Why the name of the only rule of a template cannot be known. */
const unresolved = (name: string, variables: Readonly<Record<string, string>> = {}): string => {
  const found = rulesIn({
    $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
    variables,
    resources: [
      {
        type: 'Microsoft.SecurityInsights/alertRules',
        name: "[guid('x')]",
        kind: 'NRT',
        properties: { displayName: `[${name}]`, query: 'T', severity: 'High', enabled: true },
      },
    ],
  });
  return JSON.stringify(found);
};

test.each([
  [
    'lists within lists, of which each is worked out',
    "string(map(range(0, 10000), lambda('x', map(range(0, 10000), lambda('y', 1)))))",
    {},
    'larger than a template may be',
  ],
  [
    'a list that is walked once for each of its items',
    "string(filter(variables('many'), lambda('x', contains(variables('many'), -1))))",
    { many: '[range(0, 10000)]' },
    'takes too much work',
  ],
  [
    'a long text that is copied again and again',
    "length(filter(range(0, 10000), lambda('x', equals(toUpper(variables('long')), 'y'))))",
    { long: '[padLeft(string(range(0, 10000)), 16)]' },
    'takes too much work',
  ],
  [
    'replacements within replacements',
    `${'replace('.repeat(12)}'aaaaaaaaaa'${",'a','aaaaaaaaaa')".repeat(12)}`,
    {},
    'Cannot be resolved',
  ],
  [
    'a long text between the items of a list',
    'join(range(0, 10000), string(range(0, 10000)))',
    {},
    'Cannot be resolved',
  ],
  [
    'a text that is encoded again and again',
    `${'base64('.repeat(60)}'aaaaaaaaaa'${')'.repeat(60)}`,
    {},
    'longer than a template may be',
  ],
])('a template ends by its own account: %s', (_, name, variables, words) => {
  expect(unresolved(name, variables)).toContain(words);
});

/** A text as long as a template may be, in two halves, and one that is longer by a character. */
test('texts are joined as long as they come to no more than a template may be', () => {
  const half = 2 * 1024 * 1024;
  const halves = (last: number): string =>
    unresolved("length(join(createArray(variables('a'), variables('b')), '--'))", {
      a: 'a'.repeat(half),
      b: 'b'.repeat(last),
    });
  expect(halves(half - 2)).not.toContain('Cannot be resolved');
  expect(halves(half - 1)).toContain('Cannot be resolved');
});
