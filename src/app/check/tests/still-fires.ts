import { queryRuleOf, type QueryRule } from '../../../content/alerts/index.ts';
import { runCase } from '../../../content/rule-test/index.ts';
import type { Diagnostic } from '../../../core/diagnostic.ts';
import type { Io } from '../../../core/io.ts';
import { listOf } from '../../../core/json.ts';
import { atItsSource, placeOf } from '../../../core/text/source.ts';
import { RunError, type Compilation, type Program, type RunBudget } from '../../../kql/index.ts';
import type { RuleItem } from '../../content/content.ts';
import { effectiveFor } from '../../content/effective.ts';
import { lintContext } from '../../lint-context.ts';
import type { Project } from '../../project.ts';
import { shownWorkspaces } from '../../workspaces.ts';
import { queryOf } from './testables.ts';
import type { ReadCase } from './test-files.ts';

/** A rule with exclusions as some workspaces get it, and what it would be without them. */
export type ExcludedForm = {
  /** Empty for the rule as its file has it. */
  readonly workspaces: readonly string[];
  readonly item: RuleItem;
  readonly plain: RuleItem;
};

/** The forms of a rule that leave something out, each query once. */
export const excludedForms = (
  project: Pick<Project, 'config' | 'root' | 'document'>,
  io: Io,
  item: RuleItem,
): readonly ExcludedForm[] => {
  const file: RuleItem = { ...item, ...item.made?.file };
  const found = new Map<string, ExcludedForm>();
  for (const workspace of [undefined, ...shownWorkspaces(project.config)]) {
    const layered = effectiveFor(project, io, lintContext(io, workspace), workspace)(file);
    if (layered.absent === true || listOf(layered.item.raw['exclude']).length === 0) continue;
    const plain = effectiveFor(project, io, lintContext(io, workspace), workspace, 'left')(file);
    const query = queryOf(layered.item);
    if (query === queryOf(plain.item)) continue;
    const before = found.get(query);
    found.set(query, {
      item: layered.item,
      plain: plain.item,
      ...before,
      // The file says it for all of them.
      workspaces:
        workspace === undefined || before?.workspaces.length === 0
          ? []
          : [...(before?.workspaces ?? []), workspace.name],
    });
  }
  return [...found.values()];
};

/** Whether a case makes a rule fire; undefined where it cannot be run, which its own verdict says. */
const fires = (rule: QueryRule, program: Program, { input }: ReadCase, budget: RunBudget): boolean | undefined => {
  try {
    return runCase(rule, program, input, undefined, budget).alerts.length > 0;
  } catch (error) {
    if (error instanceof RunError) return undefined;
    throw error;
  }
};

/** What is said of exclusions that take the rows of every firing case (an error), or that no case tries (a warning). */
const unproven = ({ item, workspaces }: ExcludedForm, why: 'silenced' | 'untried'): Diagnostic => {
  const where = workspaces.length === 0 ? '' : ` in ${workspaces.map((name) => `\`${name}\``).join(', ')}`;
  return atItsSource({
    code: 'test/exclusion-unproven',
    ...(why === 'silenced'
      ? {
          severity: 'error',
          message: `With its exclusions the rule is silent${where} in every case that makes it fire.`,
        }
      : {
          severity: 'warning',
          message: `No case shows that the rule still fires${where} with its exclusions.`,
        }),
    hint: 'Add a case that fires although the rows of the exclusions are left out, or narrow them.',
    path: item.document.path,
    ...placeOf(item.document, { at: '/exclude' }),
  });
};

/** What is said of the exclusions of a rule that has no test at all. */
export const untriedExclusions = (forms: readonly ExcludedForm[]): readonly Diagnostic[] =>
  forms.map((form) => unproven(form, 'untried'));

/**
 * What is wrong with exclusions as the cases of a rule show it: where cases make it fire and none does once rows
 * are left out, and where no case makes it fire at all, so that nobody knows.
 */
export const stillFires = async (
  forms: readonly ExcludedForm[],
  cases: readonly ReadCase[],
  {
    compile,
    budget,
    hasFired,
  }: {
    readonly compile: (query: string) => Promise<Compilation>;
    readonly budget: () => RunBudget;
    /** Whether a case fired as it stands, for whichever workspace. */
    readonly hasFired: boolean;
  },
): Promise<readonly Diagnostic[]> => {
  const diagnostics: Diagnostic[] = [];
  for (const form of forms) {
    const { item, plain } = form;
    const rule = queryRuleOf(item.type, item.raw);
    const [excluding, open] = [await compile(queryOf(item)), await compile(queryOf(plain))];
    if (rule === undefined || !excluding.ok || !open.ok) continue;
    const firing = cases.filter((each) => fires(rule, open.program, each, budget()) === true);
    if (firing.some((each) => fires(rule, excluding.program, each, budget()) !== false)) continue;
    // Other values of parameters may ask for more than a case holds: exclusions are not what keeps it silent there.
    if (firing.length === 0 && hasFired) continue;
    diagnostics.push(unproven(form, firing.length > 0 ? 'silenced' : 'untried'));
  }
  return diagnostics;
};
