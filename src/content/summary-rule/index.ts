import type { ContentDefinition, LintContext, MergedFile } from '../../core/content-type.ts';
import type { Described } from '../../core/described.ts';
import { schemaOf } from '../../core/fields/field-schema.ts';
import {
  bodyOf,
  documentKeysOf,
  fieldAt,
  readFields,
  showFields,
  withDefaults,
} from '../../core/fields/field-table.ts';
import { mergeBody } from '../../core/fields/merge.ts';
import { isObject, type JsonObject } from '../../core/json.ts';
import type { Resource } from '../../core/resource.ts';
import { printYaml } from '../../core/text/edit/render.ts';
import { readDocument } from '../../core/text/read-document.ts';
import type { SourceDocument } from '../../core/text/source.ts';
import { canonical, normalize, wire } from './body.ts';
import { fields, keyOrder, kind, type Kind, type SummaryRule, type SummaryValues } from './fields.ts';
import { lint, type SummaryDraft } from './lint/index.ts';
import { summarySymbols } from './symbols.ts';

const parse = (raw: JsonObject): SummaryDraft => readFields<Kind, SummaryValues>(fields, raw);

const isWhole = (values: Partial<SummaryValues> | undefined): values is SummaryRule => values !== undefined;

const complete = ({ values, invalid }: SummaryDraft): SummaryRule | undefined => {
  const whole = withDefaults<Kind, SummaryValues>(fields, kind, values, invalid);
  return isWhole(whole) ? whole : undefined;
};

const collection = 'summaryLogs';

const render = (rule: SummaryRule): Resource => ({
  type: collection,
  name: rule.name,
  body: wire(bodyOf<Kind, SummaryValues>(fields, kind, rule, { now: 0 })),
});

const describe = (rule: SummaryRule): Described => ({
  id: rule.name,
  kind: 'Summary rule',
  name: rule.displayName ?? rule.name,
  description: rule.description ?? '',
  severity: undefined,
  enabled: true,
  tactics: [],
  techniques: [],
  connectors: [],
  tags: rule.tags ?? [],
  status: undefined,
  version: undefined,
  author: undefined,
  origin: undefined,
  sigma: undefined,
  schedule: undefined,
  entities: [],
  entityColumns: [],
  customDetails: [],
  alert: {
    title: undefined,
    description: undefined,
    severityColumn: undefined,
    tacticsColumn: undefined,
    properties: [],
  },
  handling: [`Sums up every ${rule.binSize} minutes into ${rule.destinationTable}.`],
});

/** The canonical body that a file stands for. */
const saidBy = ({ value }: SourceDocument): JsonObject | undefined => {
  const rule = isObject(value) ? complete(parse(value)) : undefined;
  return rule === undefined ? undefined : normalize(render(rule).body);
};

const merge = (
  document: SourceDocument,
  target: JsonObject,
  _context: LintContext,
  properties?: readonly string[],
): MergedFile | undefined =>
  mergeBody<Kind, SummaryValues>(
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
    marker: { kind: 'SummaryRule', prefix: 'summaryrule' },
  },
  after: ['parser'],
  queries: [{ key: 'query', at: '/properties/query' }],
  symbols: summarySymbols,
  recognise: (raw) => typeof raw['destinationTable'] === 'string' && raw['binSize'] !== undefined,
  idKeys: ['name', 'id'],
  files: {
    isItem: (path) => /\.(?:ya?ml|json)$/i.test(path),
    beside: () => [],
    read: (path, bytes) => readDocument(path, bytes),
    place: (stem) => `${stem}.yaml`,
    write: () => new Map(),
  },
  summary: ({ values: { name, displayName, tags = [] } }) => ({
    id: name,
    name: displayName ?? name,
    version: undefined,
    tags,
  }),
  parse,
  complete,
  render,
  normalize,
  canonical: () => canonical,
  describe,
  file: {
    order: keyOrder,
    documentary: documentKeysOf<Kind, SummaryValues>(fields).filter((key) => key !== 'name'),
    print: (value) => printYaml(value, ['query']),
    valueOf: (body, name) => showFields<Kind, SummaryValues>(fields, kind, normalize(body), { name }),
    keyOf: (property) => fieldAt<Kind, SummaryValues>(fields, property)?.key ?? property,
    merge,
    raise: () => undefined,
  },
  imports: {},
  lint,
};
