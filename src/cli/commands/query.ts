import { queryFormats, runQuery, type QueryError } from '../../app/check/tests/query.ts';
import { PicketError } from '../../core/errors.ts';
import { inert } from '../../report/text/style.ts';
import { rowsAsTable } from '../../report/text/rows.ts';
import { defineCommand } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { configChoice, configOptions, queryTimeout, timeoutOption } from '../options.ts';
import { jsonLine } from '../../core/text/visible.ts';

const queryOf = (text: string | undefined, file: string | undefined): { text: string } | { file: string } => {
  if (text !== undefined && file !== undefined)
    throw new PicketError('usage', 'A query and --file are given; one of them is run.', { code: 'two-queries' });
  if (text !== undefined) return { text };
  if (file !== undefined) return { file };
  throw new PicketError('usage', 'No query is given.', {
    code: 'no-query',
    hint: "Write it behind the command, as in `picket query 'T | count' --data T.csv`, or name its file with --file.",
  });
};

/** `--data` takes all words behind it; the last of them is the query where it reads like one and none is given elsewhere. */
const apart = (
  kql: string | undefined,
  file: string | undefined,
  data: readonly string[],
): { readonly text: string | undefined; readonly data: readonly string[] } => {
  const last = data.at(-1);
  return kql === undefined && file === undefined && last?.includes('|') === true
    ? { text: last, data: data.slice(0, -1) }
    : { text: kql, data };
};

const said = ({ code, message, start }: QueryError): string =>
  `${start.line}:${start.column} error ${inert(message)} [${code}]\n`;

const errorsAsJson = (errors: readonly QueryError[]): string => `${jsonLine({ errors })}\n`;

export const command = defineCommand({
  usage: 'query [kql]',
  describe: 'Run a KQL query over local files',
  formats: queryFormats,
  options: (parser) =>
    configOptions(parser)
      .positional('kql', { type: 'string', describe: 'The query' })
      .option('file', { type: 'string', requiresArg: true, describe: 'File with the query' })
      .option('data', {
        type: 'string',
        array: true,
        requiresArg: true,
        describe: 'Files of rows (JSON, NDJSON, CSV), named like their table, or folders of such files',
      })
      .option('now', {
        type: 'string',
        requiresArg: true,
        describe: 'What now() gives, such as 2026-03-01T12:00:00Z',
        defaultDescription: 'the time of this machine',
      })
      .option('format', {
        choices: queryFormats,
        default: 'table' as const,
        requiresArg: true,
        describe: 'How to print the result',
      })
      .option('timeout', timeoutOption)
      .example("$0 query 'SigninLogs | summarize count() by ResultType' --data logs", 'Rows of logs/SigninLogs.json'),
  run: async (args, io) => {
    const { text, data } = apart(args.kql, args.file, args.data ?? []);
    const answer = await runQuery(io, {
      config: configChoice(args),
      query: queryOf(text, args.file),
      data,
      now: args.now,
      format: args.format,
      timeout: queryTimeout(args.timeout),
    });
    if (answer.kind === 'text') io.out.write(answer.text);
    if (answer.kind === 'cells') io.out.write(rowsAsTable(answer.columns, answer.cells));
    if (answer.kind !== 'errors') return exitCodes.clean;
    if (args.format === 'json') io.out.write(errorsAsJson(answer.errors));
    else for (const error of answer.errors) io.err.write(said(error));
    return exitCodes.contentErrors;
  },
});
