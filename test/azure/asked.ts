import { resourceKinds } from '../../src/content/index.ts';
import type { JsonObject, JsonValue } from '../../src/core/json.ts';
import type { WireResponse, WriteCondition } from '../../src/core/ports.ts';
import { kindTable, resourcePath, type ResourceKind } from '../../src/core/resource.ts';
import { short, tried, value, type Work } from './asking.ts';
import { answer, refusal, target, type Handler } from './fake-service.ts';

// ---- Every collection, as it is asked and written.
const conditions: readonly WriteCondition[] = [
  { kind: 'any' },
  { kind: 'absent' },
  { kind: 'absent', check: 'read' },
  { kind: 'unchanged', etag: '"1"' },
  { kind: 'unchanged', etag: '"1"', check: 'read' },
];
const bodyOf = (kind: ResourceKind): JsonObject => ({
  name: 'a b',
  etag: '"1"',
  properties: { provisioningState: 'Succeeded' },
  id: resourcePath(target, kind, 'a b'),
  location: 'westeurope',
});
const everyKind = (kind: ResourceKind): readonly Promise<readonly string[]>[] => {
  const type = kind.within === undefined ? kind.collection : `${kind.within}/a%20b/${kind.collection}`;
  const found = answer(200, bodyOf(kind));
  const gone = refusal(404, 'NotFound', 'gone');
  const service: Handler = ({ method }) => (method === 'DELETE' ? answer(200, '') : found);
  const isList = (url: string): boolean => new URL(url).pathname.endsWith(`/${kind.collection}`);
  return [
    tried(
      `list of ${type}`,
      ({ url }) => (isList(url) ? answer(200, { value: [bodyOf(kind)] }) : found),
      ({ workspace }) => workspace.list(type),
    ),
    tried(`one of ${type}`, service, ({ workspace }) => workspace.get(type, 'a b')),
    ...conditions.flatMap((condition) => [
      tried(
        `put of ${type}, ${JSON.stringify(condition)}`,
        ({ method }) => (method === 'GET' && condition.kind === 'absent' ? gone : found),
        ({ workspace }) => workspace.put({ type, name: 'a b', body: { properties: {} } }, condition),
      ),
      tried(
        `delete of ${type}, ${JSON.stringify(condition)}`,
        kind.stateOf === undefined ? service : ({ method }) => (method === 'DELETE' ? answer(204, '') : gone),
        ({ workspace }) => workspace.remove(type, 'a b', condition),
      ),
    ]),
  ];
};

/** One collection of each form in which the service has them. */
const eachForm = [
  ...new Map(
    resourceKinds.map((kind) => {
      const { ask, etag, within, stateOf, located, provider } = kind;
      return [JSON.stringify([etag, provider, within, [ask, stateOf, located].map((one) => one !== undefined)]), kind];
    }),
  ).values(),
];

// ---- A collection with parts, with what a list holds in part, and with a place on earth.
const plain = { provider: 'Microsoft.SecurityInsights', apiVersion: '1', etag: 'header', created: 201 } as const;
const own: readonly ResourceKind[] = [
  {
    ...plain,
    words: 'things with parts',
    collection: 'withParts',
    parts: ({ names }) =>
      Array.isArray(names)
        ? names.flatMap((name: unknown) => (typeof name === 'string' ? [{ path: name, apiVersion: '2' }] : []))
        : [],
  },
  { ...plain, words: 'things in part', collection: 'inPart', isWhole: ({ whole }) => whole === true },
  { ...plain, words: 'placed things', collection: 'placed', located: true, created: 200 },
  {
    ...plain,
    words: 'read things',
    collection: 'readings',
    configurable: true,
    read: ({ more: _more, ...rest }) => rest,
  },
];
const ofOwn = { kindOf: kindTable(own), apiVersion: '2030-01-01' };
const item = (name: string, more: JsonObject = {}): JsonObject => ({ id: `/x/${name}`, name, ...more });
const byPath =
  (answers: Readonly<Record<string, WireResponse>>): Handler =>
  ({ url, method }) => {
    const path = decodeURI(new URL(url).pathname);
    const end = Object.keys(answers).find((each) => {
      const [verb = '', place = verb] = each.split(' /');
      return path.endsWith(place) && [method, place].includes(verb);
    });
    return end === undefined ? refusal(404, 'NotFound', `nothing at ${short(path)}`) : (answers[end] ?? answer(500));
  };
const parts = item('a', { names: ['/p/one two', '/p/gone'] });
const owned = (): readonly Promise<readonly string[]>[] => {
  const service = byPath({
    '/withParts': value(parts, item('b', { names: [] }), item('c')),
    '/withParts/a': answer(200, parts),
    '/p/one two': answer(200, item('one two')),
    '/inPart': value(item('a'), item('b', { whole: true }), item('gone'), item('A', { whole: true })),
    '/inPart/a': answer(200, item('a', { whole: true, read: 'again' })),
    '/inPart/half': answer(200, item('half')),
    '/inPart/b': answer(200, item('b', { whole: true, read: 'needlessly' })),
    'GET /placed/there': answer(200, item('there', { location: 'northeurope' })),
    'GET /placed/nowhere': answer(200, item('nowhere')),
    'PUT /placed/there': answer(200, item('there', { location: 'northeurope' })),
    'PUT /placed/nowhere': answer(200, item('nowhere')),
    '/workspaces/ws-soc': answer(200, { location: 'westeurope' }),
    '/readings/x': answer(200, item('x', { more: 1 }), { etag: '"header"' }),
    '/readings': value({ id: '//x/y/z', etag: '"body"' }, { id: 'x/y', name: '' }),
  });
  const put = (name: string, condition: WriteCondition, body: JsonObject = {}): Work => {
    return ({ workspace }) => workspace.put({ type: 'placed', name, body }, condition);
  };
  const all: readonly (readonly [string, Work])[] = [
    ['a list with parts', ({ workspace }) => workspace.list('withParts')],
    ['one with parts', ({ workspace }) => workspace.get('withParts', 'a')],
    ['a list in part', ({ workspace }) => workspace.list('inPart')],
    ['one in part', ({ workspace }) => workspace.get('inPart', 'half')],
    ['one in part that is gone', ({ workspace }) => workspace.get('inPart', 'gone')],
    ['a new one with a place', put('there', { kind: 'absent' }, { location: 'own' })],
    ['a new one without', put('there', { kind: 'absent' })],
    ['one that has a place', put('there', { kind: 'any' })],
    ['one that has none', put('nowhere', { kind: 'any' })],
    ['one that is written anew', put('there', { kind: 'unchanged', etag: '' })],
    ['one that cannot be written', put('elsewhere', { kind: 'any' })],
    ['one with its etag in a header', ({ workspace }) => workspace.get('readings', 'x')],
    ['a list of what has no name', ({ workspace }) => workspace.list('readings')],
  ];
  return [
    ...all.map(([words, work]) => tried(words, service, work, ofOwn)),
    tried('no workspace', byPath({}), put('there', { kind: 'absent' }), ofOwn),
    tried(
      'a workspace nowhere',
      byPath({ '/ws-soc': answer(200), 'PUT /placed/x': answer(201, item('x')) }),
      put('x', { kind: 'absent' }),
      ofOwn,
    ),
  ];
};

// ---- Lists, page by page.
const links: readonly JsonValue[] = [
  null,
  '',
  5,
  '?page=2',
  '/elsewhere?page=2',
  'https://management.azure.com/x?page=2',
  'https://user@management.azure.com/x',
  'https://:pass@management.azure.com/x',
  'https://other.example/x',
  'https://[',
];
const paged = (): readonly Promise<readonly string[]>[] => [
  ...links.map((nextLink) =>
    tried(
      `next page ${JSON.stringify(nextLink)}`,
      ({ url }) => (url.includes('page=2') ? value(item('b')) : answer(200, { value: [item('a')], nextLink })),
      ({ workspace }) => workspace.list('alertRules'),
    ),
  ),
  ...[value('x'), value(item('a'), 5), answer(200, { values: [] }), answer(404, {}), value({}), value({ id: '/' })].map(
    (given) =>
      tried(
        `a list ${given.status} ${given.body}`,
        () => given,
        ({ workspace }) => workspace.list('alertRules'),
      ),
  ),
];

/** What each request for resources asks, and what its answer comes to. */
export const asked = async (): Promise<readonly string[]> =>
  (await Promise.all([...eachForm.flatMap(everyKind), ...owned(), ...paged()])).flat();
