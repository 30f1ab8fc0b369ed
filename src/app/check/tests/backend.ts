import { createKusto } from '../../../azure/kusto.ts';
import type { QueryRule } from '../../../content/alerts/index.ts';
import { checkExpected, runCaseElsewhere, testDiagnostic, type TestFinding } from '../../../content/rule-test/index.ts';
import type { WorkspaceConfig } from '../../../core/config/config.ts';
import { PicketError } from '../../../core/errors.ts';
import type { Io } from '../../../core/io.ts';
import { isUnknown, type AskService } from '../../../core/ports.ts';
import type { TestFailure, TestStatus } from '../../../core/tests.ts';
import type { SourceDocument } from '../../../core/text/source.ts';
import {
  loadQueryPrinter,
  readAnswer,
  resultAsJson,
  sameTables,
  type Program,
  type QueryPrinter,
  type QuerySchema,
  type RunInput,
  type Table,
} from '../../../kql/index.ts';
import { connect } from '../../connection.ts';
import type { Project } from '../../project.ts';
import type { CaseVerdict } from './test-case.ts';

/** Where queries of cases are run besides. */
export type BackendChoice =
  | { readonly kind: 'workspace'; readonly workspace: WorkspaceConfig }
  | { readonly kind: 'kusto'; readonly address: string };

/** Longer texts are not sent: the services take some megabytes, and say nowhere how many. */
const longestQuery = 1_000_000;

const day = 24 * 60 * 60 * 1000;

/** The service that a choice names. Throws a usage error for an address that is none. */
export const askOf = async (project: Project, io: Io, choice: BackendChoice): Promise<AskService> =>
  choice.kind === 'kusto'
    ? createKusto({ address: choice.address, credential: { env: io.env } })
    : (await connect(project, choice.workspace, io)).askLogs;

/** What a service answers a query, as a table. Throws a service error for what is no answer, and where it may not be asked. */
export const tableOf = async (answer: ReturnType<AskService>): Promise<Table> => {
  const text = await answer;
  if (isUnknown(text)) throw new PicketError('auth', `The logs cannot be read: ${text.unknown}`, { code: 'no-logs' });
  const table = readAnswer(text);
  if (table !== undefined) return table;
  throw new PicketError('service', 'The service answers a query with something that is no table.', {
    code: 'no-table',
  });
};

/** A query on which the interpreter and the service do not agree: all that is needed to look into it. */
export type Difference = { readonly rule: string; readonly case: string; readonly query: string } & {
  readonly service: Table;
  readonly interpreter: Table;
};

/** A difference as one line of JSON: the query with its rows, and both answers. */
export const differenceLine = ({ rule, case: name, query, service, interpreter }: Difference): string => {
  const answer = (table: Table): unknown => JSON.parse(resultAsJson(table));
  return `${JSON.stringify({ rule, case: name, query, expected: answer(service), actual: answer(interpreter) })}\n`;
};

type Refused = { readonly problem: string };

/** Runs cases on a service: the rows that a case gives stand in the query itself, so that nothing is ingested. */
export type Backend = (given: {
  readonly verdict: CaseVerdict;
  readonly rule: QueryRule;
  readonly query: string;
  readonly program: Program;
  readonly document: SourceDocument;
  readonly schema: QuerySchema;
}) => Promise<{ readonly verdict: CaseVerdict; readonly difference?: Difference }>;

const textFor = (
  printer: QueryPrinter,
  query: string,
  schema: QuerySchema,
  program: Program,
  seen: RunInput,
): { readonly query: string } | Refused => {
  const given = (names: readonly string[], find: (name: string) => ReturnType<RunInput['table']>) =>
    new Map(
      names.flatMap((name): [string, Table][] => {
        const rows = find(name);
        return rows?.columns === undefined ? [] : [[name, { columns: rows.columns, rows: rows.rows }]];
      }),
    );
  const printed = printer.selfContained(query, schema, {
    now: seen.now,
    tables: given(program.reads.tables, seen.table),
    watchlists: given(program.reads.watchlists, (alias) => seen.watchlist?.(alias)),
  });
  if ('problem' in printed || printed.query.length <= longestQuery) return printed;
  return {
    problem: `the query with its rows has ${printed.query.length} characters, and at most ${longestQuery} are sent`,
  };
};

const toTheProject =
  'The query with its rows and both answers is kept in .picket/differences.jsonl: send it to the project.';

/** Ends the work on a case that no query can carry. */
class NotCarried extends Error {}

export const backendOf = async (project: Project, io: Io, choice: BackendChoice): Promise<Backend> => {
  const ask = await askOf(project, io, choice);
  const printer = await loadQueryPrinter();
  return async ({ verdict, rule, query, program, document, schema }) => {
    const { each, outcome, tested } = verdict;
    const { expect } = each.case;
    if (outcome === undefined || expect === undefined || tested.status === 'flaky') return { verdict };
    const settled = (
      status: TestStatus,
      failure: Omit<TestFailure, 'range'>,
      { code, hint }: Pick<TestFinding, 'code' | 'hint'>,
    ): CaseVerdict => ({
      ...verdict,
      tested: { ...tested, status, failures: [...tested.failures, failure] },
      diagnostics: [
        ...verdict.diagnostics,
        testDiagnostic(document, {
          code,
          at: each.case.origin('/expect'),
          part: 'key',
          message: `${each.case.name}: ${failure.message}`,
          ...(hint === undefined ? {} : { hint }),
        }),
      ],
    });
    let difference: Difference | undefined;
    try {
      const elsewhere = await runCaseElsewhere(rule, each.input, async (seen) => {
        const text = textFor(printer, query, schema, program, seen);
        if ('problem' in text) throw new NotCarried(text.problem);
        const now = io.clock.now();
        const service = await tableOf(ask(text.query, { from: now - day, to: now }, io.signals.abort));
        const interpreter = program.run(seen);
        // Where the language leaves a choice open, two answers may differ and both be right.
        if (program.arbitrary.length === 0 && !sameTables(service, interpreter))
          difference ??= { rule: rule.name, case: each.case.name, query: text.query, service, interpreter };
        return service;
      });
      const { mismatches } = checkExpected(expect, elsewhere, each.input.now);
      const [first] = mismatches;
      const differing = difference === undefined ? {} : { difference };
      if (first !== undefined && tested.status === 'passed') {
        const { message, comparison } = first;
        const failure = { message: `On the service: ${message}`, ...(comparison === undefined ? {} : { comparison }) };
        return { verdict: settled('failed', failure, { code: 'test/failed' }), ...differing };
      }
      if (difference === undefined) return { verdict };
      const failure = { message: 'The service gives other rows than the interpreter.' };
      return {
        verdict: settled('failed', failure, { code: 'test/backend-differs', hint: toTheProject }),
        ...differing,
      };
    } catch (error) {
      if (!(error instanceof NotCarried)) throw error;
      const failure = { message: `The case cannot be run on a service: ${error.message}.` };
      return { verdict: settled('unsupported', failure, { code: 'test/not-carried' }) };
    }
  };
};
