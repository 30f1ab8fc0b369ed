import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { complete } from '../../../src/content/analytics-rule/complete.ts';
import { features, fields, type RuleValues } from '../../../src/content/analytics-rule/fields.ts';
import { keyOrder, toRuleValue } from '../../../src/content/analytics-rule/from-arm.ts';
import { analyticsRule } from '../../../src/content/analytics-rule/index.ts';
import { kinds, type Kind } from '../../../src/content/analytics-rule/kinds.ts';
import { mergeLive } from '../../../src/content/analytics-rule/merge-live.ts';
import { normalize, unknownProperties } from '../../../src/content/analytics-rule/normalize.ts';
import { parse } from '../../../src/content/analytics-rule/parse.ts';
import { render } from '../../../src/content/analytics-rule/render.ts';
import { printRule } from '../../../src/content/analytics-rule/to-yaml.ts';
import { carries, notCarried } from '../../../src/core/service/api-version.ts';
import { fieldsOf } from '../../../src/core/engine/diff.ts';
import type { Field } from '../../../src/core/fields/field-table.ts';
import { equalJson, isObject, type JsonObject, type JsonValue } from '../../../src/core/json.ts';
import { without } from '../../../src/core/engine/live-state.ts';
import { pointer, valueAt } from '../../../src/core/pointer.ts';
import { readDocument } from '../../../src/core/text/read-document.ts';
import { checkSchema } from '../../../src/core/schema/schema.ts';
import { applyEcho } from '../../../src/emulator/service/echo.ts';
import { ruleAnswer } from '../../../src/emulator/service/rule-answer.ts';
import { settingMatrix, withSettings, type EmulatorSettings } from '../../../src/emulator/settings/settings.ts';
import { pruneObject, ruleShape } from '../../../src/emulator/service/shape.ts';
import { defaultSettings } from '../../../src/emulator/settings/default-settings.ts';
import { twoValues, type Two } from '../../generators/from-schema.ts';

/** Before every start time of an example, so that one is sent. */
const now = 0;
const newest = '2025-10-01-preview';
const context = { now, apiVersion: newest };

const id = '5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a001';

type Row = Field<Kind, unknown> & { readonly name: string; readonly key: string };

const rows: readonly Row[] = Object.entries<Field<Kind, unknown>>(fields).map(([name, row]) => ({
  ...row,
  name,
  key: row.key ?? name,
}));
const rowOf = (wanted: string): Row => {
  const row = rows.find(({ name }) => name === wanted);
  if (row === undefined) throw new Error(`no row ${wanted}`);
  return row;
};

const valuesOf = ({ key, name, codec }: Row, kind: Kind): Two =>
  name === 'kind' ? [kind, kind] : name === 'id' ? [id, id] : twoValues(codec.schema, key);

/** A file of a kind with what the kind needs, and what the row needs. */
const fileFor = (kind: Kind, row?: Row): JsonObject => {
  const needed = rows.filter(({ required = [] }) => required.includes(kind)).map(({ name }) => name);
  const others = [row?.needs, row?.onlyWhile].filter((name) => name !== undefined);
  const entries = [...new Set([...needed, ...others])].map((name) => [rowOf(name).key, valuesOf(rowOf(name), kind)[0]]);
  return { ...Object.fromEntries(entries), id: id, kind };
};

const bodyOf = (file: JsonObject, apiVersion = newest): JsonObject => {
  const rule = complete(parse(file));
  if (rule === undefined) throw new Error(`not complete: ${JSON.stringify(file)}`);
  return render(rule, { now, apiVersion }).body;
};

const placesOf = ({ at, also = [] }: Row): readonly string[] =>
  at === undefined ? [] : [at, ...also.map((place) => place.at)];

const changed = (before: JsonObject, after: JsonObject): readonly string[] => {
  const [left, right] = [before, after].map((body) => fieldsOf(normalize(body, context)));
  return [...new Set([...Object.keys(left ?? {}), ...Object.keys(right ?? {})])].filter(
    (at) => !equalJson(left?.[at], right?.[at]),
  );
};

/** Each row with each kind that is sent it, but for the kind itself, which nobody can change. */
const sent = rows
  .filter(({ at }) => at !== undefined)
  .flatMap((row) => row.kinds.map((kind): [string, Kind, Row] => [row.name, kind, row]));
const changing = sent.filter(([name]) => name !== 'kind');

/** The ways in which the service may change what it was sent. */
const echoes = settingMatrix()
  .filter(({ overrides }) => overrides.echo !== undefined)
  .map(({ overrides }) => withSettings(overrides));

/** A body after a PUT and a GET of the local service, which drops what it does not know; its checks apart. */
const answerTo = (kind: Kind, { properties }: JsonObject, version: string, settings: EmulatorSettings): JsonObject => {
  const kept = pruneObject(isObject(properties) ? properties : {}, ruleShape(kind, version)).value;
  const stored = applyEcho(kept, settings.echo);
  const moment = { createdAt: '', createdBy: '', modifiedAt: '', modifiedBy: '' };
  const live = { name: id, kind, properties: stored, envelope: {}, etag: 'x', ...moment };
  const answer = ruleAnswer(live, '', settings, version);
  // As compare does: what Picket does not know is kept and never compared.
  return without(answer, unknownProperties(answer));
};

describe('each field of a rule', () => {
  test.each(sent)('%s of %s survives file, body and file', (_, kind, row) => {
    for (const value of valuesOf(row, kind)) {
      const body = bodyOf({ ...fileFor(kind, row), [row.key]: value });
      expect(valueAt(body, row.at ?? '')).toBeDefined();
      expect(unknownProperties(body)).toEqual([]);
      const shown = toRuleValue(body, id);
      expect(normalize(bodyOf(shown), context)).toEqual(normalize(body, context));
      // As the service would answer it; what it only repeats says nothing.
      expect(normalize({ ...body, etag: 'x', id: 'y' }, context)).toEqual(normalize(body, context));
    }
  });

  test.each(changing)('%s of %s differs at its own place and nowhere else', (_, kind, row) => {
    const base = fileFor(kind, row);
    const [first, second] = valuesOf(row, kind).map((value) => bodyOf({ ...base, [row.key]: value }));
    const places = changed(first ?? {}, second ?? {});
    expect(places.length).toBeGreaterThan(0);
    // A switch also decides whether what it switches says anything.
    const switched = rows.filter(({ onlyWhile }) => onlyWhile === row.name);
    expect([row, ...switched].flatMap(placesOf)).toEqual(expect.arrayContaining([...places]));
  });

  test.each(changing)('%s of %s is merged into a file, which then says the same', (_, kind, row) => {
    const base = fileFor(kind, row);
    const [mine, theirs] = valuesOf(row, kind);
    const file = (value: JsonValue) => printRule({ ...base, [row.key]: value });
    const target = bodyOf({ ...base, [row.key]: theirs });
    for (const text of [file(mine), printRule(base)]) {
      const before = readDocument('rule.yaml', text).document;
      const merged = mergeLive(before, target, context);
      expect(merged?.refused).toEqual([]);
      const after = readDocument('rule.yaml', merged?.text ?? '').document.value;
      expect(normalize(bodyOf(isObject(after) ? after : {}), context)).toEqual(normalize(target, context));
    }
  });

  test.each(sent)(
    '%s of %s comes back from the local service as it was sent, however that spells it',
    (_, kind, row) => {
      for (const value of valuesOf(row, kind)) {
        const body = bodyOf({ ...fileFor(kind, row), [row.key]: value });
        const carrying = defaultSettings.apiVersions.filter(
          (version) => notCarried(features, body, version).length === 0,
        );
        const ways = [
          ...carrying.map((version) => [version, defaultSettings] as const),
          ...echoes.map((settings) => [newest, settings] as const),
        ];
        for (const [version, settings] of ways)
          expect(normalize(answerTo(kind, body, version, settings), context)).toEqual(normalize(body, context));
      }
    },
  );

  test.each(features)('$what can be sent from an api-version on that the service has', (feature) => {
    const isPreview = (version: string): boolean => version.endsWith('-preview');
    const known = defaultSettings.apiVersions.toSorted();
    const first = (wanted: (version: string) => boolean): string | undefined =>
      known.find((version) => wanted(version) && carries(version, feature));
    expect({ preview: first(isPreview), stable: first((version) => !isPreview(version)) }).toEqual({
      preview: feature.preview,
      stable: feature.stable,
    });
  });

  test.each(rows.map((row): [string, Row] => [row.name, row]))(
    '%s has a key in the order of files, in the schema and in the documentation',
    (_, row) => {
      expect(keyOrder).toContain(row.key);
      expect(valueAt(analyticsRule.schema, `/properties${pointer(row.key)}/title`)).toBe(row.label);
      expect(readFileSync('docs/formats.md', 'utf8')).toContain(`\n| \`${row.key}\` | `);
    },
  );

  test.each(changing)('%s of %s is valid by the schema', (_, kind, row) => {
    for (const value of valuesOf(row, kind)) {
      const { document } = readDocument('rule.yaml', printRule({ ...fileFor(kind, row), [row.key]: value }));
      expect(checkSchema(analyticsRule.schema, document)).toEqual([]);
    }
  });
});

/** Each row and each kind that cannot have it. */
const refused = rows.flatMap((row) =>
  kinds.flatMap((kind): [string, Kind, Row][] =>
    [row.kinds, row.fromService, row.idle].some((some) => some?.includes(kind) === true) ? [] : [[row.name, kind, row]],
  ),
);

test.each(refused)('%s in a file of %s is told at its place, and such a rule is not complete', (_, kind, row) => {
  const file = { ...fileFor(kind), [row.key]: valuesOf(row, kind)[0] };
  const { document } = readDocument('rule.yaml', printRule(file));
  expect(checkSchema(analyticsRule.schema, document)).toMatchObject([{ code: 'schema/forbidden-key' }]);
  expect(complete(parse(file))).toBeUndefined();
});

/** The newest version of the service that does not carry something, as far as the local one knows versions. */
const before = ({ preview, stable }: { readonly preview: string; readonly stable?: string }): readonly string[] =>
  defaultSettings.apiVersions.filter((version) => !carries(version, { preview, ...(stable && { stable }) }));

test.each(features.map((feature) => [feature.what, feature] as const))(
  '%s is refused by an api-version that does not carry it, by name',
  (what, feature) => {
    const [, property = 'kind'] = feature.at;
    const owner = rows.find((row) => placesOf(row).some((at) => at.endsWith(`/${property}`)));
    const kind = kinds.find((one) => owner?.kinds.includes(one) === true && (property !== 'kind' || one === 'NRT'));
    if (owner === undefined || kind === undefined) throw new Error(`${what} is nobody's`);
    const values = feature.values?.map((value) => (property === 'kind' ? kind : value));
    const file = { ...fileFor(kind, owner), [owner.key]: valuesOf(owner, kind)[0] };
    const said =
      property === 'alertDetailsOverride' && values !== undefined
        ? {
            ...file,
            alertDetailsOverride: { alertDynamicProperties: [{ alertProperty: values[0] ?? '', value: 'A' }] },
          }
        : file;
    const versions = before(feature);
    expect(versions.length).toBeGreaterThan(0);
    for (const version of versions) expect(() => bodyOf(said, version)).toThrow(what);
    expect(() => bodyOf(said)).not.toThrow();
  },
);

test('the values of a draft are the values of the table', () => {
  const draft: Partial<RuleValues> = parse(fileFor('Scheduled'));
  expect(Object.keys(draft).every((name) => rows.some((row) => row.name === name))).toBe(true);
});
