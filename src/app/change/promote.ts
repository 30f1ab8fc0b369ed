import { resolve } from 'node:path';
import { stages, type Stage } from '../../core/config/layers.ts';
import { PicketError, refusal } from '../../core/errors.ts';
import type { Io } from '../../core/io.ts';
import { stageOf } from '../../core/overlays/lifecycle.ts';
import { alertsADay, isTooNoisy } from '../../core/service/backtest.ts';
import { counted } from '../../core/text/phrase.ts';
import { rewrite } from '../../core/text/rewrite.ts';
import { isObject } from '../../core/json.ts';
import { writeAtomically } from '../../files/disk.ts';
import { testRules } from '../check/tests/tests.ts';
import { loadEvery } from '../content/content-folders.ts';
import type { RuleItem } from '../content/content.ts';
import { lintContext } from '../lint-context.ts';
import { openProject, type ConfigChoice } from '../project.ts';
import { backtest } from '../show/backtest.ts';
import { itemNamed } from '../show/origin.ts';

export type PromoteRequest = {
  readonly config: ConfigChoice;
  /** The rule as it was typed. */
  readonly rule: string;
  /** The stage to reach; undefined for the next one. */
  readonly to: string | undefined;
  /** A workspace over whose past the rule is run, where it says how noisy it may be; undefined for none. */
  readonly workspace: string | undefined;
  /** Days to look back. */
  readonly days: number;
};

/** What was changed, and what was looked at before. */
export type Promoted = {
  readonly path: string;
  readonly from: Stage;
  readonly to: Stage;
  readonly checks: readonly string[];
};

/** The stage that comes after one; the last two are no promotion and are written by hand, with a reason. */
const following = (from: Stage): Stage | undefined =>
  from === 'experimental' ? 'test' : from === 'test' ? 'production' : undefined;

const wantedStage = (path: string, from: Stage, typed: string | undefined): Stage => {
  const to = typed === undefined ? following(from) : stages.find((stage) => stage === typed);
  if (
    to !== undefined &&
    stages.indexOf(to) > stages.indexOf(from) &&
    stages.indexOf(to) <= stages.indexOf('production')
  )
    return to;
  throw new PicketError(
    'usage',
    typed === undefined
      ? `${path} is ${from}: there is no stage to promote it to.`
      : `${path} is ${from}, and is not promoted to \`${typed}\`.`,
    {
      code: 'no-promotion',
      hint: 'A rule goes from experimental to test, and from there to production; deprecated and removed are written in the file.',
    },
  );
};

/** Runs the tests of the rule: all of its cases have to pass, and one that goes to production needs some. */
const tested = async (io: Io, { config }: PromoteRequest, path: string, to: Stage): Promise<string> => {
  const { tests, report } = await testRules(io, {
    config,
    paths: [path],
    changedSince: undefined,
    workspace: undefined,
    caseName: undefined,
    expectations: 'check',
    mayBeNone: true,
    timeout: 10_000,
  });
  const failed = tests.cases.filter(({ status }) => status !== 'passed');
  const [broken] = report.diagnostics.filter(({ severity }) => severity === 'error');
  if (failed.length > 0 || broken !== undefined)
    throw refusal(
      `${path} is not promoted: ${failed.length > 0 ? `${counted(failed.length, 'case')} of its test ${failed.length === 1 ? 'fails' : 'fail'}.` : (broken?.message ?? '')}`,
      'tests-fail',
      `picket test ${path} shows them.`,
    );
  if (tests.cases.length === 0 && to === 'production')
    throw refusal(
      `${path} is not promoted: it has no test.`,
      'no-test',
      'Write one beside it: `<rule>.test.yaml`, with a case that fires and a silent one.',
    );
  return tests.cases.length === 0 ? 'It has no test.' : `${counted(tests.cases.length, 'case')} passed.`;
};

/** Runs the rule over the past of the workspace, where it says how noisy it may be. */
const withinBudget = async (io: Io, request: PromoteRequest, { document, raw }: RuleItem): Promise<string> => {
  if (request.workspace === undefined) return 'No workspace was named, so it was not run over the past of one.';
  if (!isObject(raw['noise'])) return 'It says no limit under `noise`, so it was not run over the past.';
  const report = await backtest(io, {
    config: request.config,
    workspace: request.workspace,
    rule: document.path,
    days: request.days,
    against: undefined,
  });
  const rate = `${alertsADay(report.now.alertsPerDay)} in ${request.workspace} over ${counted(request.days, 'day')}`;
  if (isTooNoisy(report))
    throw refusal(
      `${document.path} is not promoted: ${rate}, and it may raise ${report.limit ?? 0}.`,
      'too-noisy',
      'Narrow the query or exclude what is known (`picket backtest` shows the entities), or raise `noise.maxAlertsPerDay`.',
    );
  return `${rate}.`;
};

/**
 * Promotes a rule by one word in its file, after its tests have passed and, where a workspace is named, its past has shown
 * that it is not too noisy. Rejects with a `usage` error for a rule that cannot be promoted, and with a `refusal` where a
 * check fails; the file is then as it was.
 */
export const promote = async (io: Io, request: PromoteRequest): Promise<Promoted> => {
  const project = await openProject(io, request.config);
  const content = await loadEvery(project, io, lintContext(io), { paths: [], queries: 'skip' });
  const { item } = itemNamed(io, content, request.rule, undefined);
  const { document, raw } = item.made?.file ?? item;
  const from = stageOf(raw);
  if (from === undefined)
    throw new PicketError('usage', `${document.path} does not say where it stands.`, {
      code: 'no-lifecycle',
      hint: 'It is deployed as production is. Add `lifecycle: experimental` or `lifecycle: test` to its file to begin lower.',
    });
  const to = wantedStage(document.path, from, request.to);
  const wrong = content.diagnostics.find(({ path, severity }) => path === document.path && severity === 'error');
  if (wrong !== undefined)
    throw refusal(
      `${document.path} is not promoted: ${wrong.message}`,
      'invalid-files',
      `picket validate ${document.path} shows what is wrong with it.`,
    );
  const checks = [await tested(io, request, document.path, to), await withinBudget(io, request, item)];
  const file = rewrite(document);
  if (!file.set('/lifecycle', to))
    throw new PicketError('config', `${document.path} cannot take the word without other lines being touched.`, {
      code: 'cannot-edit',
      hint: `Write \`lifecycle: ${to}\` by hand.`,
    });
  await writeAtomically(resolve(io.cwd, document.path), file.document().text);
  return { path: document.path, from, to, checks };
};
