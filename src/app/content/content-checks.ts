import { checkBeside, type BesideKind } from '../../content/beside/index.ts';
import { contentTypes, firstType } from '../../content/index.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { LintContext, Neighbours, RunContext } from '../../core/lint-rule.ts';
import { compareDiagnostics } from '../../core/lint.ts';
import { atItsSource } from '../../core/text/source.ts';
import type { AnalysisIo } from '../analyse.ts';
import { inSteps } from '../breath.ts';
import type { Project } from '../project.ts';
import { ownersIn } from './codeowners.ts';
import type { Content, ContentRequest, RuleItem } from './content.ts';
import type { TypedBase } from './file-type.ts';

/** What the checks of each type find in its own files, in steps as the types take them. */
function* checkSteps(
  items: readonly RuleItem[],
  context: RunContext,
  base: readonly TypedBase[] | undefined,
): Generator<undefined, readonly Diagnostic[]> {
  const found: Diagnostic[] = [];
  for (const type of contentTypes) {
    const own = items.filter((item) => item.type === type);
    found.push(...(yield* type.check(own, { ...context, base: base?.filter((item) => item.type === type) })));
  }
  return found.toSorted(compareDiagnostics);
}

/** A rule that is not whole although nothing was said: its finding was taken out by a severity. */
export const incomplete = ({ document }: RuleItem): Diagnostic => ({
  code: 'schema/incomplete',
  severity: 'error',
  message: 'The rule is not complete, and the finding that says why is switched off.',
  hint: 'Take `off` from the codes of `schema/` under `severities` in picket.yaml.',
  path: document.path,
});

/** Which checks are run where that is not all: those that can find an error, unless picket.yaml makes one of other findings. */
const runsFor = ({ config }: Pick<Project, 'config'>, { findings }: ContentRequest): RunContext['runs'] =>
  findings !== 'errors' || Object.values(config.severities).includes('error')
    ? undefined
    : ({ severity, worst = severity }) => worst === 'error';

/**
 * Whether a check looked at every file, so that an ignored finding that is not there is none. What a query finds depends
 * on a workspace's schema too, and what compares files on the files and the base that were chosen.
 */
export const hasRun = (code: string, project: Pick<Project, 'config'>, request: ContentRequest): boolean => {
  const { queries, analysed, workspace } = request;
  if (runsFor(project, request) !== undefined) return false;
  if (code.startsWith('kql/')) return queries !== 'skip' && analysed === undefined && workspace === undefined;
  return code.startsWith('schema/') || code.startsWith('rule/');
};

/** Findings about what picket.yaml makes of a file, where picket.yaml says it; in the usual order. */
export const atTheirSources = (found: readonly Diagnostic[]): readonly Diagnostic[] =>
  found.some(({ elsewhere }) => elsewhere !== undefined) ? found.map(atItsSource).toSorted(compareDiagnostics) : found;

/** A file that is no content of the project, whose query is checked all the same. */
export type Beside = { readonly item: RuleItem; readonly kind: BesideKind };

/** What is checked of the content of a run. */
type Checked = {
  readonly readable: readonly RuleItem[];
  readonly others: readonly Beside[];
  readonly neighbours: Neighbours;
  readonly factsOf: Content['factsOf'];
  readonly isTable: LintContext['isTable'] | undefined;
};

/** What the checks of each type find in its files, and those of queries in files beside them, in the usual order. */
export const findingsIn = async (
  project: Project,
  io: AnalysisIo,
  context: RunContext,
  request: ContentRequest,
  { readable, others, neighbours, factsOf, isTable }: Checked,
): Promise<readonly Diagnostic[]> => {
  const ownersOf = await ownersIn(project, io);
  const { reviewDays } = project.config.limits;
  const { checked } = request;
  const runs = runsFor(project, request);
  const unconcerned = checked && new Set(readable.flatMap((item) => (checked(item) ? [] : [item.document.path])));
  const linting: RunContext = {
    ...context,
    kql: factsOf,
    neighbours,
    ...(isTable === undefined ? {} : { isTable }),
    ...(runs === undefined ? {} : { runs }),
    ...(unconcerned === undefined ? {} : { concerns: (path) => !unconcerned.has(path) }),
    ...(reviewDays === undefined ? {} : { reviewDays }),
    ...(ownersOf === undefined ? {} : { ownersOf }),
  };
  const linted = await inSteps(checkSteps(readable, linting, request.base), io);
  const beside = others.flatMap(({ item, kind }) =>
    checkBeside(item.document, item.raw, kind, firstType.contextOf(linting)),
  );
  return [...linted, ...beside].toSorted(compareDiagnostics);
};
