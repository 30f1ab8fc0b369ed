import { queryRuleOf, type QueryRule } from '../../../content/rule-test/index.ts';
import { firstType } from '../../../content/index.ts';
import type { WorkspaceConfig, RequiredTests } from '../../../core/config/config.ts';
import type { Diagnostic } from '../../../core/diagnostic.ts';
import type { Io } from '../../../core/io.ts';
import { shown } from '../../../files/discover.ts';
import type { QuerySchema } from '../../../kql/index.ts';
import { changedSince } from '../affected.ts';
import { loadContent, type Content, type RuleItem } from '../../content.ts';
import { lintContext } from '../../lint-context.ts';
import type { Project } from '../../project.ts';
import { querySchema } from '../../query-schema.ts';
import { readTests, testFolders, type ReadTest } from './test-files.ts';
import type { UntestedRule } from '../../../core/tests.ts';

const isRequired = (
  { severities, statuses }: RequiredTests,
  { rule, item }: { readonly rule: QueryRule; readonly item: RuleItem },
): boolean => {
  const { status } = item.raw;
  return (
    (severities === undefined || severities.includes(rule.severity)) &&
    (statuses === undefined || (typeof status === 'string' && statuses.includes(status)))
  );
};

/** Rules that have to be tested, as picket.yaml says, and are not, each as an error at its name. */
export const missingTests = (
  required: RequiredTests | undefined,
  rules: readonly { readonly rule: QueryRule; readonly item: RuleItem }[],
  lacking: readonly UntestedRule[],
): readonly Diagnostic[] => {
  if (required === undefined) return [];
  const byPath = new Map(rules.map((each) => [each.item.document.path, each]));
  return lacking.flatMap(({ path, lacks }): readonly Diagnostic[] => {
    const found = byPath.get(path);
    if (found === undefined || !isRequired(required, found)) return [];
    const { document } = found.item;
    return [
      {
        code: 'test/untested',
        severity: 'error',
        message: `The rule lacks ${lacks.join(', and ')}; \`requireTests\` in picket.yaml wants both.`,
        hint: 'Write them into `<rule>.test.yaml` beside it.',
        path,
        range: document.range(document.locate('/name')),
      },
    ];
  });
};

/** A test with the rule beside it, which may be missing, broken, or one without a query. */
export type Testable = {
  readonly read: ReadTest;
  readonly item: RuleItem | undefined;
  readonly rule: QueryRule | undefined;
};

export type Testables = {
  readonly tests: readonly Testable[];
  /** Rules with a query that have no test; empty unless they were asked for. */
  readonly without: readonly { readonly rule: QueryRule; readonly item: RuleItem }[];
  /** Errors of the rules that are tested, and what is wrong with the files that declare what they may name. */
  readonly errors: readonly Diagnostic[];
  readonly sources: ReadonlyMap<string, string>;
  readonly schema: QuerySchema;
};

export type TestablesRequest = {
  readonly workspace: WorkspaceConfig | undefined;
  /** Relative to the working directory; empty for the configured folders. */
  readonly paths: readonly string[];
  /** Git ref: only what changed since. */
  readonly changedSince: string | undefined;
  /** Whether rules without a test are read too. */
  readonly untested: boolean;
};

/** The query of a rule as its file has it. */
export const queryOf = (item: RuleItem | undefined): string =>
  typeof item?.raw['query'] === 'string' ? item.raw['query'] : '';

/** The tests of a run with their rules: of a workspace those whose rules it takes, and of a ref what changed since. */
export const findTestables = async (project: Project, io: Io, request: TestablesRequest): Promise<Testables> => {
  const { workspace } = request;
  const declared = await querySchema(project, io, workspace);
  const folders = await testFolders(project, io, request.paths, workspace);
  const read = await readTests(project, io, async () => declared, folders);
  const beside = read.flatMap(({ rule }) => rule ?? []);
  const paths = request.untested ? [...new Set([...folders, ...beside])] : beside;
  const content: Content | undefined =
    paths.length === 0
      ? undefined
      : await loadContent(project, io, lintContext(io, workspace), {
          paths,
          queries: 'skip',
          ...(workspace === undefined ? {} : { workspace }),
        });
  const items = new Map(content?.items.map((item) => [item.document.path, item]));
  const rules = new Map(
    content?.rules.flatMap(({ item }): [string, QueryRule][] => {
      const rule = item.type === firstType ? queryRuleOf(item.raw) : undefined;
      return rule === undefined ? [] : [[item.document.path, rule]];
    }),
  );
  const changed =
    request.changedSince === undefined ? undefined : await changedSince(project, io, request.changedSince);
  const concerns = (path: string, item: RuleItem | undefined): boolean =>
    changed === undefined || changed.concerns(path, queryOf(item));
  const tests = read.flatMap((test): readonly Testable[] => {
    const path = test.rule === undefined ? undefined : shown(io.cwd, test.rule);
    if (path === undefined) return [{ read: test, item: undefined, rule: undefined }];
    const item = items.get(path);
    // A workspace does not take it.
    if (item === undefined) return [];
    const isWanted = changed?.isChanged(test.file.document.path) === true || concerns(path, item);
    return isWanted ? [{ read: test, item, rule: rules.get(path) }] : [];
  });
  const tested = new Set(tests.flatMap(({ item }) => item?.document.path ?? []));
  const withTest = new Set(beside.map((path) => shown(io.cwd, path)));
  return {
    tests,
    without: request.untested
      ? [...rules].flatMap(([path, rule]) => {
          const item = items.get(path);
          return item === undefined || withTest.has(path) || !concerns(path, item) ? [] : [{ rule, item }];
        })
      : [],
    errors: [
      ...declared.diagnostics,
      ...(content?.diagnostics ?? []).filter(({ severity, path }) => severity === 'error' && tested.has(path)),
    ],
    sources: new Map([
      ...(content?.sources ?? []),
      ...read.map(({ file }): [string, string] => [file.document.path, file.document.text]),
    ]),
    schema: declared.schema,
  };
};
