import type { ContentDefinition } from '../../core/content-type.ts';
import { objectOf, isObject } from '../../core/json.ts';
import { printYaml } from '../../core/text/edit/render.ts';
import { structuredFiles } from '../structured-file.ts';
import { usesOf } from '../called.ts';
import { itemTable, itemType } from '../item-type.ts';
import { canonical, normalize } from './body.ts';
import { fields, kind, type Kind, type SummaryRule, type SummaryValues } from './fields.ts';
import { lint, type SummaryDraft } from './lint/index.ts';
import { readDocument } from '../../core/text/read-document.ts';
import type { SymbolSource } from '../../core/symbols.ts';

/** Columns that every table of a summary rule has besides those of its query, from the documentation of the service. */
const added = [
  { name: 'TimeGenerated', type: 'datetime' },
  { name: '_RuleName', type: 'string' },
  { name: '_RuleLastModifiedTime', type: 'datetime' },
  { name: '_BinSize', type: 'int' },
  { name: '_BinStartTime', type: 'datetime' },
];

/** The tables that summary rules fill; their other columns are those of a query, which is compiled elsewhere. */
export const summarySymbols: SymbolSource = {
  calls: true,
  isFile: (path) => /\.(?:ya?ml|json)$/i.test(path),
  read: (path, text) => {
    const { value } = readDocument(path, text).document;
    const table = isObject(value) ? value['destinationTable'] : undefined;
    return typeof table === 'string'
      ? { tables: [{ name: table, columns: added, open: true, hidden: [], source: 'repository' }], diagnostics: [] }
      : { diagnostics: [] };
  },
};

const table = itemTable<Kind, SummaryValues, SummaryRule>(fields, kind, 'name');

/** Summary rules: queries that sum logs up into a table of their own, bin by bin. */
export const summaryRule: ContentDefinition<SummaryDraft, SummaryRule> = {
  ...itemType(table, {
    name: 'summary-rule',
    words: { one: 'summary rule', many: 'summary rules' },
    directory: 'summary-rules',
    folders: ['SummaryRules', 'Summary Rules', 'SummaryLogs'],
    schema: {
      title: 'Summary rule',
      description: 'A summary rule of a Log Analytics workspace as a file, one rule a file.',
      aliases: { table: 'destinationTable' },
    },
    resource: {
      words: 'summary rules',
      collection: 'summaryLogs',
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
    starter: ({ name, word }) => ({
      name: word,
      displayName: name,
      description: 'What the table holds, and who reads it.',
      query: 'SigninLogs\n| summarize SignIns = count() by UserPrincipalName, IPAddress\n',
      binSize: 60,
      destinationTable: `${word}_CL`,
    }),
    summary: ({ values: { name, displayName, tags = [] } }) => ({
      id: name,
      name: displayName ?? name,
      version: undefined,
      tags,
    }),
    canonical: () => canonical,
    describe: ({ name, displayName, description = '', binSize, destinationTable }) => ({
      name: displayName ?? name,
      description,
      handling: [`Sums up every ${binSize} minutes into ${destinationTable}.`],
    }),
    file: { print: (value) => printYaml(value, ['query']) },
    imports: { packaged: 'alone' },
  }),
  lint,
};
