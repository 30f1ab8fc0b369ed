import type { JsonObject, JsonValue } from '../../src/core/json.ts';
import type { JsonPointer } from '../../src/core/pointer.ts';

/**
 * The limits of the service as pairs of rules: one exactly at the limit, which must pass, and one a step beyond it,
 * which must be refused. The checks of rule files and the emulator are written independently; both run these rows.
 */
export type Limit = {
  readonly name: string;
  readonly ruleAtLimit: JsonObject;
  readonly ruleBeyond: JsonObject;
  /** What the checks of rule files call it. */
  readonly code: string;
  readonly pointer: JsonPointer;
  /** `format`: Picket refuses it; what the service does with it is not known. */
  readonly refusedBy: 'service' | 'format';
};

/** The moment at which the rows hold, in milliseconds since 1970. */
export const limitsNow = Date.UTC(2026, 0, 15, 12);

/** An entity of a type with these identifiers. */
export const mapping = (entityType: string, ...identifiers: readonly string[]): JsonObject => ({
  entityType,
  fieldMappings: identifiers.map((identifier) => ({ identifier, columnName: 'UserId' })),
});

const base: JsonObject = {
  id: '2a6e1c0b-94a7-4f63-9d0e-6b8f5c1d7e30',
  name: 'Limits of a rule',
  description: 'A rule that is as small as the service allows.',
  kind: 'Scheduled',
  severity: 'Low',
  queryFrequency: '1h',
  queryPeriod: '1h',
  triggerOperator: 'gt',
  triggerThreshold: 0,
  tactics: ['InitialAccess'],
  relevantTechniques: ['T1078'],
  query: 'SigninLogs | project TimeGenerated, UserId',
  entityMappings: [mapping('Account', 'AadUserId')],
};

/** The same rule as NRT. */
export const nrt: JsonObject = Object.fromEntries(
  Object.entries({ ...base, kind: 'NRT' }).filter(([key]) => !/^(?:query(?:Frequency|Period)|trigger)/.test(key)),
);

/** A row about a place: what the smallest rule is changed into. */
export const limit = (name: string, code: string, pointer: JsonPointer, at: JsonObject, beyond: JsonObject): Limit => ({
  name,
  ruleAtLimit: { ...base, ...at },
  ruleBeyond: { ...base, ...beyond },
  code,
  pointer,
  refusedBy: 'service',
});

/** A row about one key of the rule. */
export const field = (
  name: string,
  code: string,
  key: string,
  at: JsonValue,
  beyond: JsonValue,
  rest: JsonObject = {},
): Limit => limit(name, code, `/${key}`, { ...rest, [key]: at }, { ...rest, [key]: beyond });
