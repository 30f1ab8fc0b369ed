import { resolve } from 'node:path';
import { queryRuleOf, raisesAlerts } from '../../../content/alerts/index.ts';
import type { ComparedRule } from '../../../core/compared.ts';
import { PicketError } from '../../../core/errors.ts';
import type { Io } from '../../../core/io.ts';
import { textOrEmpty } from '../../../core/json.ts';
import { shown } from '../../../files/discover.ts';
import { kindOf } from '../../../files/disk.ts';
import { loadConditions, loadRunCompiler, loadStructure } from '../../../kql/index.ts';
import { version } from '../../../version.ts';
import { breath } from '../../breath.ts';
import { loadContent } from '../../content/content.ts';
import { effectiveFor } from '../../content/effective.ts';
import type { TypedBase } from '../../content/file-type.ts';
import { lintContext } from '../../lint-context.ts';
import { chooseWorkspace, openProject, type ConfigChoice } from '../../project.ts';
import { querySchema } from '../../query-schema.ts';
import { baseOf } from '../affected.ts';
import type { Reported } from '../validate.ts';
import { compareSides, type Ground, type Side, type Tools } from './compare-sides.ts';
import { readTests, testFolders } from './test-files.ts';

export type CompareRequest = {
  readonly config: ConfigChoice;
  /** Name in picket.yaml; undefined for all content. */
  readonly workspace: string | undefined;
  /** Rules or folders relative to the working directory; empty for the configured folders. */
  readonly paths: readonly string[];
  /** Git ref of the state before. */
  readonly against: string;
};

/** Limits beyond this are not reached by rows. */
const highestLimit = 500;
/**
 * Runs rules as they were at a git ref, and as they are, over the cases of their tests and over rows that the conditions
 * of both queries name, and tells what is no longer caught, newly caught, or said otherwise. Both are run with the tables,
 * parsers and picket.yaml of today. Rejects with `usage` or `config` errors only.
 */
export const compareRules = async (io: Io, request: CompareRequest): Promise<Reported> => {
  const project = await openProject(io, request.config);
  const workspace = request.workspace === undefined ? undefined : chooseWorkspace(project, io, request.workspace);
  for (const path of request.paths)
    if ((await kindOf(resolve(io.cwd, path))) === 'nothing')
      throw new PicketError('usage', `${path} does not exist.`, {
        code: 'no-such-path',
        hint: 'Name rules or folders, relative to the working directory.',
      });
  const declared = await querySchema(project, io, workspace);
  const folders = await testFolders(project, io, request.paths, workspace);
  const content = await loadContent(project, io, lintContext(io, workspace), {
    paths: folders,
    queries: 'skip',
    ...(workspace === undefined ? {} : { workspace }),
  });
  const effective = effectiveFor(project, io, lintContext(io, workspace), workspace);
  // Laid over and filled in as picket.yaml says it today, as the files are.
  const base = (await baseOf(project, io, request.against, { paths: folders, workspace })).flatMap((file) => {
    const { item, absent } = effective(file);
    if (absent === true && workspace !== undefined) return [];
    return [{ path: file.path, type: file.type, raw: absent === true ? file.raw : item.raw }];
  });
  const structure = await loadStructure();
  const tools: Tools = {
    io,
    declared,
    compile: await loadRunCompiler(),
    conditions: await loadConditions(),
    limits: (query) =>
      structure(query)
        .filters.flatMap(({ conjuncts }) => conjuncts)
        .flatMap(({ threshold }) => {
          const limit = threshold?.value ?? NaN;
          return Number.isInteger(limit) && limit > 0 && limit <= highestLimit ? [limit] : [];
        }),
  };
  const sideOf = ({ type, raw }: Pick<TypedBase, 'type' | 'raw'>): Side | { readonly problem: string } => {
    const rule = queryRuleOf(type, raw);
    const query = textOrEmpty(raw['query']);
    if (rule === undefined) return { problem: 'is not valid' };
    const compiled = tools.compile(query, declared.schema);
    return compiled.ok
      ? { rule, query, program: compiled.program }
      : { problem: `cannot be run: ${compiled.errors[0]?.message ?? ''}` };
  };
  const tests = await readTests(project, io, async () => declared, folders);
  const compared: ComparedRule[] = [];
  const add = (rule: string, path: string, rest: Partial<Omit<ComparedRule, 'rule' | 'path'>>): void => {
    compared.push({ rule, path, cases: 0, generated: 0, changes: [], ...rest });
  };
  const items = content.items.filter(({ type }) => raisesAlerts(type));
  const ids = new Map(base.map((each) => [textOrEmpty(each.raw['id']).toLowerCase(), each]));
  const paths = new Map(base.map((each) => [each.path, each]));
  const kept = new Set<string>();
  for (const { document, raw, type } of items) {
    await breath(io);
    const old = ids.get(textOrEmpty(raw['id']).toLowerCase()) ?? paths.get(document.path);
    const name = textOrEmpty(raw['name']);
    if (old === undefined) {
      add(name, document.path, { note: 'The rule is new.' });
      continue;
    }
    kept.add(old.path);
    if (JSON.stringify(old.raw) === JSON.stringify(raw)) continue;
    const [before, after] = [sideOf(old), sideOf({ type, raw })];
    if ('problem' in before || 'problem' in after) {
      const problem =
        'problem' in after
          ? `The rule ${after.problem}`
          : 'problem' in before
            ? `The rule as it was ${before.problem}`
            : '';
      add(name, document.path, { note: problem });
      continue;
    }
    const cases = tests
      .filter(({ rule }) => rule !== undefined && shown(io.cwd, rule) === document.path)
      .flatMap((test) => test.cases)
      .filter(({ findings }) => findings.length === 0)
      .map((each): Ground => ({ words: `in the case \`${each.case.name}\``, input: each.input }));
    add(name, document.path, compareSides(before, after, cases, tools));
  }
  for (const { path, raw, type } of base)
    if (raisesAlerts(type) && !kept.has(path))
      add(textOrEmpty(raw['name']), path, { changes: [{ kind: 'lost', words: 'is deleted' }] });
  return {
    report: {
      command: 'compare',
      version,
      diagnostics: project.diagnostics,
      files: items.length,
      compared,
      ...(workspace === undefined ? {} : { workspace: workspace.name }),
    },
    source: (path) => content.sources.get(path),
  };
};
