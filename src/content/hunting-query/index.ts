import type { ContentDefinition, LintContext, MergedFile } from '../../core/content-type.ts';
import type { Described } from '../../core/described.ts';
import {
  bodyOf,
  documentKeysOf,
  fieldAt,
  readFields,
  showFields,
  withDefaults,
} from '../../core/fields/field-table.ts';
import { schemaOf } from '../../core/fields/field-schema.ts';
import { mergeBody } from '../../core/fields/merge.ts';
import { isArray, isObject, type JsonObject } from '../../core/json.ts';
import type { Resource } from '../../core/resource.ts';
import type { SourceDocument } from '../../core/text/source.ts';
import { raiseVersion } from '../analytics-rule/merge-live.ts';
import { printRule } from '../analytics-rule/to-yaml.ts';
import { savedSearches, tagText } from '../saved-search.ts';
import { canonical, isHunting, normalize, uncut, wire } from './body.ts';
import { fields, keyOrder, kind, type HuntingQuery, type HuntingValues, type Kind } from './fields.ts';
import { lint, type HuntingDraft } from './lint/index.ts';
import { withTimes } from './times.ts';

const parse = (raw: JsonObject): HuntingDraft => {
  const { values, invalid } = readFields<Kind, HuntingValues>(fields, raw);
  return { values, invalid, kind: 'NRT', ...(values.name === undefined ? {} : { name: values.name }), ...idOf(values) };
};

const idOf = ({ id }: Partial<HuntingValues>): { readonly id?: string } => (id === undefined ? {} : { id });

const isWhole = (values: Partial<HuntingValues> | undefined): values is HuntingQuery => values !== undefined;

const complete = ({ values, invalid }: HuntingDraft): HuntingQuery | undefined => {
  const whole = withDefaults<Kind, HuntingValues>(fields, kind, values, invalid);
  return isWhole(whole) ? whole : undefined;
};

const render = (query: HuntingQuery): Resource => ({
  type: savedSearches.collection,
  name: query.id,
  body: wire(bodyOf<Kind, HuntingValues>(fields, kind, query, { now: 0 })),
});

const describe = (query: HuntingQuery): Described => ({
  id: query.id,
  kind: 'Hunting query',
  name: query.name,
  description: query.description,
  severity: query.severity,
  enabled: true,
  tactics: query.tactics,
  techniques: query.techniques,
  connectors: query.requiredDataConnectors.map(({ connectorId, dataTypes }) => ({ id: connectorId, dataTypes })),
  tags: query.tags.map(tagText),
  status: query.status,
  version: query.version,
  author: undefined,
  origin: undefined,
  sigma: undefined,
  schedule: undefined,
  entities: (query.entityMappings ?? []).map(({ entityType, fieldMappings }) => ({
    type: entityType,
    fields: fieldMappings.map(({ identifier, columnName }) => ({ identifier, column: columnName })),
  })),
  entityColumns: [],
  customDetails: Object.entries(query.customDetails ?? {}),
  alert: {
    title: undefined,
    description: undefined,
    severityColumn: undefined,
    tacticsColumn: undefined,
    properties: [],
  },
  handling: ['Runs when an analyst runs it.'],
});

/** The canonical body that a file stands for. */
const saidBy = ({ value }: SourceDocument): JsonObject | undefined => {
  const query = isObject(value) ? complete(parse(value)) : undefined;
  return query === undefined ? undefined : normalize(render(query).body);
};

const merge = (
  document: SourceDocument,
  target: JsonObject,
  _context: LintContext,
  properties?: readonly string[],
): MergedFile | undefined =>
  mergeBody<Kind, HuntingValues>(
    fields,
    document,
    normalize(target),
    {
      kindOf: () => kind,
      bodyOf: saidBy,
      refusal: () => 'the file cannot say it without changing something else',
    },
    properties,
  );

/** What a rule says and a hunting query does not. */
const ofRules = ['kind', 'severity', 'queryFrequency', 'queryPeriod', 'triggerOperator', 'triggerThreshold'];

/** Hunting queries: YAML in the format of Microsoft's public Azure-Sentinel repository, deployed as saved searches. */
export const huntingQuery: ContentDefinition<HuntingDraft, HuntingQuery> = {
  name: 'hunting-query',
  words: { one: 'hunting query', many: 'hunting queries' },
  directory: 'hunting-queries',
  folders: ['HuntingQueries', 'Hunting Queries', 'Hunting'],
  schema: schemaOf<Kind, HuntingValues>(fields, {
    id: 'urn:picket:schema:hunting-query',
    title: 'Hunting query',
    description:
      "A Microsoft Sentinel hunting query as a file: the format of Microsoft's Azure-Sentinel repository, one query a file.",
    aliases: { displayName: 'name', title: 'name', guid: 'id', connectors: 'requiredDataConnectors' },
  }),
  resource: {
    ...savedSearches,
    isOurs: isHunting,
    marker: { kind: 'HuntingQuery', prefix: 'huntingquery' },
  },
  after: ['parser', 'summary-rule'],
  queries: [{ key: 'query', at: '/properties/query', read: withTimes }],
  recognise: (raw) =>
    typeof raw['query'] === 'string' &&
    ['tactics', 'relevantTechniques', 'requiredDataConnectors'].some((key) => isArray(raw[key])) &&
    !ofRules.some((key) => (raw[key] ?? null) !== null),
  summary: ({ values: { id, name, version, tags = [] } }) => ({ id, name, version, tags: tags.map(tagText) }),
  parse,
  complete,
  render,
  normalize,
  canonical: () => canonical,
  describe,
  file: {
    order: keyOrder,
    documentary: documentKeysOf<Kind, HuntingValues>(fields).filter((key) => key !== 'id'),
    print: printRule,
    valueOf: (body, name) => showFields<Kind, HuntingValues>(fields, kind, uncut(body), { id: name }),
    keyOf: (property) => fieldAt<Kind, HuntingValues>(fields, property)?.key ?? property,
    merge,
    raise: raiseVersion,
  },
  imports: {},
  lint,
};
