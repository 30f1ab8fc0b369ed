import type { ContentDefinition } from '../../core/content-type.ts';
import type { Upstream } from '../../core/file-form.ts';
import { isArray, type JsonObject, filledText } from '../../core/json.ts';
import { itemTable, itemType } from '../item-type.ts';
import { raiseVersion } from '../analytics-rule/merge-live.ts';
import { printRule } from '../analytics-rule/to-yaml.ts';
import { savedSearches, tagText } from '../saved-search.ts';
import { canonical, isHunting, uncut } from './body.ts';
import { fields, kind, type HuntingQuery, type HuntingValues, type Kind } from './fields.ts';
import { lint, type HuntingDraft } from './lint/index.ts';
import { withTimes } from './times.ts';
import { rewrite } from '../../core/text/rewrite.ts';

/**
 * A query has the id of the template that solutions install it from: both are made of one file of Microsoft's public
 * repository, whose version is that of the template.
 */
export const upstream: Upstream = {
  own: ['tags'],
  key: 'id',
  linkOf: ({ id, version }) => {
    const template = filledText(id);
    return template === undefined ? undefined : { template, version: filledText(version), isImplied: true };
  },
  linked: ({ id, body }) => ({ id, body }),
  follow: (document, version) => {
    const file = rewrite(document);
    file.set('/version', version, 'name');
    return file.document().text;
  },
};

const table = itemTable<Kind, HuntingValues, HuntingQuery>(fields, kind, 'id');

const parse = (raw: JsonObject): HuntingDraft => {
  const { values, invalid } = table.parse(raw);
  return { values, invalid, kind: 'NRT', ...(values.name === undefined ? {} : { name: values.name }), ...idOf(values) };
};

const idOf = ({ id }: Partial<HuntingValues>): { readonly id?: string } => (id === undefined ? {} : { id });

/** What a rule says and a hunting query does not. */
const ofRules = ['kind', 'severity', 'queryFrequency', 'queryPeriod', 'triggerOperator', 'triggerThreshold'];

/** Hunting queries: YAML in the format of Microsoft's public Azure-Sentinel repository, deployed as saved searches. */
export const huntingQuery: ContentDefinition<HuntingDraft, HuntingQuery> = {
  ...itemType(table, {
    name: 'hunting-query',
    words: { one: 'hunting query', many: 'hunting queries' },
    directory: 'hunting-queries',
    folders: ['HuntingQueries', 'Hunting Queries', 'Hunting'],
    schema: {
      title: 'Hunting query',
      description:
        "A Microsoft Sentinel hunting query as a file: the format of Microsoft's Azure-Sentinel repository, one query a file.",
      aliases: { displayName: 'name', title: 'name', guid: 'id', connectors: 'requiredDataConnectors' },
    },
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
    starter: ({ name, id }) => ({
      id,
      name,
      description: 'What it looks for, in one or two sentences.',
      tactics: ['InitialAccess'],
      query:
        'SigninLogs\n| where TimeGenerated > ago(7d)\n| summarize SignIns = count() by UserPrincipalName, IPAddress\n',
    }),
    summary: ({ values: { id, name, version, tags = [] } }) => ({ id, name, version, tags: tags.map(tagText) }),
    canonical: () => canonical,
    describe: (query) => ({
      name: query.name,
      description: query.description,
      severity: query.severity,
      tactics: query.tactics,
      techniques: query.techniques,
      connectors: query.requiredDataConnectors.map(({ connectorId, dataTypes }) => ({ id: connectorId, dataTypes })),
      status: query.status,
      version: query.version,
      entities: (query.entityMappings ?? []).map(({ entityType, fieldMappings }) => ({
        type: entityType,
        fields: fieldMappings.map(({ identifier, columnName }) => ({ identifier, column: columnName })),
      })),
      customDetails: Object.entries(query.customDetails ?? {}),
      handling: ['Runs when an analyst runs it.'],
    }),
    fileOf: (body, name) => table.show(uncut(body), { id: name }),
    file: {
      print: printRule,
      raise: raiseVersion,
    },
    imports: { packaged: 'alone', example: 'solution.json' },
    upstream,
  }),
  parse,
  lint,
};
