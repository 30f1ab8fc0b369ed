import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { severities, tactics, type RuleSeverity, type Tactic } from '../../content/analytics-rule/model.ts';
import { firstType } from '../../content/index.ts';
import { printRule } from '../../content/analytics-rule/to-yaml.ts';
import { PicketError } from '../../core/errors.ts';
import { fileStem } from '../../core/file-name.ts';
import type { Io } from '../../core/io.ts';
import type { JsonObject, JsonValue } from '../../core/json.ts';
import { nearest } from '../../core/text/nearest.ts';
import { printYaml } from '../../core/text/edit/render.ts';
import { isBelow, shown } from '../../files/discover.ts';
import { kindOf, writeAtomically } from '../../files/disk.ts';
import type { TableSchema } from '../../kql/index.ts';
import { everyFolder } from '../content/content-folders.ts';
import { folderFor } from './pull-content.ts';
import { openProject, type ConfigChoice, type Project } from '../project.ts';
import { querySchema } from '../query-schema.ts';
import { errorsIn } from './draft-errors.ts';
import { laidOut } from '../check/fmt.ts';

/** Values that look like those of a column, by its name. */
const examples: readonly (readonly [name: RegExp, value: string])[] = [
  [/address|^ip|ip$/i, '203.0.113.7'],
  [/principalname|upn|user|account|actor|caller/i, 'ana@contoso.com'],
  [/computer|host|device|machine/i, 'pc-1.contoso.com'],
  [/resourceid/i, '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-example'],
];

/** A value for a column; undefined where none can be made up. */
const exampleOf = (name: string, type: string): JsonValue | undefined => {
  switch (type) {
    case 'string':
      return examples.find(([pattern]) => pattern.test(name))?.[1] ?? 'example';
    case 'int':
    case 'long':
      return 1;
    case 'real':
      return 1.5;
    case 'bool':
      return true;
    case 'guid':
      return '11111111-1111-1111-1111-111111111111';
    default:
      return undefined;
  }
};

const rowOf = ({ columns }: TableSchema, names: readonly string[]): JsonObject =>
  Object.fromEntries(
    columns.flatMap(({ name, type }): [string, JsonValue][] => {
      const value = names.includes(name) ? exampleOf(name, type) : undefined;
      return value === undefined ? [] : [[name, value]];
    }),
  );

/**
 * The test of a new rule, which fires: over rows of the columns that its query names, as many as it wants and one less.
 * @param more rows that do not suffice yet; undefined for a rule that each row triggers
 */
const testOf = (table: TableSchema, columns: readonly string[], more: number | undefined): JsonObject => {
  const row = rowOf(table, columns);
  const rows = (count: number): JsonValue => [{ repeat: { count, every: '1m' }, row }];
  const given = (value: JsonValue): JsonObject => ({ [table.name]: value });
  return {
    now: '2026-03-01T12:00:00Z',
    cases:
      more === undefined
        ? [
            { name: 'what the rule is about', given: given([row]), expect: { alerts: 1 } },
            { name: 'nothing happens', given: given([]), expect: 'silent' },
          ]
        : [
            { name: 'what the rule is about', given: given(rows(more + 1)), expect: { alerts: 1 } },
            { name: 'one event less', given: given(rows(more)), expect: 'silent' },
          ],
  };
};

/** How the columns of a table become entities in a new rule. */
type Entities = {
  /** Columns of the table that the query keeps. */
  readonly columns: readonly string[];
  /** Columns that are made of them. */
  readonly extend: readonly { readonly name: string; readonly expression: string }[];
  /** As `entityMappings` has them. */
  readonly mappings: readonly JsonObject[];
};

/**
 * Columns that hold an entity, the most telling first. Accounts as `name@suffix`, hosts as names with or without a
 * domain: those that the tables of Microsoft's connectors use.
 */
const accountColumns = [
  'UserPrincipalName',
  'AccountUpn',
  'AccountUPN',
  'InitiatingProcessAccountUpn',
  'UserId',
  'Caller',
  'ActorUsername',
];
const addressColumns = [
  'IPAddress',
  'CallerIpAddress',
  'ClientIP',
  'SrcIpAddr',
  'SourceIP',
  'SourceIp',
  'RemoteIP',
  'IpAddress',
];
const hostColumns = ['DeviceName', 'Computer', 'DvcHostname', 'HostName'];

const mapping = (entityType: string, fields: Readonly<Record<string, string>>): JsonObject => ({
  entityType,
  fieldMappings: Object.entries(fields).map(([identifier, columnName]) => ({ identifier, columnName })),
});

/** The entities that a table's columns give: at most one account, one address and one host. */
const entitiesOf = (columns: readonly string[]): Entities => {
  const first = (wanted: readonly string[]): string | undefined => wanted.find((name) => columns.includes(name));
  const account = first(accountColumns);
  const address = first(addressColumns);
  const host = first(hostColumns);
  return {
    columns: [account, address, host].filter((name) => name !== undefined),
    extend: [
      ...(account === undefined
        ? []
        : [
            { name: 'AccountName', expression: `tostring(split(${account}, '@')[0])` },
            { name: 'AccountUpnSuffix', expression: `tostring(split(${account}, '@')[1])` },
          ]),
      ...(host === undefined ? [] : [{ name: 'HostShortName', expression: `tostring(split(${host}, '.')[0])` }]),
    ],
    mappings: [
      ...(account === undefined ? [] : [mapping('Account', { Name: 'AccountName', UPNSuffix: 'AccountUpnSuffix' })]),
      ...(address === undefined ? [] : [mapping('IP', { Address: address })]),
      ...(host === undefined ? [] : [mapping('Host', { HostName: 'HostShortName' })]),
    ],
  };
};

export const newRuleKinds = ['Scheduled', 'NRT'] as const;
export type NewRuleKind = (typeof newRuleKinds)[number];

export { severities, tactics };

export type NewRuleRequest = {
  readonly config: ConfigChoice;
  readonly name: string;
  readonly kind: NewRuleKind;
  readonly severity: RuleSeverity;
  readonly tactics: readonly Tactic[];
  readonly techniques: readonly string[];
  /** The table that the query begins with. */
  readonly table: string;
  /** Relative to the working directory; undefined for the first content folder that holds rules. */
  readonly folder: string | undefined;
};

const findTable = async (project: Project, io: Pick<Io, 'cwd'>, name: string): Promise<TableSchema> => {
  const { schema } = await querySchema(project, io);
  const names = [...schema.tableNames()];
  const exact = schema.table(name) ?? schema.table(names.find((one) => one.toLowerCase() === name.toLowerCase()) ?? '');
  if (exact !== undefined) return exact;
  const close = nearest(name, names)[0];
  throw new PicketError('usage', `Picket knows no table \`${name}\`.`, {
    code: 'unknown-table',
    hint: `${close === undefined ? '' : `Did you mean \`${close}\`? `}A table of your own is a JSON file under ${project.config.schema.tables.join(', ')}: {"Name": "${name}", "Properties": [{"name": "User_s", "type": "string"}]}.`,
  });
};

/** So many events are nothing to look at, in a rule that nobody has finished. */
const usualEvents = 10;

const queryOf = (table: TableSchema, kind: NewRuleKind): { readonly query: string; readonly mappings: JsonObject } => {
  const { columns, extend, mappings } = entitiesOf(table.columns.map(({ name }) => name));
  const computed = extend.map(({ name, expression }) => `${name} = ${expression}`);
  const computedLine = computed.length === 0 ? [] : [`| extend ${computed.join(', ')}`];
  const outcome =
    kind === 'NRT'
      ? [...computedLine, `| project ${['TimeGenerated', ...columns, ...extend.map(({ name }) => name)].join(', ')}`]
      : [
          `| summarize Events = count(), StartTime = min(TimeGenerated), EndTime = max(TimeGenerated)${columns.length === 0 ? '' : ` by ${columns.join(', ')}`}`,
          `| where Events > ${usualEvents}`,
          ...computedLine,
        ];
  const lines = [table.name, '// Say here what you look for, e.g. | where EventID == 1102', ...outcome];
  return {
    query: `${lines.join('\n')}\n`,
    mappings: mappings.length === 0 ? {} : { entityMappings: mappings },
  };
};

const ruleOf = (request: NewRuleRequest, table: TableSchema): JsonObject => {
  const { query, mappings } = queryOf(table, request.kind);
  const schedule: JsonObject =
    request.kind === 'NRT'
      ? {}
      : { queryFrequency: '1h', queryPeriod: '1h', triggerOperator: 'gt', triggerThreshold: 0 };
  return {
    id: randomUUID(),
    name: request.name,
    version: '1.0.0',
    kind: request.kind,
    description:
      'What happened, in one or two sentences.\n\nFalse positives: what looks the same and is not.\nResponse: what to look at first, and what to do.\n',
    severity: request.severity,
    ...schedule,
    tactics: request.tactics,
    ...(request.techniques.length === 0 ? {} : { relevantTechniques: request.techniques }),
    query,
    ...mappings,
    // A rule that nobody has finished must not raise alerts.
    enabled: false,
  };
};

/** A rule that was written with its test, and whether its folder is one whose rules are checked and deployed. */
export type NewRule = { readonly path: string; readonly test: string; readonly place: 'content' | 'elsewhere' };

/**
 * Writes a rule file that has no findings: a new id, a query over the table, its entities mapped, switched off until
 * somebody has finished it; and its test, which passes. The files are named like the rule. Rejects with a `usage` error for a table that is
 * not known, for words that would make no valid rule, or where the file exists.
 */
export const newRule = async (io: Pick<Io, 'cwd'>, request: NewRuleRequest): Promise<NewRule> => {
  const project = await openProject(io, request.config);
  const table = await findTable(project, io, request.table);
  const folder = folderFor(project, io, request.folder);
  const path = join(folder, `${fileStem(request.name)}.yaml`);
  const test = join(folder, `${fileStem(request.name)}.test.yaml`);
  for (const file of [path, test])
    if ((await kindOf(file)) !== 'nothing')
      throw new PicketError('usage', `${shown(io.cwd, file)} exists.`, {
        code: 'file-exists',
        hint: 'Give the rule another name, or --folder to put it elsewhere.',
      });
  const text = printRule(ruleOf(request, table));
  const [error] = errorsIn(firstType, text, shown(io.cwd, path));
  if (error !== undefined)
    throw new PicketError('usage', `With these words the rule would not be valid: ${error}`, {
      code: 'bad-value',
      hint: 'Nothing was written.',
    });
  await writeAtomically(path, await laidOut(firstType, path, text));
  const { columns } = entitiesOf(table.columns.map(({ name }) => name));
  await writeAtomically(test, printYaml(testOf(table, columns, request.kind === 'NRT' ? undefined : usualEvents)));
  const inside = everyFolder(project.config).some((content) => isBelow(resolve(project.root, content), folder));
  return { path: shown(io.cwd, path), test: shown(io.cwd, test), place: inside ? 'content' : 'elsewhere' };
};
