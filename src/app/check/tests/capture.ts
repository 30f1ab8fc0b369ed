import { resolve } from 'node:path';
import { alertDetails, listedTexts, queryRuleOf, raisesAlerts, ruleIdsOf } from '../../../content/alerts/index.ts';
import { pseudonymised, secretsIn, watchlistRows } from '../../../content/rule-test/index.ts';
import { PicketError } from '../../../core/errors.ts';
import type { Io } from '../../../core/io.ts';
import { type JsonObject, type JsonValue, textOrEmpty } from '../../../core/json.ts';
import { printYaml } from '../../../core/text/edit/render.ts';
import { shown } from '../../../files/discover.ts';
import { kindOf, writeAtomically } from '../../../files/disk.ts';
import { columnsOf, loadRunCompiler, loadStructure, RunError, type QueryStructure } from '../../../kql/index.ts';
import { askingLogs, type AskLogs } from '../../asking-logs.ts';
import { type RuleItem } from '../../content/content.ts';
import type { ConfigChoice } from '../../project.ts';
import { openSession } from '../../session.ts';
import { querySchema } from '../../query-schema.ts';
import { madeTest } from './made-test.ts';
import { budgetOf } from './test-case.ts';

export type CaptureRequest = {
  readonly config: ConfigChoice;
  readonly workspace: string | undefined;
  /** Number or name of an incident, or the id of an alert. */
  readonly subject: string;
  /** The test file to write, relative to the working directory. */
  readonly to: string;
};

export type Captured = {
  readonly path: string;
  readonly rule: string;
  readonly rows: number;
  /** Whether the rule of the repository fires on the rows. */
  readonly verdict: 'fires' | 'silent';
};

const day = 86_400_000;
/** Incidents are looked for among those of so many days: as long as Sentinel keeps its tables without a charge. */
const lookBack = 90 * day;
/** More rows than these nobody reads in a test. */
const mostRows = 200;
const timeout = 10_000;

const literal = (text: string): string => JSON.stringify(text);

/** The alert that is meant: by its own id, or the newest of an incident. */
const alertOf = async (ask: AskLogs, subject: string, now: number): Promise<JsonObject> => {
  const between = { from: now - lookBack, to: now };
  const isNumber = /^\d{1,12}$/.test(subject);
  const incidents = await ask(
    `SecurityIncident\n| where ${isNumber ? `IncidentNumber == ${subject}` : `IncidentName =~ ${literal(subject)}`}\n| summarize arg_max(TimeGenerated, *) by IncidentName`,
    between,
  );
  const ids = incidents.flatMap((incident) => listedTexts(incident['AlertIds']));
  const wanted = ids.length > 0 ? ids : isNumber ? [] : [subject];
  const alerts =
    wanted.length === 0
      ? []
      : await ask(
          `SecurityAlert\n| where SystemAlertId in~ (${wanted.map(literal).join(', ')})\n| summarize arg_max(TimeGenerated, *) by SystemAlertId\n| order by TimeGenerated desc`,
          between,
        );
  const [alert] = alerts;
  if (alert !== undefined) return alert;
  throw new PicketError(
    'usage',
    `There is no incident and no alert \`${subject}\` in the last ${lookBack / day} days.`,
    {
      code: 'no-such-alert',
      hint: 'Name the number of an incident, or the SystemAlertId of an alert.',
    },
  );
};

/** When the rule's query looked, by the alert; the time of the alert itself where it does not say. */
const windowOf = (alert: JsonObject): { readonly from: number; readonly to: number } => {
  const details = alertDetails(alert);
  const time = (...values: readonly (JsonValue | undefined)[]): number =>
    values.map((value) => Date.parse(textOrEmpty(value))).find((each) => !Number.isNaN(each)) ?? Number.NaN;
  const from = time(details['Query Start Time UTC'], alert['StartTime'], alert['TimeGenerated']);
  const to = time(details['Query End Time UTC'], alert['EndTime'], alert['TimeGenerated']);
  if (Number.isNaN(from) || Number.isNaN(to))
    throw new PicketError('service', 'The alert does not say when its query looked.', { code: 'alert-without-time' });
  return { from, to: Math.max(to, from + 1) };
};

/** The query that gives the rows of a table that a rule looks at: its filters before anything else is made of them. */
const rowsQuery = (table: string, { stages }: QueryStructure): string => {
  const [source] = stages;
  // What stands before it are statements and comments.
  const first = source?.query
    .replaceAll(/\/\/.*/g, '')
    .split(';')
    .at(-1)
    ?.trim();
  if (source === undefined || first !== table) return `${table}\n| take ${mostRows}`;
  const end = stages.findIndex(({ filter }, index) => index > 0 && filter === undefined);
  const last = stages[(end < 0 ? stages.length : end) - 1] ?? source;
  return `${last.query}\n| take ${mostRows}`;
};

/** A row as a test has it: nothing that is empty, no name of its table. */
const tidy = (row: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(row).filter(
      ([name, value]) => value !== null && value !== '' && name !== 'Type' && (!name.startsWith('_') || name === '_Im'),
    ),
  );

const ruleOf = (items: readonly RuleItem[], alert: JsonObject): RuleItem => {
  const details = alertDetails(alert);
  const ids = ruleIdsOf(alert);
  const name = textOrEmpty(details['Analytic Rule Name']).toLowerCase();
  const found = items.find(
    ({ raw }) =>
      ids.includes(textOrEmpty(raw['id']).toLowerCase()) ||
      (name !== '' && textOrEmpty(raw['name']).toLowerCase() === name),
  );
  if (found !== undefined) return found;
  throw new PicketError('usage', `No rule of the repository made the alert \`${textOrEmpty(alert['AlertName'])}\`.`, {
    code: 'no-such-rule',
    hint:
      ids.length === 0
        ? 'Rows are captured for alerts of analytics rules only.'
        : `It is of the rule ${ids.join(', ')}: \`picket pull\` writes its file.`,
  });
};

/**
 * Writes the rows that made an alert as a test of its rule, with other names for people, addresses, hosts, tenants and ids.
 * Rejects with a `usage` error for a subject that is not there, for rows that hold what looks like a secret, and for a
 * file that exists.
 */
export const captureCase = async (io: Io, request: CaptureRequest): Promise<Captured> => {
  const path = resolve(io.cwd, request.to);
  if ((await kindOf(path)) !== 'nothing')
    throw new PicketError('usage', `${shown(io.cwd, path)} exists.`, {
      code: 'file-exists',
      hint: 'Name another file, and move the case by hand.',
    });
  const session = await openSession(io, { ...request, queries: 'skip' });
  const { project, workspace, content, connection } = session;
  const declared = await querySchema(project, io, workspace);
  const ask = askingLogs(connection.queryLogs, io);
  const alert = await alertOf(ask, request.subject, io.clock.now());
  const item = ruleOf(
    content.items.filter(({ type }) => raisesAlerts(type)),
    alert,
  );
  const rule = queryRuleOf(item.type, item.raw);
  const query = textOrEmpty(item.raw['query']);
  const compiled = rule === undefined ? undefined : (await loadRunCompiler())(query, declared.schema);
  if (rule === undefined || compiled?.ok !== true)
    throw new PicketError(
      'usage',
      `${item.document.path} cannot be run: ${compiled?.ok === false ? (compiled.errors[0]?.message ?? '') : 'it is not valid.'}`,
      {
        code: 'rule-cannot-run',
        hint: '`picket validate` says what is wrong with it.',
      },
    );
  const { program } = compiled;
  const structure = (await loadStructure())(query);
  const between = windowOf(alert);
  const words = new Set(query.match(/\w+/g));
  const rows = new Map<string, readonly JsonObject[]>();
  for (const table of program.reads.tables) {
    const known = new Set(columnsOf(declared.schema, table)?.map(({ name }) => name));
    const found = await ask(rowsQuery(table, structure), between);
    rows.set(
      table,
      found.map((row) =>
        Object.fromEntries(
          Object.entries(tidy(row)).filter(
            ([name]) => name === 'TimeGenerated' || (words.has(name) && (known.size === 0 || known.has(name))),
          ),
        ),
      ),
    );
  }
  const [secret] = secretsIn(rows);
  if (secret !== undefined)
    throw new PicketError(
      'usage',
      `Nothing is written: \`${secret.column}\` of row ${secret.row} of \`${secret.table}\` holds what looks like ${secret.what}.`,
      { code: 'secret-in-rows', hint: 'Write this case by hand, with another value in its place.' },
    );
  const count = [...rows.values()].reduce((sum, list) => sum + list.length, 0);
  if (count === 0)
    throw new PicketError('usage', 'The workspace no longer has the rows that made the alert.', {
      code: 'no-rows',
      hint: 'They may be older than the table keeps them.',
    });
  try {
    const made = madeTest({
      rule,
      query,
      program,
      context: {
        schema: declared.schema,
        watchlists: new Map(declared.watchlists.map((each) => [each.alias.toLowerCase(), watchlistRows(each)])),
      },
      rows: pseudonymised(rows, query),
      name: /^\d+$/.test(request.subject) ? `incident ${request.subject}` : 'the alert that was captured',
      budget: () => budgetOf(io.clock, timeout),
    });
    await writeAtomically(path, printYaml(made.value));
    return {
      path: shown(io.cwd, path),
      rule: item.document.path,
      rows: count,
      verdict: made.outcome.alerts.length > 0 ? 'fires' : 'silent',
    };
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    throw new PicketError('usage', `${item.document.path} cannot be run over the rows: ${error.finding.message}`, {
      code: 'rule-cannot-run',
      hint: '`picket test` says where.',
    });
  }
};
