import { apply, type ApplyOptions } from '../../../src/app/change/apply.ts';
import type { Outcome, Plan } from '../../../src/core/engine/change.ts';
import { compare } from '../../../src/core/engine/compare.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import { plan } from '../../../src/core/plan/plan.ts';
import type { PlanOptions } from '../../../src/core/plan/plan-options.ts';
import { body, compareInput, desired, idOf, planOptions, project, target, typeOf } from '../../core/rules.ts';
import { virtualClock } from '../../fakes/clock.ts';
import { fakeWorkspace, type FakeOptions, type FakeWorkspace } from '../../fakes/workspace.ts';

type Content = Readonly<Record<string, JsonObject>>;

const allowAll = { deletes: 99, disables: 99, changes: 99 };

/** Plans with every fuse wide open and every loss of coverage approved: what is refused is refused for another reason. */
export const planOf = async (
  workspace: FakeWorkspace,
  content: Content,
  options: Partial<PlanOptions> = {},
): Promise<Plan> => {
  const verdicts = compare(
    compareInput({
      desired: Object.entries(content).map(([id, rule]) => desired(id, rule)),
      live: await workspace.list('alertRules'),
      metadata: await workspace.list('metadata'),
    }),
  );
  const draft = plan(verdicts, planOptions({ allow: allowAll, ...options }));
  const approvals = draft.changes.flatMap(({ id, losses }) =>
    losses.map(({ loss }) => ({ rule: id, loss, reason: 'meant' })),
  );
  return plan(verdicts, planOptions({ allow: allowAll, approvals, ...options }));
};

export const run = (workspace: FakeWorkspace, made: Plan, options: Partial<ApplyOptions> = {}) =>
  apply(made, { workspace, clock: virtualClock(), typeOf, project, ...options });

export const deploy = async (
  workspace: FakeWorkspace,
  content: Content,
  options: Partial<PlanOptions> = {},
): Promise<readonly Outcome[]> => run(workspace, await planOf(workspace, content, options));

export const rule = (name: string, properties: JsonObject = {}): JsonObject =>
  body({ displayName: name, ...properties });

export const [a, b, c] = [idOf(1), idOf(2), idOf(3)];

/** A workspace with this content deployed; its faults begin only after that. */
export const deployed = async (content: Content, options: Partial<FakeOptions> = {}): Promise<FakeWorkspace> => {
  let faulty = false;
  const workspace = fakeWorkspace({
    target,
    ...options,
    fault: (call, index) => (faulty ? options.fault?.(call, index) : undefined),
  });
  await deploy(workspace, content);
  faulty = true;
  return workspace;
};
