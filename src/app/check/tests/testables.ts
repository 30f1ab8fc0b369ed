import { queryRuleOf, type QueryRule } from '../../../content/alerts/index.ts';
import { testDiagnostic } from '../../../content/rule-test/index.ts';
import type { WorkspaceConfig, RequiredTests } from '../../../core/config/config.ts';
import type { Diagnostic } from '../../../core/diagnostic.ts';
import type { Io } from '../../../core/io.ts';
import { nearest } from '../../../core/text/nearest.ts';
import { shown } from '../../../files/discover.ts';
import type { QuerySchema } from '../../../kql/index.ts';
import { changedSince } from '../affected.ts';
import { loadContent, type Content, type RuleItem } from '../../content/content.ts';
import { lintContext } from '../../lint-context.ts';
import { chooseWorkspace, type Project } from '../../project.ts';
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
        message: `The rule lacks ${lacks.join(', and ')}; \`requireTests\` in picket.yaml wants a case that fires and a silent one that counts.`,
        hint: 'Write them into `<rule>.test.yaml` beside it.',
        path,
        range: document.range(document.locate('/name')),
      },
    ];
  });
};

/** A rule as cases run it, which may be missing, broken, or one without a query. */
export type TestedForm = {
  readonly item: RuleItem | undefined;
  readonly rule: QueryRule | undefined;
};

/** A test with the rule beside it. */
export type Testable = TestedForm & {
  readonly read: ReadTest;
  /** The rule as it goes to the workspace that a case names under `as`. */
  readonly formOf: (as: string | undefined) => TestedForm;
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

const noForm: TestedForm = { item: undefined, rule: undefined };

/** The items of some content by path, and the rules with a query among them. */
type Forms = { readonly items: ReadonlyMap<string, RuleItem>; readonly rules: ReadonlyMap<string, QueryRule> };

const formsIn = (content: Content | undefined): Forms => ({
  items: new Map(content?.items.map((item) => [item.document.path, item])),
  rules: new Map(
    content?.rules.flatMap(({ item }): [string, QueryRule][] => {
      const rule = queryRuleOf(item.type, item.raw);
      return rule === undefined ? [] : [[item.document.path, rule]];
    }),
  ),
});

type NamedForms = { readonly forms: ReadonlyMap<string, Forms>; readonly diagnostics: readonly Diagnostic[] };

/** The rules of tests as they go to the workspaces that cases name, and what is wrong with those names and rules. */
const asNamed = async (project: Project, io: Io, tests: readonly ReadTest[]): Promise<NamedForms> => {
  const forms = new Map<string, Forms>();
  const diagnostics: Diagnostic[] = [];
  const known = Object.keys(project.config.workspaces);
  for (const { file, rule, cases } of tests)
    for (const { case: each } of cases) {
      if (each.as === undefined || rule === undefined) continue;
      if (known.includes(each.as)) {
        const workspace = chooseWorkspace(project, io, each.as);
        const paths = tests.flatMap((test) =>
          test.cases.some((one) => one.case.as === each.as) ? (test.rule ?? []) : [],
        );
        const content = forms.has(each.as)
          ? undefined
          : await loadContent(project, io, lintContext(io, workspace), { paths, workspace, queries: 'skip' });
        if (content === undefined) continue;
        forms.set(each.as, formsIn(content));
        diagnostics.push(...content.diagnostics.filter(({ severity }) => severity === 'error'));
      } else {
        const [near] = nearest(each.as, known);
        diagnostics.push(
          testDiagnostic(file.document, {
            code: 'test/unknown-workspace',
            at: `${each.at}/as`,
            message: `There is no workspace \`${each.as}\`${near === undefined ? '.' : `: did you mean \`${near}\`?`}`,
            hint: `There are ${known.map((name) => `\`${name}\``).join(', ')}.`,
          }),
        );
      }
    }
  return { forms, diagnostics };
};

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
  const { items, rules } = formsIn(content);
  const named = await asNamed(project, io, read);
  const changed =
    request.changedSince === undefined ? undefined : await changedSince(project, io, request.changedSince);
  const concerns = (path: string, item: RuleItem | undefined): boolean =>
    changed === undefined || changed.concerns(path, queryOf(item));
  const tests = read.flatMap((test): readonly Testable[] => {
    const path = test.rule === undefined ? undefined : shown(io.cwd, test.rule);
    if (path === undefined) return [{ read: test, ...noForm, formOf: () => noForm }];
    const item = items.get(path);
    // A workspace does not take it.
    if (item === undefined) return [];
    const isWanted = changed?.isChanged(test.file.document.path) === true || concerns(path, item);
    const own: TestedForm = { item, rule: rules.get(path) };
    const formOf: Testable['formOf'] = (as) =>
      as === undefined
        ? own
        : { item: named.forms.get(as)?.items.get(path), rule: named.forms.get(as)?.rules.get(path) };
    return isWanted ? [{ read: test, ...own, formOf }] : [];
  });
  const withTest = new Set(beside.map((path) => shown(io.cwd, path)));
  const tested = new Set(tests.flatMap(({ item }) => item?.document.path ?? []));
  // Of a rule that cannot be read nobody knows whether it is as it was.
  const isOfTests = ({ code, path }: Diagnostic): boolean =>
    tested.has(path) || (code === 'yaml/unreadable' && withTest.has(path));
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
      ...named.diagnostics,
      ...(content?.diagnostics ?? []).filter((found) => found.severity === 'error' && isOfTests(found)),
    ],
    sources: new Map([
      ...(content?.sources ?? []),
      ...read.map(({ file }): [string, string] => [file.document.path, file.document.text]),
    ]),
    schema: declared.schema,
  };
};
