import { expect, test } from '@jest/globals';
import { readsResource } from '../../../src/importers/arm/language/functions/resources.ts';
import { textFunctions } from '../../../src/importers/arm/language/functions/texts.ts';

test.each(['listKeys', 'listAccountSas', 'LISTSECRETS', 'list'])('%s reads a resource', (name) => {
  expect(readsResource(name)).toBe(true);
});

test.each(['concat', 'first', 'toList'])('%s reads none', (name) => {
  expect(readsResource(name)).toBe(false);
});

test('functions of texts are known by their names in lower case', () => {
  expect([...textFunctions.keys()].filter((name) => name !== name.toLowerCase())).toEqual([]);
  expect(textFunctions.has('uricomponent')).toBe(true);
});
