import { isObject, objectOf, parseJson, textsOf, type JsonObject, type JsonValue } from '../../core/json.ts';
import { entityFacts } from '../analytics-rule/facts/entities.ts';
import type { QueryRule } from './model.ts';

/** A member of a row of the logs that holds JSON, as itself or as its text. */
const jsonIn = (value: JsonValue | undefined): JsonValue | undefined =>
  typeof value === 'string' ? parseJson(value) : value;

/** What an alert says under `ExtendedProperties`. */
export const alertDetails = (alert: JsonObject): JsonObject => objectOf(jsonIn(alert['ExtendedProperties']));

/** The texts of a list that is JSON or its text; a text that is no JSON is the only one. */
export const listedTexts = (value: JsonValue | undefined): readonly string[] => {
  const read = jsonIn(value) ?? value;
  return textsOf(typeof read === 'string' ? [read] : read);
};

/** The ids of the rules that raised an alert, in lower case. */
export const ruleIdsOf = (alert: JsonObject): readonly string[] =>
  listedTexts(alertDetails(alert)['Analytic Rule Ids']).map((id) => (id.split('/').at(-1) ?? '').toLowerCase());

type Members = ReadonlyMap<string, string>;

const membersOf = (entity: JsonObject): Members =>
  new Map(
    Object.entries(entity).flatMap(([key, value]): [string, string][] =>
      value === null || typeof value === 'object' || value === '' ? [] : [[key.toLowerCase(), String(value)]],
    ),
  );

/** The service takes a full name apart: `ana@contoso.com` is the name `ana` and the suffix `contoso.com`. */
const fullName = (members: Members): string | undefined => {
  const name = members.get('name');
  const [suffix, domain, host, dns] = ['upnsuffix', 'ntdomain', 'hostname', 'dnsdomain'].map((key) => members.get(key));
  if (name !== undefined)
    return suffix !== undefined ? `${name}@${suffix}` : domain !== undefined ? `${domain}\\${name}` : name;
  return host === undefined || dns === undefined ? host : `${host}.${dns}`;
};

/** Entity types are spelled otherwise in alerts: `ip`, `cloud-application`. */
const plainType = (type: JsonValue | undefined): string =>
  typeof type === 'string' ? type.toLowerCase().replaceAll('-', '') : '';

/** The columns of a rule's result whose values its alerts show, by the name under which an exclusion takes them. */
export const shownColumns = ({
  entityMappings,
  customDetails,
}: Pick<QueryRule, 'entityMappings' | 'customDetails'>): ReadonlyMap<string, string> => {
  const mapped = entityMappings.flatMap(({ entityType, fieldMappings }) =>
    fieldMappings.map(({ identifier, columnName }) => [`${entityType}.${identifier}`, columnName] as const),
  );
  // Of two columns that are mapped alike an alert does not say which one a value was in.
  const once = mapped.filter(([key]) => mapped.filter(([other]) => other === key).length === 1);
  return new Map([...once, ...Object.values(customDetails).map((column) => [column, column] as const)]);
};

/** The values of those columns that an alert of the rule shows, as its row in `SecurityAlert` has them. */
export const shownValues = (
  rule: Pick<QueryRule, 'entityMappings' | 'customDetails'>,
  alert: JsonObject,
): ReadonlyMap<string, readonly string[]> => {
  const entities = jsonIn(alert['Entities']);
  const found = (Array.isArray(entities) ? entities : []).filter(isObject).map((entity) => ({
    type: plainType(entity['Type']),
    members: membersOf(entity),
  }));
  const details = objectOf(jsonIn(alertDetails(alert)['Custom Details']));
  const detailOf = new Map(Object.entries(rule.customDetails).map(([name, column]) => [column, name]));
  return new Map(
    [...shownColumns(rule).keys()].flatMap((key): [string, readonly string[]][] => {
      const detail = detailOf.get(key);
      const [type = '', identifier = ''] = key.split('.');
      const values =
        detail === undefined
          ? found
              .filter((entity) => entity.type === plainType(type))
              .flatMap(({ members }) => {
                const value = members.get(identifier.toLowerCase());
                return value ?? (identifier === 'FullName' ? (fullName(members) ?? []) : []);
              })
          : listedTexts(details[detail]);
      return values.length === 0 ? [] : [[key, values]];
    }),
  );
};

/** Whether some of these identifiers (`IP.Address`) say which entity is meant; a domain alone does not. */
export const namesEntity = (keys: readonly string[]): boolean =>
  [...entityFacts].some(([type, { required }]) => {
    const own = keys.flatMap((key) => (key.startsWith(`${type}.`) ? [key.slice(type.length + 1)] : []));
    return own.length > 0 && (required.length === 0 || required.some((all) => all.every((key) => own.includes(key))));
  });
