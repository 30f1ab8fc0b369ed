import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import {
  bodyOf,
  normaliserOf,
  shapeOf,
  showFields,
  sinceOf,
  withoutIdle,
} from '../../../../src/core/fields/field-body.ts';
import { schemaOf } from '../../../../src/core/fields/field-schema.ts';
import {
  documentKeysOf,
  fieldAt,
  keysOf,
  placesComparing,
  propertiesOf,
  readFields,
  withDefaults,
} from '../../../../src/core/fields/field-table.ts';
import { mergeBody } from '../../../../src/core/fields/merge.ts';
import { canonicalBody, unknownIn } from '../../../../src/core/fields/shape.ts';
import { isObject, objectOf, type JsonObject, type JsonValue } from '../../../../src/core/json.ts';
import { readDocument } from '../../../../src/core/text/read-document.ts';
import type { SourceDocument } from '../../../../src/core/text/source.ts';
import { changesOf, leaves } from '../../../changes.ts';
import { updateExpected } from '../../../expected.ts';
import { bodies, bodyOthers, fileOf, fileOthers, files } from './files.ts';
import { frames, needy } from './frames.ts';
import { kinds, table, type Kind, type Values } from './table.ts';

const now = Date.UTC(2027, 0, 1);
const later = Date.UTC(2028, 0, 1);

const text = (value: unknown): string => JSON.stringify(value) ?? '(nothing)';

/** A value as lines of its leaves: what is written, whatever it holds besides JSON. */
const lines = (value: unknown): readonly string[] => leaves(objectOf(JSON.parse(text(value))));

/** What some lines have that others do not, and the other way round. */
const against = (known: readonly string[], fresh: readonly string[]): readonly string[] => {
  const [were, are] = [new Set(known), new Set(fresh)];
  return [
    ...fresh.filter((line) => !were.has(line)),
    ...known.filter((line) => !are.has(line)).map((line) => `without ${line}`),
  ];
};

const read = (raw: JsonObject) => readFields<Kind, Values>(table, raw);

const whole = (raw: JsonObject, kind: Kind): Partial<Values> | undefined => {
  const { values, invalid } = read(raw);
  return withDefaults<Kind, Values>(table, kind, values, invalid);
};

const bodyOfFile = (raw: JsonObject, kind: Kind, when: number): JsonObject | undefined => {
  const item = whole(raw, kind);
  return item === undefined ? undefined : bodyOf<Kind, Values>(table, kind, item, { now: when });
};

const shapes = kinds.map((kind) => shapeOf<Kind, Values>(table, kind, 3, ['/etag', '/properties/changed']));

const canonical = (body: JsonObject, kind: Kind, when = now): JsonObject => {
  const shape = shapes[kinds.indexOf(kind)];
  return shape === undefined ? {} : canonicalBody(withoutIdle(table, body, 3), shape, when);
};

/** What is known of the fields by their table alone. */
const facts = (): readonly string[] => {
  const known = {
    keys: keysOf(table),
    properties: propertiesOf(table),
    local: propertiesOf(table, (row) => row.local === true),
    documentKeys: documentKeysOf(table),
    comparing: Object.fromEntries(
      (['query', 'description', 'id', 'duration', 'instant', 'set', 'map', 'object', 'exact'] as const).map((is) => [
        is,
        placesComparing(table, is),
      ]),
    ),
    since: sinceOf<Kind, Values>(table),
    normaliser: [0, 2, 7].map((least) => normaliserOf<Kind, Values>(table, least)),
    at: ['displayName', 'echo', 'volume', 'tags', 'Name', 'outer', 'name'].map((property) => {
      const found = fieldAt(table, property);
      return [property, found?.key ?? null, found?.field.label ?? null];
    }),
  };
  return lines(known);
};

const shapeLines = (): readonly string[] => {
  const newest = shapes.map((shape) => lines(shape));
  return [
    ...kinds.flatMap((kind, index) => [
      `== ${kind}`,
      ...(newest[index] ?? []),
      ...[1, 2].flatMap((version) => [
        `= ${kind} of ${version}`,
        ...against(newest[index] ?? [], lines(shapeOf<Kind, Values>(table, kind, version, ['/etag']))),
      ]),
    ]),
    '== no kind',
    ...lines(shapeOf<Kind, Values>(table, undefined, 3, ['/etag', '/properties/a/b', '/properties/a/c'])),
  ];
};

/** What a file of a kind is, as an item and as a body, and what is otherwise in a body that is made later. */
const answersOf = (raw: JsonObject, kind: Kind): readonly (readonly string[])[] => {
  const body = lines(bodyOfFile(raw, kind, now) ?? {});
  return [
    lines(whole(raw, kind) ?? {}).map((line) => `item ${line}`),
    body,
    against(body, lines(bodyOfFile(raw, kind, later) ?? {})).map((line) => `later ${line}`),
  ];
};

/** What a file of each kind is, and how that changes with the file. */
const fileLines = (): readonly string[] => [
  ...kinds.flatMap((kind) => {
    const file = fileOf[kind];
    const known = answersOf(file, kind);
    return [
      `== ${kind}`,
      ...lines(read(file)),
      ...known.flat(),
      ...[...changesOf(file, fileOthers)].flatMap(([words, raw]) => {
        if (!isObject(raw)) return [];
        const { invalid } = read(raw);
        if (whole(raw, kind) === undefined) return [`= ${words}: none, ${invalid.join(', ')}`];
        const fresh = answersOf(raw, kind).flatMap((answer, index) => against(known[index] ?? [], answer));
        return [
          `= ${words}${fresh.length === 0 ? ': the same' : ''}`,
          ...invalid.map((key) => `invalid ${key}`),
          ...fresh,
        ];
      }),
    ];
  }),
  ...files.flatMap(([words, raw]) => [
    `== ${words}`,
    ...kinds.map((kind) => `${kind} ${text(whole(raw, kind))} ${text(bodyOfFile(raw, kind, now))}`),
  ]),
];

/** How a body of each kind compares and is shown, and how that of one kind changes with the body. */
const bodyLines = (): readonly string[] =>
  kinds.flatMap((kind) => {
    const comparisonOf = (body: JsonObject): readonly (readonly string[])[] => {
      const shape = shapes[kinds.indexOf(kind)];
      const same = canonical(body, kind);
      return [
        lines(same),
        shape === undefined ? [] : [...unknownIn(body, shape)].map((at) => `unknown ${at}`),
        lines(showFields<Kind, Values>(table, kind, same, { id: 'a', none: 1 })).map((line) => `shown ${line}`),
        shape === undefined ? [] : against(lines(same), lines(canonicalBody(same, shape, now))),
      ];
    };
    const known = comparisonOf(bodies);
    const changes = kind === 'Query' ? [...changesOf(bodies, bodyOthers)] : [];
    const changed = changes.flatMap(([words, body]) =>
      isObject(body)
        ? [`= ${words}`, ...comparisonOf(body).flatMap((fresh, index) => against(known[index] ?? [], fresh))]
        : [],
    );
    const unnamed = showFields<Kind, Values>(table, undefined, bodies, {});
    return [`== ${kind}`, ...known.flat(), ...lines(unnamed).map((line) => `of no kind ${line}`), ...changed];
  });

const kindIn = (value: JsonValue | undefined): Kind | undefined => kinds.find((kind) => kind === value);

const bodyIn = ({ value }: SourceDocument): JsonObject | undefined => {
  if (!isObject(value)) return undefined;
  const kind = kindIn(value['kind']) ?? 'Query';
  const body = bodyOfFile(value, kind, now);
  const shape = shapes[kinds.indexOf(kind)];
  return body === undefined || shape === undefined ? undefined : canonicalBody(body, shape, now);
};

/** How a file follows each change of the body that it stands for. */
const mergeLines = (): readonly string[] => {
  const { document } = readDocument('item.yaml', readFileSync(new URL('item.yaml', import.meta.url), 'utf8'));
  const before = document.text.split('\n');
  const own = bodyIn(document) ?? {};
  const merge = (wanted: JsonObject, properties?: readonly string[]) => {
    const merged = mergeBody<Kind, Values>(
      table,
      document,
      wanted,
      { kindOf: ({ kind }) => kindIn(kind), bodyOf: bodyIn, refusal: (property) => `no ${property}` },
      properties,
    );
    if (merged === undefined) return ['cannot be merged'];
    const after = merged.text.split('\n');
    return [
      ...before.filter((line) => !after.includes(line)).map((line) => `- ${line}`),
      ...after.flatMap((line, index) => (before.includes(line) ? [] : [`+ ${index} ${line}`])),
      ...(merged.written.length === 0 ? [] : [`written ${merged.written.join(', ')}`]),
      ...merged.refused.map(({ property, reason }) => `refused ${property}: ${reason}`),
    ];
  };
  const compared = (body: JsonObject): JsonObject =>
    canonicalBody(body, shapes[0] ?? { is: 'object', members: {} }, now);
  const met = new Set<string>();
  const changed = [...changesOf(own, bodyOthers)].flatMap(([words, body]) => {
    const wanted = compared(objectOf(body));
    // Many changes come to the same body; one of them is enough.
    const isNew = !met.has(text(wanted));
    met.add(text(wanted));
    return isNew ? [`== ${words}`, ...merge(wanted)] : [];
  });
  const other = compared({
    ...bodies,
    properties: { ...objectOf(own['properties']), ...objectOf(bodies['properties']) },
  });
  return [
    ...changed,
    '== another body',
    ...merge(other),
    '== two properties of another body',
    ...merge(other, ['tags', 'query']),
    '== no property of another body',
    ...merge(other, []),
    '== nothing',
    ...merge(own),
  ];
};

const schemaLines = (): readonly string[] => [
  ...Object.entries(frames).flatMap(([name, frame]) => [`== ${name}`, ...lines(schemaOf<Kind, Values>(table, frame))]),
  '== with a key that is needed by either of two names',
  ...lines(schemaOf(needy, { id: 'x', title: 'X', description: 'An x.', aliases: {} })),
];

test.each<readonly [string, () => readonly string[]]>([
  ['facts', facts],
  ['shapes', shapeLines],
  ['files', fileLines],
  ['bodies', bodyLines],
  ['merged', mergeLines],
  ['schemas', schemaLines],
])('what a table of fields gives: %s', (name, say) => {
  const said = say().map((line) => line.replaceAll('\n', '\\n'));
  const expected = new URL(`${name}.txt`, import.meta.url);
  updateExpected(expected, () => `${said.join('\n')}\n`);
  expect(said).toEqual(readFileSync(expected, 'utf8').trimEnd().split('\n'));
});
