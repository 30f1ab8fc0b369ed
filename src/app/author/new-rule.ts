import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { severities, tactics, type RuleSeverity, type Tactic } from '../../content/analytics-rule/model.ts';
import { firstType } from '../../content/index.ts';
import { printRule } from '../../content/analytics-rule/to-yaml.ts';
import { PicketError } from '../../core/errors.ts';
import { fileStem } from '../../core/file-name.ts';
import type { Io } from '../../core/io.ts';
import type { JsonObject } from '../../core/json.ts';
import { nearest } from '../../core/text/nearest.ts';
import { printYaml } from '../../core/text/print-yaml.ts';
import { isBelow, shown } from '../../files/discover.ts';
import { kindOf, writeAtomically } from '../../files/disk.ts';
import type { TableSchema } from '../../kql/index.ts';
import { everyFolder } from '../content-folders.ts';
import { entitiesOf } from './new-rule-entities.ts';
import { openProject, type ConfigChoice, type Project } from '../project.ts';
import { querySchema } from '../query-schema.ts';
import { errorsIn } from './draft-errors.ts';
import { laidOut } from '../check/fmt.ts';
import { testOf } from './new-test.ts';

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
  /** Relative to the working directory; undefined for the first content folder. */
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
  const folder =
    request.folder === undefined
      ? resolve(project.root, project.config.content[0] ?? firstType.directory)
      : resolve(io.cwd, request.folder);
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
