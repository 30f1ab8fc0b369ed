import type { FieldVerdict, Overwritten, Verdict, VerdictState } from '../../core/engine/change.ts';
import type { Override, OverrideStanding } from '../../core/engine/override.ts';
import type { OverrideEntry } from '../../core/engine/override-log.ts';
import { isArray, isObject, type JsonObject, type JsonValue, objectOf, textOrEmpty } from '../../core/json.ts';
import { driftStates } from '../drift.ts';

/** The members that are texts: optional ones stay absent. */
export const textsIn = <Key extends string>(value: JsonObject, keys: readonly Key[]): { [K in Key]?: string } => {
  const found: { [K in Key]?: string } = {};
  for (const key of keys) {
    const member = value[key];
    if (typeof member === 'string') found[key] = member;
  }
  return found;
};

/** The objects of a list. */
export const objectsIn = (value: JsonValue | undefined): readonly JsonObject[] =>
  isArray(value) ? value.filter(isObject) : [];

/** One of the names that a format allows. */
export const oneOf = <T extends string>(names: readonly T[], value: JsonValue | undefined, otherwise: T): T =>
  names.find((name) => name === value) ?? otherwise;

const states = [
  ...driftStates,
  'in-sync',
  'cosmetic',
  'converged',
  'identical',
  'provenance',
  'foreign',
  'orphan',
] as const satisfies readonly VerdictState[];

const fieldVerdictIn = (value: JsonObject): FieldVerdict => ({
  at: textOrEmpty(value['pointer']),
  before: value['workspace'],
  after: value['git'],
  side: oneOf(['ours', 'theirs', 'conflict', 'converged'], value['side'], 'theirs'),
  cosmetic: false,
  ...textsIn(value, ['said']),
});

const overwrittenIn = (value: JsonObject): Overwritten => ({
  ...textsIn(value, ['who', 'at']),
  fields: objectsIn(value['fields']).map((field) => ({
    at: textOrEmpty(field['pointer']),
    before: field['wrote'],
    after: field['workspace'],
  })),
});

const standings = [
  'in-force',
  'over',
  'settled',
  'foreign',
  'owner',
  'unreadable',
] as const satisfies readonly OverrideStanding[];

const overrideIn = (value: JsonObject): Override => {
  const ended = objectOf(value['ended']);
  const entry: OverrideEntry = {
    by: textOrEmpty(value['by']),
    at: textOrEmpty(value['at']),
    until: textOrEmpty(value['until']),
    reason: textOrEmpty(value['reason']),
    ...textsIn(value, ['ticket']),
    ...(isObject(value['ended']) ? { ended: { by: textOrEmpty(ended['by']), at: textOrEmpty(ended['at']) } } : {}),
  };
  return {
    standing: oneOf(standings, value['standing'], 'unreadable'),
    project: textOrEmpty(value['project']),
    ...(entry.until === '' ? {} : { log: [entry] }),
    ...(value['pending'] === true ? { pending: true } : {}),
  };
};

/** A rule of the machine format of drift. */
export const verdictIn = (value: JsonObject): Verdict => ({
  state: oneOf(states, value['state'], 'theirs'),
  type: textOrEmpty(value['type']),
  id: textOrEmpty(value['id']),
  displayName: textOrEmpty(value['name']),
  ...textsIn(value, ['path', 'owner', 'autoDisabled']),
  ...(value['switchedOff'] === true ? { switchedOff: true } : {}),
  ...(isObject(value['override']) ? { override: overrideIn(value['override']) } : {}),
  fields: objectsIn(value['fields']).map(fieldVerdictIn),
  ...(typeof value['rowsLeft'] === 'number' ? { rowsLeft: value['rowsLeft'] } : {}),
  ...(isArray(value['accepted'])
    ? {
        accepted: objectsIn(value['accepted']).map((entry) => ({
          until: textOrEmpty(entry['until']),
          reason: textOrEmpty(entry['reason']),
        })),
      }
    : {}),
  ...(isObject(value['lastChange']) ? { lastChange: textsIn(value['lastChange'], ['who', 'at']) } : {}),
  ...(isArray(value['writtenBySeveral'])
    ? { writtenBySeveral: objectsIn(value['writtenBySeveral']).map((writer) => textsIn(writer, ['who', 'at'])) }
    : {}),
  ...(isArray(value['overwritten']) ? { overwritten: objectsIn(value['overwritten']).map(overwrittenIn) } : {}),
  unknownProperties: [],
});

/** Rules that were looked at and are in sync are only counted in the format; so many of them. */
export const inSync = (count: number): Verdict[] =>
  Array.from({ length: Math.max(0, Math.min(count, 100_000)) }, () => ({
    state: 'in-sync',
    type: '',
    id: '',
    displayName: '',
    fields: [],
    unknownProperties: [],
  }));
