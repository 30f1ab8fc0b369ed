import { parseIsoDuration } from '../../../core/duration.ts';
import {
  equalJson,
  isArray,
  type JsonObject,
  type JsonValue,
  listOf,
  memberOf,
  objectOf,
  textsOf,
} from '../../../core/json.ts';
import type { Loss as AnyLoss } from '../../../core/engine/risk.ts';

/** The codes of losses, as approvals name them; the schema of picket.yaml lists the same. */
export const lossCodes = [
  'rule-deleted',
  'rule-disabled',
  'severity-lowered',
  'threshold-raised',
  'suppression-on',
  'suppression-longer',
  'schedule-gap',
  'tactic-dropped',
  'technique-dropped',
  'entity-dropped',
  'incidents-off',
] as const;

type LossCode = (typeof lossCodes)[number];

type Loss = AnyLoss & { readonly loss: LossCode };
type Side = { readonly properties: JsonObject };

const severityOrder = ['Informational', 'Low', 'Medium', 'High'];

const milliseconds = (side: Side, key: string): number | undefined => {
  const value = memberOf(side.properties, key);
  return typeof value === 'string' ? parseIsoDuration(value) : undefined;
};

const shown = (value: JsonValue | undefined): string =>
  typeof value === 'string' ? value : JSON.stringify(value ?? null);

const isOn = (side: Side): boolean => memberOf(side.properties, 'enabled') !== false;

function* severityLoss(before: Side, after: Side): Generator<Loss> {
  const [from, to] = [before, after].map((side) => severityOrder.indexOf(shown(memberOf(side.properties, 'severity'))));
  if (from !== undefined && to !== undefined && from >= 0 && to >= 0 && to < from)
    yield { loss: 'severity-lowered', message: `severity lowered from ${severityOrder[from]} to ${severityOrder[to]}` };
}

function* triggerLoss(before: Side, after: Side): Generator<Loss> {
  const operator = memberOf(before.properties, 'triggerOperator');
  const from = memberOf(before.properties, 'triggerThreshold');
  const to = memberOf(after.properties, 'triggerThreshold');
  if (operator !== memberOf(after.properties, 'triggerOperator') || typeof from !== 'number' || typeof to !== 'number')
    return;
  if (operator === 'GreaterThan' && to > from)
    yield { loss: 'threshold-raised', message: `threshold raised from ${from} to ${to}` };
  if (operator === 'LessThan' && to < from)
    yield { loss: 'threshold-raised', message: `fires below ${to} instead of below ${from}` };
}

function* suppressionLoss(before: Side, after: Side): Generator<Loss> {
  const [was, is] = [before, after].map((side) => memberOf(side.properties, 'suppressionEnabled') === true);
  const [from, to] = [before, after].map((side) => milliseconds(side, 'suppressionDuration'));
  const length = shown(memberOf(after.properties, 'suppressionDuration'));
  if (is === true && was === false)
    yield { loss: 'suppression-on', message: `suppressed for ${length} after each alert` };
  else if (is === true && from !== undefined && to !== undefined && to > from)
    yield {
      loss: 'suppression-longer',
      message: `suppressed for ${length} after each alert instead of ${shown(memberOf(before.properties, 'suppressionDuration'))}`,
    };
}

const gapOf = (side: Side): number => {
  const frequency = milliseconds(side, 'queryFrequency');
  const period = milliseconds(side, 'queryPeriod');
  return frequency === undefined || period === undefined ? 0 : Math.max(0, frequency - period);
};

function* scheduleLoss(before: Side, after: Side): Generator<Loss> {
  if (gapOf(after) > gapOf(before))
    yield {
      loss: 'schedule-gap',
      message: `runs every ${shown(memberOf(after.properties, 'queryFrequency'))} but looks back only ${shown(memberOf(after.properties, 'queryPeriod'))}`,
    };
}

function* droppedFrom(before: Side, after: Side, key: string, loss: LossCode, what: string): Generator<Loss> {
  const kept = new Set(textsOf(memberOf(after.properties, key)));
  const dropped = textsOf(memberOf(before.properties, key)).filter((item) => !kept.has(item));
  if (dropped.length > 0) yield { loss, message: `${what} dropped: ${dropped.join(', ')}` };
}

function* entityLoss(before: Side, after: Side): Generator<Loss> {
  const dropped = ['entityMappings', 'sentinelEntitiesMappings'].flatMap((key) => {
    const [was, is] = [before, after].map((side) => {
      const list = memberOf(side.properties, key);
      return listOf(list);
    });
    const left = [...(is ?? [])];
    return (was ?? []).filter((mapping) => {
      const index = left.findIndex((other) => covers(other, mapping));
      if (index >= 0) left.splice(index, 1);
      return index < 0;
    });
  });
  const names = dropped.map((mapping) => shown(memberOf(mapping, 'entityType') ?? memberOf(mapping, 'columnName')));
  if (names.length > 0) yield { loss: 'entity-dropped', message: `entity mapping dropped: ${names.join(', ')}` };
}

/** The same entity with at least the same identifiers, whatever columns they come from. */
const covers = (other: JsonValue, mapping: JsonValue): boolean => {
  const type = memberOf(mapping, 'entityType');
  if (type === undefined) return equalJson(other, mapping);
  if (memberOf(other, 'entityType') !== type) return false;
  const identifiers = (value: JsonValue): readonly JsonValue[] => {
    const fields = memberOf(value, 'fieldMappings');
    return isArray(fields) ? fields.map((field) => memberOf(field, 'identifier') ?? null) : [];
  };
  const has = new Set(identifiers(other));
  return identifiers(mapping).every((identifier) => has.has(identifier));
};

function* incidentLoss(before: Side, after: Side): Generator<Loss> {
  const [was, is] = [before, after].map(
    (side) => memberOf(memberOf(side.properties, 'incidentConfiguration'), 'createIncident') !== false,
  );
  if (was === true && is === false) yield { loss: 'incidents-off', message: 'makes no incidents any more' };
}

function* updateLosses(before: Side, after: Side): Generator<Loss> {
  if (isOn(before) && !isOn(after)) yield { loss: 'rule-disabled', message: 'is switched off' };
  yield* severityLoss(before, after);
  yield* triggerLoss(before, after);
  yield* suppressionLoss(before, after);
  yield* scheduleLoss(before, after);
  yield* droppedFrom(before, after, 'tactics', 'tactic-dropped', 'tactic');
  yield* droppedFrom(before, after, 'techniques', 'technique-dropped', 'technique');
  yield* droppedFrom(before, after, 'subTechniques', 'technique-dropped', 'sub-technique');
  yield* entityLoss(before, after);
  yield* incidentLoss(before, after);
}

const sideOf = (body: JsonObject): Side => {
  const properties = memberOf(body, 'properties');
  return { properties: objectOf(properties) };
};

/**
 * What a rule detects less after an update than before, judged on canonical bodies. A change of query or of the trigger's
 * operator is not judged: nobody can tell from the text which of two queries finds more.
 */
export const coverageLosses = (before: JsonObject, after: JsonObject): readonly Loss[] =>
  memberOf(sideOf(before).properties, 'enabled') === false ? [] : [...updateLosses(sideOf(before), sideOf(after))];
