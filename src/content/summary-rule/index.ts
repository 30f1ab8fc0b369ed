import type { ContentDefinition } from '../../core/content-type.ts';
import { raisesNoAlert, type Described } from '../../core/described.ts';
import { objectOf } from '../../core/json.ts';
import { schemaOf } from '../../core/fields/field-schema.ts';
import type { Resource } from '../../core/resource.ts';
import { printYaml } from '../../core/text/edit/render.ts';
import { structuredFiles } from '../structured-file.ts';
import { usesOf } from '../called.ts';
import { itemTable } from '../item-table.ts';
import { canonical, normalize, wire } from './body.ts';
import { fields, kind, type Kind, type SummaryRule, type SummaryValues } from './fields.ts';
import { lint, type SummaryDraft } from './lint/index.ts';
import { summarySymbols } from './symbols.ts';

const table = itemTable<Kind, SummaryValues, SummaryRule>(fields, kind, 'name');

const collection = 'summaryLogs';

const render = (rule: SummaryRule): Resource => ({
  type: collection,
  name: rule.name,
  body: wire(table.bodyOf(rule)),
});

const describe = (rule: SummaryRule): Described => ({
  ...raisesNoAlert,
  id: rule.name,
  kind: 'Summary rule',
  name: rule.displayName ?? rule.name,
  description: rule.description ?? '',
  tags: rule.tags ?? [],
  handling: [`Sums up every ${rule.binSize} minutes into ${rule.destinationTable}.`],
});

/** Summary rules: queries that sum logs up into a table of their own, bin by bin. */
export const summaryRule: ContentDefinition<SummaryDraft, SummaryRule> = {
  name: 'summary-rule',
  words: { one: 'summary rule', many: 'summary rules' },
  directory: 'summary-rules',
  folders: ['SummaryRules', 'Summary Rules', 'SummaryLogs'],
  schema: schemaOf<Kind, SummaryValues>(fields, {
    id: 'urn:picket:schema:summary-rule',
    title: 'Summary rule',
    description: 'A summary rule of a Log Analytics workspace as a file, one rule a file.',
    aliases: { table: 'destinationTable' },
  }),
  resource: {
    words: 'summary rules',
    collection,
    apiVersion: '2025-07-01',
    etag: 'header',
    created: 201,
    // Microsoft Learn, summary rules: roles of Sentinel do not hold summarylogs/write.
    role: 'Log Analytics Contributor',
    // The rule makes its table, in the name of whoever writes it.
    alsoTakes: {
      write: [{ action: 'Microsoft.OperationalInsights/workspaces/tables/write', role: 'Log Analytics Contributor' }],
    },
    marker: { kind: 'SummaryRule', prefix: 'summaryrule' },
  },
  after: ['parser'],
  queries: [{ key: 'query', at: '/properties/query' }],
  symbols: summarySymbols,
  risk: {
    gives: ({ body }) => {
      const { destinationTable: name } = objectOf(objectOf(normalize(body))['properties']);
      return typeof name === 'string'
        ? {
            name,
            words: `The table \`${name}\` of the summary rule`,
            isCalledIn: (query) => usesOf(query, name).length > 0,
          }
        : undefined;
    },
    quotas: [
      {
        name: 'summary',
        label: 'summary rules',
        words: 'active summary rules',
        setting: 'summaryRules',
        // Microsoft Learn, summary rules: 100 active rules in a workspace; older pages say 30.
        limit: 100,
        wayOut: 'Remove some, or stop them in the workspace.',
        counts: (body) => objectOf(body['properties'])['isActive'] !== false,
      },
    ],
  },
  recognise: (raw) => typeof raw['destinationTable'] === 'string' && raw['binSize'] !== undefined,
  idKeys: ['name', 'id'],
  files: structuredFiles,
  summary: ({ values: { name, displayName, tags = [] } }) => ({
    id: name,
    name: displayName ?? name,
    version: undefined,
    tags,
  }),
  parse: table.parse,
  complete: table.complete,
  render,
  normalize,
  canonical: () => canonical,
  describe,
  file: {
    ...table.file,
    print: (value) => printYaml(value, ['query']),
    valueOf: (body, name) => table.show(normalize(body), { name }),
    merge: (document, target, _context, properties) =>
      table.merge(document, normalize(target), (rule) => normalize(render(rule).body), properties),
  },
  imports: {},
  starter: ({ name, word }) => ({
    name: word,
    displayName: name,
    description: 'What the table holds, and who reads it.',
    query: 'SigninLogs\n| summarize SignIns = count() by UserPrincipalName, IPAddress\n',
    binSize: 60,
    destinationTable: `${word}_CL`,
  }),
  lint,
};
