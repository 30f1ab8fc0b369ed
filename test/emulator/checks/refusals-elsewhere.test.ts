import { describe, expect, test } from '@jest/globals';
import type { JsonObject, JsonValue } from '../../../src/core/json.ts';
import { emulator, id, preview, scheduled, sentinel } from '../arm.ts';
import { text } from '../at-the-limit.ts';

const marker = (changes: JsonObject = {}): JsonObject => ({
  properties: { parentId: `${sentinel}/alertRules/${id(1)}`, kind: 'AnalyticsRule', ...changes },
});

const automation = (changes: JsonObject = {}): JsonObject => ({
  properties: {
    displayName: 'Close',
    order: 1,
    triggeringLogic: { isEnabled: true, triggersOn: 'Incidents', triggersWhen: 'Created' },
    actions: [],
    ...changes,
  },
});

describe('one bad value in another resource', () => {
  const others: readonly (readonly [what: string, path: string, body: JsonValue, message: string])[] = [
    ['a marker without parent', 'metadata/m', marker({ parentId: null }), `Required property 'parentId' not found`],
    ['a marker without kind', 'metadata/m', marker({ kind: null }), `Required property 'kind' not found`],
    ['a name with a blank', 'metadata/a%20b', marker(), `The metadata name 'a b' is invalid.`],
    ['a source that there is none', 'metadata/m', marker({ source: { kind: 'Shop' } }), `"Shop" to type 'SourceKind'`],
    ['an automation rule without order', 'automationRules/a', automation({ order: null }), `Required property 'order'`],
    [
      'an order of nought',
      'automationRules/a',
      automation({ order: 0 }),
      'The field Order must be between 1 and 1000.',
    ],
    [
      'a long name',
      'automationRules/a',
      automation({ displayName: text(501) }),
      'The field DisplayName must be a string with a maximum length of 500.',
    ],
    [
      'too many actions',
      'automationRules/a',
      automation({ actions: Array.from({ length: 21 }, () => ({})) }),
      'The field Actions must be a list with a maximum length of 20.',
    ],
    ['a body without kind', `alertRules/${id(1)}`, { properties: {} }, `Required property 'kind' not found in JSON.`],
    [
      'a kind that there is none',
      `alertRules/${id(1)}`,
      { ...scheduled(), kind: 'Odd' },
      `The kind 'Odd' is not supported by the api-version '${preview}'.`,
    ],
  ];
  test.each(others)('%s', async (_, path, body, message) => {
    const refused = await emulator().send('PUT', `${sentinel}/${path}`, body);
    expect([refused.status, refused.message]).toEqual([400, expect.stringContaining(message)]);
  });

  test.each([
    ['a list whose filter is none', '?$filter=what', `The $filter 'what' is not supported.`],
    ['a list from nowhere', '?$skip=-1', '$skip and $top must be whole numbers.'],
    ['a list of so few', '?$top=few', '$skip and $top must be whole numbers.'],
  ])('%s', async (_, query, message) => {
    const refused = await emulator().send('GET', `${sentinel}/metadata${query}`);
    expect([refused.status, refused.message]).toEqual([400, message]);
  });

  test('a long version of a marker, where there is a limit', async () => {
    const limited = emulator({ customVersionLimit: 5 });
    const put = (customVersion: string) => limited.send('PUT', `${sentinel}/metadata/m`, marker({ customVersion }));
    expect((await put('12345')).status).toBe(201);
    expect((await put('123456')).message).toContain(
      'The field CustomVersion must be a string with a maximum length of 5.',
    );
  });

  test('a member that a marker does not have, where those are refused', async () => {
    const strict = emulator({ unknownProperties: 'rejected' });
    const refused = await strict.send('PUT', `${sentinel}/metadata/m`, marker({ colour: 'red' }));
    expect([refused.status, refused.message]).toEqual([
      400,
      `Invalid data model. [colour: Could not find member 'colour' on object of type 'Metadata'.]`,
    ]);
  });
});

describe('one bad step for a rule that is there', () => {
  test('another kind', async () => {
    const { put } = emulator({ kindChange: 'refused' });
    await put(id(1), scheduled());
    const refused = await put(id(1), { ...scheduled(), kind: 'NRT' });
    expect([refused.status, refused.message]).toEqual([
      400,
      `The kind of the rule '${id(1)}' cannot be changed from 'Scheduled' to 'NRT'.`,
    ]);
  });

  test.each([
    ['400', 400],
    ['409', 409],
  ] as const)('its id again too soon, refused with %s', async (tombstone, status) => {
    const { put, remove } = emulator({ tombstone });
    await put(id(1), scheduled());
    await remove(id(1));
    const refused = await put(id(1), scheduled());
    expect([refused.status, refused.message]).toEqual([
      status,
      `The rule with id '${id(1)}' was recently deleted. ` +
        'You need to allow some time before re-using the same id. Please try again later.',
    ]);
  });

  test('its display name for another one, where names are unique', async () => {
    const { put } = emulator({ displayNames: 'unique' });
    await put(id(1), scheduled());
    const refused = await put(id(2), scheduled());
    expect([refused.status, refused.code, refused.message]).toEqual([
      409,
      'Conflict',
      `A rule with the display name 'Many failed sign-ins' already exists.`,
    ]);
  });
});
