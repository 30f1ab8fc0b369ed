import { checkEntities } from './check-entities.ts';
import { checkIncidents } from './check-incidents.ts';
import { checkSchedule } from './check-schedule.ts';
import { checkTexts } from './check-texts.ts';
import { checkReadOnly, checkRequired, checkTypes } from './check-types.ts';
import { firstOf, invalidQueryLength, textOf, type Check } from './checks.ts';
import { badRequest, invalidModel } from './reply.ts';
import { readsEverything, sourcesOf, tokensOf } from './query-text.ts';

/** The query: its length, and what a compilation in the workspace would refuse. */
const checkQuery: Check = ({ kind, properties, settings, sources }) => {
  if (kind !== 'Scheduled' && kind !== 'NRT') return undefined;
  const query = textOf(properties['query']);
  if (query.trim().length < 1 || query.length > 10_000) return invalidQueryLength(query.length);
  if (settings.queryChecks === 'enabled-only' && properties['enabled'] === false) return undefined;
  const tokens = tokensOf(query);
  if (tokens.length === 0)
    return badRequest(
      'Request is invalid and cannot be processed: Syntax error: SYN0001: I could not parse that, sorry. ' +
        '[line:position=0:0].',
    );
  if (readsEverything(tokens)) return invalidModel(`The query should not contain 'search *' or 'union *'.`);
  if (sources === undefined) return undefined;
  return sourcesOf(tokens).every((name) => sources.has(name.toLowerCase()))
    ? undefined
    : badRequest('Failed to run the analytics rule query. One of the tables does not exist.');
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
