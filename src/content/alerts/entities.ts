import { isArray, isBag, type DynamicBag, type Row, type Value } from '../../kql/run/values/value.ts';
import { readJson } from '../../kql/run/values/json.ts';
import { entityFacts } from '../analytics-rule/facts/entities.ts';
import type { EntityMapping } from '../analytics-rule/values/entities.ts';
import { cellText, type CellReader } from './cells.ts';
import type { AlertEntity, QueryRule } from './model.ts';

/** Microsoft Learn, "Map data fields to entities": entities of an alert, shared among the mappings in equal parts. */
const mostEntities = 500;
/** The same page: all entities of an alert together, in bytes. */
const mostBytes = 65_536;

/** Accounts of these names are no entity. Source: Microsoft Learn, "Microsoft Sentinel entity types reference". */
const builtIn = new Set([
  'ADMIN',
  'ADMINISTRATOR',
  'SYSTEM',
  'ROOT',
  'ANONYMOUS',
  'AUTHENTICATED USER',
  'NETWORK',
  'NULL',
  'LOCAL SYSTEM',
  'LOCALSYSTEM',
  'NETWORK SERVICE',
]);

const isKept = ({ type, identifiers }: AlertEntity): boolean => {
  const name = identifiers['Name'];
  if (type === 'Account' && name !== undefined && builtIn.has(name.toUpperCase())) return false;
  const required = entityFacts.get(type)?.required ?? [];
  return required.length === 0 || required.some((all) => all.every((key) => identifiers[key] !== undefined));
};

const keyOf = ({ type, identifiers }: AlertEntity): string =>
  JSON.stringify([type, ...Object.entries(identifiers).toSorted(([left], [right]) => (left < right ? -1 : 1))]);

const mapped = ({ entityType, fieldMappings }: EntityMapping, row: Row, cells: CellReader): AlertEntity => ({
  type: entityType,
  identifiers: Object.fromEntries(
    fieldMappings.flatMap(({ identifier, columnName }): [string, string][] => {
      const text = cells.text(row, columnName) ?? '';
      return text === '' ? [] : [[identifier, text]];
    }),
  ),
});

const typeNames = new Map([...entityFacts.keys()].map((name) => [name.toLowerCase(), name]));

const fromBag = (bag: DynamicBag): readonly AlertEntity[] => {
  const named = bag.get('Type') ?? bag.get('$type');
  if (typeof named !== 'string') return [];
  const identifiers = [...bag].flatMap(([key, value]): [string, string][] => {
    const isIdentifier = key !== 'Type' && !key.startsWith('$') && value !== null && !isArray(value) && !isBag(value);
    return isIdentifier ? [[key, cellText(value, 'dynamic')]] : [];
  });
  return [{ type: typeNames.get(named.toLowerCase()) ?? named, identifiers: Object.fromEntries(identifiers) }];
};

/** The entities in a column that holds those of other alerts, as a list or its text. */
const listed = (value: Value | undefined): readonly AlertEntity[] => {
  const list = typeof value === 'string' ? readJson(value) : value;
  return isArray(list) ? list.flatMap((entry) => (isBag(entry) ? fromBag(entry) : [])) : [];
};

/**
 * The entities that the mappings of a rule make of some rows, each once, within the limits of the service: 500 shared by
 * the mappings, 64 KB in all.
 */
export const entitiesOf = (
  { entityMappings, sentinelEntitiesMappings }: Pick<QueryRule, 'entityMappings' | 'sentinelEntitiesMappings'>,
  rows: readonly Row[],
  cells: CellReader,
): readonly AlertEntity[] => {
  const makers = [
    ...entityMappings.map((mapping) => (row: Row) => [mapped(mapping, row, cells)]),
    ...sentinelEntitiesMappings.map(
      ({ columnName }) =>
        (row: Row) =>
          listed(cells.value(row, columnName)),
    ),
  ];
  const share = makers.length === 0 ? 0 : Math.floor(mostEntities / makers.length);
  const found = new Map<string, AlertEntity>();
  let bytes = 0;
  for (const make of makers) {
    let taken = 0;
    for (const entity of rows.flatMap(make)) {
      if (taken >= share) break;
      const key = keyOf(entity);
      if (!isKept(entity) || found.has(key)) continue;
      bytes += key.length;
      if (bytes > mostBytes) return [...found.values()];
      found.set(key, entity);
      taken += 1;
    }
  }
  return [...found.values()];
};
