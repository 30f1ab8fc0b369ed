import { basename, dirname, extname, join, resolve } from 'node:path';
import { queryRuleOf } from '../../../content/alerts/index.ts';
import { firstType } from '../../../content/index.ts';
import {
  eventTables,
  readEvent,
  readObjects,
  rowOfEvent,
  typeNamed,
  watchlistRows,
} from '../../../content/rule-test/index.ts';
import { PicketError } from '../../../core/errors.ts';
import type { Io } from '../../../core/io.ts';
import { isObject, type JsonObject, type JsonValue, listOf, objectOf, textOf } from '../../../core/json.ts';
import { printYaml } from '../../../core/text/edit/render.ts';
import { readDocument } from '../../../core/text/read-document.ts';
import { filesIn, shown } from '../../../files/discover.ts';
import { kindOf, readText, writeAtomically } from '../../../files/disk.ts';
import { columnsOf, loadRunCompiler, RunError } from '../../../kql/index.ts';
import { madeTest } from '../../check/tests/made-test.ts';
import { budgetOf } from '../../check/tests/test-case.ts';
import type { DeclaredSchema } from '../../query-schema.ts';

/**
 * The sample events of Sigma rules below a folder. SigmaHQ has a folder with `info.yml` for each rule, and in it samples
 * that are named after the rule's id, as EVTX and as JSON.
 */
export type SigmaSamples = {
  /** Files of events by the id of the rule, in lower case. */
  readonly files: ReadonlyMap<string, readonly string[]>;
  /** How many matches `info.yml` says that there are, by the id of the rule. */
  readonly matches: ReadonlyMap<string, number>;
};

const eventFile = /\.(?:json|ndjson|jsonl)$/i;
const ruleId = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const textAt = (value: JsonValue | undefined, key: string): string | undefined => textOf(objectOf(value)[key]);

const listAt = (value: JsonValue | undefined, key: string): readonly JsonValue[] => listOf(objectOf(value)[key]);

const stemOf = (path: string): string => basename(path, extname(path));

/** Finds the samples below a folder. Rejects with a `usage` error for a path that is no folder. */
export const findSamples = async (io: Pick<Io, 'cwd'>, folder: string): Promise<SigmaSamples> => {
  const root = resolve(io.cwd, folder);
  if ((await kindOf(root)) !== 'folder')
    throw new PicketError('usage', `${folder} is no folder.`, {
      code: 'no-such-path',
      hint: 'Name the folder with the samples, such as `regression_data` of SigmaHQ.',
    });
  const files = new Map<string, Set<string>>();
  const matches = new Map<string, number>();
  const found = await filesIn(root, ['.']);
  const add = (id: string, path: string): void => {
    const known = files.get(id.toLowerCase()) ?? new Set();
    files.set(id.toLowerCase(), known.add(path));
  };
  const events = new Map<string, string[]>();
  for (const path of found.filter((each) => eventFile.test(each))) {
    events.set(join(dirname(path), stemOf(path)), [...(events.get(join(dirname(path), stemOf(path))) ?? []), path]);
    if (ruleId.test(stemOf(path))) add(stemOf(path), path);
  }
  for (const path of found.filter((each) => /^info\.ya?ml$/i.test(basename(each)))) {
    const { value } = readDocument(shown(io.cwd, path), (await readText(path)) ?? '').document;
    const ids = listAt(value, 'rule_metadata').flatMap((entry) => textAt(entry, 'id') ?? []);
    for (const entry of listAt(value, 'regression_tests_info'))
      for (const id of ids) {
        // Beside an EVTX file lies the same as JSON.
        const named = join(dirname(path), stemOf(textAt(entry, 'path') ?? ''));
        for (const each of events.get(named) ?? []) add(id, each);
        const count = isObject(entry) ? entry['match_count'] : undefined;
        if (typeof count === 'number') matches.set(id.toLowerCase(), count);
      }
  }
  return { files: new Map([...files].map(([id, paths]) => [id, [...paths].toSorted()])), matches };
};

/** A rule that was made of a Sigma rule. */
type Imported = {
  /** The Sigma rule's own id. */
  readonly sigmaId: string;
  readonly source: string;
  readonly text: string;
};

/** Writes the test of a rule file, and says what came of it; undefined for a rule without samples. */
export type TestWriter = (rule: Imported, path: string) => Promise<string | undefined>;

const timeout = 10_000;

/** Makes tests of rules from samples of events: what makes the rule fire, and the same with one text blank. */
export const sampleTests = async (io: Io, samples: SigmaSamples, declared: DeclaredSchema): Promise<TestWriter> => {
  const compile = await loadRunCompiler();
  const { schema } = declared;
  const watchlists = new Map(declared.watchlists.map((each) => [each.alias.toLowerCase(), watchlistRows(each)]));

  const eventsOf = async (paths: readonly string[]): Promise<readonly JsonObject[]> => {
    const events: JsonObject[] = [];
    for (const path of paths) {
      const read = readObjects(path, (await readText(path)) ?? '');
      if ('rows' in read) events.push(...read.rows);
    }
    // The same events may lie there as JSON and as NDJSON.
    return [...new Map(events.map((event): [string, JsonObject] => [JSON.stringify(event), event])).values()];
  };

  const rowsIn = (events: readonly JsonObject[], table: string): readonly JsonObject[] => {
    const types = new Map(columnsOf(schema, table)?.map(({ name, type }) => [name, typeNamed(type)]));
    return events
      .map((each) => {
        const event = readEvent(each);
        return event === undefined ? undefined : rowOfEvent(event, table, (column) => types.get(column));
      })
      .filter((row) => row !== undefined);
  };

  return async ({ sigmaId, source, text }, path) => {
    const files = samples.files.get(sigmaId.toLowerCase());
    if (files === undefined) return undefined;
    const test = path.replace(/\.ya?ml$/i, '.test.yaml');
    if ((await kindOf(test)) !== 'nothing') return `${shown(io.cwd, test)} is there already and stays as it is.`;
    const { value } = readDocument(path, text).document;
    const rule = isObject(value) ? queryRuleOf(firstType, value) : undefined;
    const query = textAt(value, 'query') ?? '';
    const compiled = rule === undefined ? undefined : compile(query, schema);
    if (rule === undefined || compiled?.ok !== true)
      return 'No test was written: the query cannot be run over its samples.';
    const { program } = compiled;
    const events = await eventsOf(files);
    const rows = new Map(
      program.reads.tables.map((table): [string, readonly JsonObject[]] => [table, rowsIn(events, table)]),
    );
    if ([...rows.values()].every((each) => each.length === 0))
      return `No test was written: its samples are no events that become rows of ${program.reads.tables.join(', ')}. Picket knows those of Windows for ${eventTables.join(', ')}.`;
    try {
      const made = madeTest({
        rule,
        query,
        program,
        context: { schema, watchlists },
        rows,
        name: 'the events of the Sigma rule',
        budget: () => budgetOf(io.clock, timeout),
      });
      if (made.outcome.alerts.length === 0) return 'No test was written: the rule does not fire on its own samples.';
      await writeAtomically(test, `# Events: regression data of ${source}.\n${printYaml(made.value)}`);
      const expected = samples.matches.get(sigmaId.toLowerCase()) ?? 1;
      const matched = made.outcome.result.rows.length;
      return matched < expected
        ? `Its test is ${shown(io.cwd, test)}. The query finds ${matched} of the samples, and Sigma ${expected}.`
        : `Its test is ${shown(io.cwd, test)}.`;
    } catch (error) {
      if (!(error instanceof RunError)) throw error;
      return `No test was written: ${error.finding.message}`;
    }
  };
};
