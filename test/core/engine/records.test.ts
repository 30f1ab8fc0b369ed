import { describe, expect, test } from '@jest/globals';
import { sha256 } from '../../../src/core/digest.ts';
import { compare } from '../../../src/core/engine/compare.ts';
import {
  markerResource,
  ownerOf,
  parseRecord,
  printRecord,
  recordOf,
  wholeRecordOf,
} from '../../../src/core/engine/marker.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import type { LiveResource } from '../../../src/core/resource.ts';
import { body, canonical, compareInput, desired, idOf, live, marker, project } from '../rules.ts';

const id = idOf(1);

const verdictFor = (input: Parameters<typeof compareInput>[0]) => compare(compareInput(input))[0];

/** The marker of a deployment with another text in place of its record. */
const recording = (customVersion: string, sent: JsonObject = body()): LiveResource => {
  const made = marker(id, sent);
  return { ...made, body: { properties: { ...Object(made.body['properties']), customVersion } } };
};

const whole = (sent: JsonObject): string =>
  printRecord(
    wholeRecordOf({ normalizer: 1, sent: canonical.normalize(sent), live: canonical.normalize(sent), held: {} }),
  );

/** A text with the check at its end that a record has. */
const checked = (text: string): string => `${text} #${sha256(text).slice(0, 6)}`;

describe('a text that passes the check and is no record', () => {
  test.each([
    ['another format', 'other/1 n1'],
    ['no version of the normaliser', 'picket/1'],
    ['a version that is no number', 'picket/1 nx'],
    ['an entry without digests', 'picket/1 n1 query'],
    ['a digest that is too short', 'picket/1 n1 query=abc'],
    ['fields behind a record of the whole', 'picket/1 n1 *=- query=-'],
  ])('%s', (_, text) => expect(parseRecord(checked(text))).toBeUndefined());
});

describe('a rule that git no longer has', () => {
  const gone = (running: JsonObject, mark: LiveResource) => verdictFor({ live: [live(id, running)], metadata: [mark] });

  test('moved since its deployment where a record of the whole body says so', () => {
    expect(gone(body(), recording(whole(body())))).toMatchObject({ state: 'gone', drifted: false });
    expect(gone(body({ severity: 'High' }), recording(whole(body())))).toMatchObject({ state: 'gone', drifted: true });
  });

  test('did not move because the service switched it off, however it was recorded', () => {
    const off = body({ displayName: 'AUTO DISABLED Rule', enabled: false });
    for (const mark of [marker(id, body()), recording(whole(body()))])
      expect(gone(off, mark)).toMatchObject({ state: 'gone', drifted: false, autoDisabled: 'table gone' });
  });

  test('may have moved where nobody can read its record, or no longer has its normaliser', () => {
    expect(gone(body(), recording('cut off'))).toMatchObject({ drifted: true });
    const old = printRecord(recordOf({ normalizer: 9, sent: body(), live: body(), held: {} }));
    expect(gone(body(), recording(old))).toMatchObject({ drifted: true });
  });
});

describe('a rule of which both sides say the same', () => {
  const agreed = (mark: LiveResource) =>
    verdictFor({ desired: [desired(id, body())], live: [live(id, body())], metadata: [mark] });

  test('needs a new record where its own cannot be read', () => {
    expect(agreed(recording('cut off'))).toMatchObject({ state: 'converged', fields: [] });
  });

  test('needs a new record where both dropped a field that it holds', () => {
    expect(agreed(marker(id, body({ description: 'x' })))).toMatchObject({ state: 'converged', fields: [] });
    expect(agreed(marker(id, body(), body({ description: 'x' })))).toMatchObject({ state: 'converged', fields: [] });
    expect(agreed(recording(whole(body({ description: 'x' }))))).toMatchObject({ state: 'converged', fields: [] });
  });
});

describe('whose a marker is', () => {
  const of = (properties: JsonObject | undefined): LiveResource => ({
    ...marker(id, body()),
    body: properties === undefined ? {} : { properties },
  });

  test.each<readonly [string, JsonObject | undefined, object]>([
    ['without properties', undefined, { kind: 'nobody' }],
    ['without a source', {}, { kind: 'nobody' }],
    ['of Content Hub', { source: { kind: 'Solution' } }, { kind: 'provenance', owner: 'Content Hub' }],
    [
      'of a named solution',
      { source: { kind: 'Solution', name: 'X' } },
      { kind: 'provenance', owner: 'Content Hub (X)' },
    ],
    ['of the community', { source: { kind: 'Community' } }, { kind: 'provenance', owner: 'Community' }],
    [
      'of somebody of the community',
      { source: { kind: 'Community', name: 'X' } },
      { kind: 'provenance', owner: 'Community (X)' },
    ],
    ['of a named repository', { source: { kind: 'SourceRepository', name: 'X' } }, { kind: 'foreign', owner: 'X' }],
    [
      'of a repository with an id alone',
      { source: { kind: 'SourceRepository', sourceId: 'y' } },
      { kind: 'foreign', owner: 'y' },
    ],
    ['of a kind that nobody knows', { source: { kind: 'Odd' } }, { kind: 'foreign', owner: 'Odd' }],
    [
      'of this project by its source',
      { source: { kind: 'SourceRepository', sourceId: project.id.toUpperCase() } },
      { kind: 'ours' },
    ],
  ])('%s', (_, properties, owner) => expect(ownerOf(of(properties), project)).toEqual(owner));

  test('of the project that its record names, whatever its source says', () => {
    const record = (owner: string): string =>
      printRecord(recordOf({ normalizer: 1, sent: body(), live: body(), held: {}, project: owner }));
    const source = { kind: 'Solution', name: 'X' };
    expect(ownerOf(of({ source, customVersion: record(project.id) }), project)).toEqual({ kind: 'ours' });
    const other = { kind: 'foreign', owner: 'project other' };
    expect(ownerOf(of({ source, customVersion: record('other') }), project)).toEqual(other);
    expect(ownerOf(of({ source, customVersion: record('other') }), undefined)).toEqual(other);
  });

  test('of two markers the one of this project counts, in whichever order they are listed', () => {
    const ours = marker(id, body());
    const theirs = marker(id, body(), body(), { name: 'x', id: idOf(9) });
    for (const metadata of [
      [ours, theirs],
      [theirs, ours],
    ])
      expect(verdictFor({ live: [live(id, body())], metadata })?.state).toBe('gone');
  });

  test('a rule without a file is that of whoever marked it', () => {
    const state = (mark: LiveResource) => verdictFor({ live: [live(id, body())], metadata: [mark] })?.state;
    const parentId = live(id, body()).id;
    expect(state(of({ parentId }))).toBe('unmanaged');
    expect(state(of({ parentId, source: { kind: 'Solution' } }))).toBe('provenance');
    expect(state(of({ parentId, source: { kind: 'Odd' } }))).toBe('foreign');
  });
});

test('a marker names its rule by a path from the root, however the service spelled it', () => {
  const parentOf = (rule: string) => {
    const made = markerResource({
      name: 'm',
      kind: 'AnalyticsRule',
      rule: { id: rule },
      contentId: id,
      version: undefined,
      project,
      record: '',
    });
    return Object(made.body['properties']).parentId;
  };
  expect([parentOf('subscriptions/x'), parentOf('/subscriptions/x')]).toEqual(['/subscriptions/x', '/subscriptions/x']);
});
