import { expect, test } from '@jest/globals';
import { serviceMessage } from '../../src/azure/service-message.ts';

test('a problem document is read: its title, its detail, and what is wrong with which member', () => {
  const problem = { type: 'https://tools.ietf.org/html/rfc7231#section-6.5.1', status: 400, traceId: '00-1-00' };
  const told = (members: object): string => serviceMessage(JSON.stringify({ ...problem, ...members })).message;
  expect(told({ title: 'Not Found' })).toBe('Not Found');
  expect(told({ title: 'Bad Request', detail: 'The version is too long.' })).toBe(
    'Bad Request: The version is too long.',
  );
  expect(
    told({ title: 'Bad Request', errors: { '': ['No parent.'], 'properties.kind': ['Unknown kind.', 'x'] } }),
  ).toBe('Bad Request: No parent. properties.kind: Unknown kind. properties.kind: x');
});

test('an error without a message says what its details say, each once, with its code', () => {
  const error = {
    code: 'Several',
    details: [{ code: 'A', message: 'No query.' }, { message: 'No name.' }, { code: 'B' }, 'x'],
  };
  expect(serviceMessage(JSON.stringify({ error }))).toStrictEqual({ code: 'Several', message: 'No query. No name.' });
  const repeated = { error: { message: 'No query.', details: [{ message: 'No query.' }, { message: 'No name.' }] } };
  expect(serviceMessage(JSON.stringify(repeated)).message).toBe('No query. No name.');
});
