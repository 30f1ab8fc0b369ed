import type { CodeRow } from './file-codes.ts';

/** Codes of what is wrong with a test, or with a rule as its test shows it. */
export const testCodes: readonly CodeRow[] = [
  [
    'test/unknown-workspace',
    'error',
    'A case names a workspace under `as` that is not in picket.yaml.',
    'The case is about the rule as it goes to that workspace, so without it there is nothing to run. Correct the name, or add the workspace.',
  ],
  [
    'test/failed',
    'error',
    'A rule does not do what its test expects.',
    'Either the rule or the expectation is wrong. The report shows what came out, the nearest row first; `picket test --explain` shows where the row was lost, and `picket test --update` takes over what comes out.',
  ],
  [
    'test/flaky',
    'error',
    'The verdict of a case depends on chance.',
    'Where the language leaves open which row is taken (`innerunique` joins, `take`, `any`, ties of `arg_max`), each case runs again with its rows in another order and the other choice. A workspace would answer one way today and another way tomorrow. Let the query choose.',
  ],
  [
    'test/too-noisy',
    'error',
    'A case shows more alerts a day than the `noise` of its rule allows.',
    'People stop reading what comes too often. Alerts are counted over the days of the runs of the case, at least one. Group the rows of a run in one alert, narrow the query or raise the threshold; or allow more, on purpose.',
  ],
  [
    'test/backend-differs',
    'error',
    'A service gives other rows for a query than the interpreter.',
    'One of them is wrong, and it is not the service: the interpreter has a mistake. `.picket/differences.jsonl` holds the query with the rows of the case and both answers, and nothing of a workspace; send it to the project.',
  ],
  [
    'test/not-carried',
    'error',
    'A case cannot be run on a service, since no query can carry what the rule reads.',
    'The rows of a case stand in the query itself. `ingestion_time()`, `externaldata`, `table()` and names with `*` read what is stored in the service, and would answer something else. The case runs without `--backend`.',
  ],
  [
    'test/table-not-given',
    'error',
    'A rule reads a table or watchlist of which the case says nothing.',
    'A case that forgets a table would be silent for the wrong reason. Give the table rows, or `Table: []` to say that it is empty. Watchlists are those of the repository unless a case gives them.',
  ],
  [
    'test/unknown-table',
    'error',
    'A case gives rows of something that no schema knows.',
    'Mostly a slip in the name. Tables of your own are JSON files under `tables`, or come from `picket schema pull`; a watchlist is given as `watchlist(ALIAS)`.',
  ],
  [
    'test/unknown-column',
    'error',
    'A row has a column that its table does not have, or a result row one that the query does not yield.',
    'The value would be lost without a word. The near name is in the message where there is one.',
  ],
  [
    'test/wrong-type',
    'error',
    'A value does not have the type of its column.',
    'The service would never store such a row, so a test with it would prove nothing. Numbers in a column of texts need quotes; times are relative (`-10m`) or ISO 8601.',
  ],
  [
    'test/no-rule',
    'error',
    'A test has no rule beside it.',
    'A test is named after its rule: `<rule>.test.yaml` beside `<rule>.yaml`. Rename it along with the rule, or remove it.',
  ],
  [
    'test/no-base',
    'error',
    'The base of a case does not exist, or leads back to the case.',
    'A case may begin with another one of the same file, by its name, and say under `with` what differs.',
  ],
  [
    'test/no-such-place',
    'error',
    'A path under `with` leads nowhere.',
    'It begins with a table that the case or its base gives, goes on with the number of a row from 0, and then with columns and keys: `AuditLogs.0.InitiatedBy.user.id`.',
  ],
  [
    'test/same-name',
    'error',
    'Two cases of a file have the same name.',
    'Reports, `base` and `--case` go by the name. Give each one of its own.',
  ],
  [
    'test/no-expectation',
    'error',
    'A case does not say what it expects.',
    'Without an expectation it can never fail. `picket test --update` writes down what comes out, to be read before it is committed.',
  ],
  [
    'test/no-shared-row',
    'error',
    'A case names a shared row that does not exist.',
    'Shared rows stand by name in `fixtures/*.yaml` beside the test, or in a folder above it.',
  ],
  [
    'test/fixture',
    'error',
    'A file of rows cannot be read.',
    'Files are JSON, NDJSON or CSV, relative to the test and inside the project; shared rows are YAML with rows by name.',
  ],
  [
    'test/repeat',
    'error',
    'A `repeat` does not say which rows it makes.',
    'It needs `count`, or `from` and `every`; `to`, `jitter` and `vary` are optional, and 100,000 rows are the most.',
  ],
  [
    'test/time',
    'error',
    'A time of a case cannot be read.',
    '`now` is a moment in ISO 8601; the times of runs may be relative to it, such as `-2h`.',
  ],
  [
    'test/untested',
    'error',
    'A rule has no test although picket.yaml wants one.',
    'Under `requireTests` it says which rules need a case that fires and a silent one. A silent case counts only if one change of it, a value as a firing case has it, a row less or a row more, makes the rule fire: otherwise it would be silent whatever the rule does.',
  ],
  [
    'test/mutants-below-minimum',
    'error',
    'The cases of a rule notice too few changes of its query.',
    'Each condition of each `where` is left out and turned around, and each limit moved by one; `--min-mutants` says how many of these changes have to make a case fail. A change that can make no difference is marked in the query with `// picket: equivalent REASON`.',
  ],
  [
    'test/mutants-fell',
    'error',
    'The cases of a rule notice fewer changes of its query than before.',
    '`mutation-scores.json` keeps what they noticed, and no score may fall. Add a case, or keep the lower score with `picket test --mutants --update`.',
  ],
  [
    'kql/unsupported',
    'error',
    'A query uses something that Picket cannot execute.',
    'The query may be right: Picket checks all of the language and executes most of it. It never guesses, so a test of such a rule does not pass. The finding names what is missing.',
  ],
  [
    'kql/failed',
    'error',
    'A query ends with an error when it is executed.',
    'The service would fail as well, and switch a rule off that keeps failing.',
  ],
];
