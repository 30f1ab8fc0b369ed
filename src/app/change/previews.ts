import { contentTypes } from '../../content/index.ts';
import type { Change, Plan } from '../../core/engine/change.ts';
import { PicketError } from '../../core/errors.ts';
import type { Session } from '../session.ts';

/** What the service says a change would do, a sentence each; where it cannot be asked the plan says so. */
const previewOf = async (change: Change, { connection, workspace, io }: Session): Promise<readonly string[]> => {
  const preview = contentTypes.find(({ name }) => name === change.type)?.preview;
  const put = change.writes.find(({ operation }) => operation === 'put');
  if (preview === undefined || put?.operation !== 'put') return [];
  const question = preview.questionOf(put.resource, workspace);
  const signal = io.signals.stop;
  try {
    const { body } = await connection.workspace.put(question, { kind: 'any' }, signal);
    await connection.workspace.remove(question.type, question.name, { kind: 'any' }, signal);
    const changes = preview.changesIn(body);
    return changes.length === 0 ? ['What-if: nothing changes.'] : changes.map((each) => `What-if: ${each}`);
  } catch (error) {
    if (!(error instanceof PicketError) || error.kind === 'interrupted') throw error;
    return [`What-if: nobody can tell, ${error.message}`];
  }
};

/** The plan with what the service says of changes that it can tell better than a comparison. */
export const withPreviews = async (plan: Plan, session: Session): Promise<Plan> => {
  if (!session.types.some(({ preview }) => preview !== undefined)) return plan;
  const changes: Change[] = [];
  for (const change of plan.changes) {
    const told = await previewOf(change, session);
    changes.push(told.length === 0 ? change : { ...change, warnings: [...change.warnings, ...told] });
  }
  return { ...plan, changes };
};
