import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { contentTypes, firstType, hubTemplates, resourceKinds } from '../../../src/content/index.ts';
import type { ContentType } from '../../../src/core/content-type.ts';
import { isArray, isObject, objectOf, type JsonObject, type JsonValue } from '../../../src/core/json.ts';
import { pointer } from '../../../src/core/pointer.ts';
import { resourcePath } from '../../../src/core/resource.ts';
import { now, target } from '../../core/rules.ts';
import { bases } from './bases.ts';
import { updateExpected } from '../../expected.ts';

const context = { now, workspace: target };

/** A value as JSON says it: maps and sets as lists, functions left out. */
const plain = (value: unknown): JsonValue => {
  const text = JSON.stringify(value, (_key, member: unknown) =>
    member instanceof Map || member instanceof Set
      ? [...member]
      : member instanceof RegExp
        ? String(member)
        : typeof member === 'bigint'
          ? Number(member)
          : member,
  );
  const read: JsonValue = text === undefined ? null : JSON.parse(text);
  return read;
};

/** A value as lines, one a leaf; lists of texts in one. */
const leaves = (value: JsonValue, at = ''): readonly string[] => {
  if (isArray(value) && value.every((item) => typeof item !== 'object')) return [`${at} = ${JSON.stringify(value)}`];
  const members = isArray(value) ? [...value.entries()] : isObject(value) ? Object.entries(value) : [];
  return members.length === 0
    ? [`${at} = ${JSON.stringify(value)}`]
    : members.flatMap(([key, member]) => leaves(member, at + pointer(key)));
};

/** What is asked of a type about one file, and what it answers. */
const answers = (type: ContentType, raw: JsonObject): JsonValue => {
  const item = type.complete(raw);
  const resource = item?.render(context);
  const body = resource?.body ?? {};
  const managed = type.managed(context);
  const { risk = {} } = type;
  if (resource === undefined) return ['no item'];
  const live = { ...resource, id: resourcePath(target, type.resource, resource.name), etag: '"1"' };
  return plain({
    template: item?.forTemplate(context),
    rows: resource.rows,
    references: item?.references(context),
    otherId: item?.withId('0b9ae89d-8cad-461c-808f-0494f70ad5c4')?.id,
    against: item?.against(undefined),
    queries: type.queriesIn?.(raw),
    queriesOf: managed.queriesOf?.(body),
    columns: type.columnsOf?.(raw),
    paths: type.pathsIn?.(raw),
    symbols: type.symbols?.read('folder/file.yaml', JSON.stringify(raw), raw),
    functionIn: type.functionIn?.({ ...live, body: { ...body, properties: objectOf(body['properties']) } }),
    keys: Object.keys(objectOf(body['properties'])).map((key) => `${key}: ${type.file.keyOf(key)}`),
    importedId: type.imports?.idOf?.(body),
    importRefused: type.imports?.refusal?.(body),
    link: type.upstream?.linkOf(raw),
    shape: type.portal?.shapeOf(body),
    techniques: risk.coverage?.techniques(body),
    pulse: risk.coverage?.pulse(live),
    quotas: risk.quotas?.map(({ name, counts }) => `${name}: ${counts(body)}`),
    off: risk.switchOff?.(live, managed.canonical),
    templateOf: risk.templateOf?.(body),
    gives: risk.gives?.(live),
    isOurs: type.resource.isOurs?.(live),
    printed: type.file.print(raw),
    files: type.files?.write(raw),
  });
};

const words = { name: 'Sign-ins', id: 'd0000000-0000-4000-8000-000000000001', word: 'SignIns' };

/** Columns of each type, and those that hold entities under each name that tables give them. */
const plainColumns = 'datetime string int long real bool dynamic guid timespan decimal'
  .split(' ')
  .map((type) => ({ name: type === 'datetime' ? 'TimeGenerated' : `The_${type}`, type }));
const entityColumns = [
  'UserPrincipalName IPAddress DeviceName The_ResourceId',
  'AccountUpn CallerIpAddress Computer',
  'AccountUPN ClientIP DvcHostname',
  'InitiatingProcessAccountUpn SrcIpAddr HostName',
  'UserId SourceIP',
  'Caller SourceIp',
  'ActorUsername RemoteIP',
  'IpAddress UserPrincipalName Caller Computer HostName',
  'UserId:guid SourceIP:long Computer:bool',
  'Caller:real RemoteIP:int HostName:dynamic',
].map((names) =>
  names.split(' ').map((each) => {
    const [name = '', type = 'string'] = each.split(':');
    return { name, type };
  }),
);

const firstFiles = firstType.firstFile.kinds.flatMap((kind) =>
  [plainColumns, ...entityColumns].map((columns, index) =>
    firstType.firstFile.make({
      ...words,
      kind,
      severity: 'Low',
      tactics: ['Impact'],
      techniques: index === 0 ? [] : ['T1485'],
      table: { name: 'SigninLogs', columns },
    }),
  ),
);

/** Texts for people alone, which may be put otherwise. */
const wording = ['title', 'description', 'markdownDescription'];

/** A schema with its sentences left open: what it allows, and what it knows of other words and other keys. */
const withoutWording = (value: JsonValue): JsonValue =>
  isArray(value)
    ? value.map(withoutWording)
    : isObject(value)
      ? Object.fromEntries(
          Object.entries(value).map(([key, member]) => [
            key,
            wording.includes(key) && typeof member === 'string' ? '…' : withoutWording(member),
          ]),
        )
      : value;

const said: readonly string[] = [
  ...contentTypes.flatMap((type) => {
    const { schema, checks, ...rest } = type;
    return [
      ...leaves(plain(rest), type.name),
      ...leaves(withoutWording(schema), `${type.name} allows `),
      ...checks.map(({ id, severity, worst = severity }) => `${type.name} checks ${id}: ${severity}, ${worst}`),
      ...leaves(plain(type.starter?.(words)), `${type.name} begins with `),
    ];
  }),
  ...leaves(plain(firstFiles), 'first file '),
  ...leaves(plain(resourceKinds.map(({ collection, apiVersion }) => `${collection} ${apiVersion}`)), 'kinds'),
  ...leaves(plain(hubTemplates), 'templates'),
  ...bases.flatMap(([name, form, raw]) => [
    `${form} is taken for: ${contentTypes.flatMap((type) => (type.recognise(raw) ? [type.name] : [])).join(', ')}`,
    ...leaves(answers(contentTypes.find((type) => type.name === name) ?? firstType, raw), `${form} `),
  ]),
].map((line) => line.replaceAll('\n', '\\n'));

const file = new URL('types.txt', import.meta.url);
updateExpected(file, () => `${said.join('\n')}\n`);

test('what is known of each type of content, and what each answers about a file', () => {
  expect(said).toEqual(readFileSync(file, 'utf8').trimEnd().split('\n'));
});
