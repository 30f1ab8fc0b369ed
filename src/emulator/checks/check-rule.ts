import { checkEntities } from './check-entities.ts';
import { checkIncidents } from './check-incidents.ts';
import { checkSchedule } from './check-schedule.ts';
import { checkTexts } from './check-texts.ts';
import { checkReadOnly, checkRequired, checkTypes } from './check-types.ts';
import { firstOf, invalidQueryLength, isQueryRule, textOf, type Check } from './checks.ts';
import { checkCompiled } from './compile.ts';

/** The query: its length, and what a compilation in the workspace would refuse. */
const checkQuery: Check = ({ kind, properties, settings, compile }) => {
  if (!isQueryRule(kind)) return undefined;
  const query = textOf(properties['query']);
  if (query.trim().length < 1 || query.length > 10_000) return invalidQueryLength(query.length);
  if (settings.queryChecks === 'enabled-only' && properties['enabled'] === false) return undefined;
  const compiled = compile(query);
  return compiled === undefined ? undefined : checkCompiled(query, compiled);
};

/** Everything that the service refuses about the properties of a rule, in its order: form, values, then the query. */
export const checkRule: Check = firstOf(
  checkReadOnly,
  checkRequired,
  checkTypes,
  checkTexts,
  checkSchedule,
  checkEntities,
  checkIncidents,
  checkQuery,
);
