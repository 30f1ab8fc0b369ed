import { fieldName } from '../../core/engine/diff.ts';
import type { Change, FieldChange, Plan, Refusal } from '../../core/engine/change.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { ReportContext } from '../../core/report.ts';
import { actionSigns, headline, isText, orderedRefusals, quotaLine, sidesText } from './plan-text.ts';
import { prettyDiff } from './query-diff.ts';
import { inert, inline, oneLine, styleOf, type Style } from '../text/style.ts';

const colours = {
  create: 'green',
  update: 'yellow',
  delete: 'red',
  disable: 'red',
  adopt: 'cyan',
  refresh: 'cyan',
} as const satisfies Record<Change['action'], keyof Style>;

const paintOf = (action: Change['action'], style: Style): ((text: string) => string) => style[colours[action]];

const fieldLines = (field: FieldChange, context: ReportContext, style: Style): string[] => {
  const name = inert(fieldName(field.at));
  if (isText(field)) return [`      ${name}:`, ...prettyDiff(field.before, field.after, style)];
  const room = Math.max(24, Math.floor((context.columns - name.length - 14) / 2));
  const [before, after] = sidesText(field, room);
  return [`      ${name}: ${style.red(inline(before))} → ${style.green(inline(after))}`];
};

/** What is found in a rule that is about to change, as much as leaves the plan readable. */
const mostFindings = 5;

const findingLines = ({ path, action }: Change, findings: readonly Diagnostic[], style: Style): string[] => {
  const about = action === 'delete' ? [] : findings.filter((each) => each.path === path && each.severity === 'warning');
  const left = about.length - mostFindings;
  return [
    ...about.slice(0, mostFindings).map(({ message, code, range }) => {
      const line = range === undefined ? '' : `line ${range.start.line}: `;
      return `      ${style.yellow('warning:')} ${line}${inert(message)} ${style.dim(code)}`;
    }),
    ...(left > 0 ? [`      ${style.yellow('warning:')} and ${left} more; picket validate shows them`] : []),
  ];
};

const changeLines = (
  change: Change,
  findings: readonly Diagnostic[],
  context: ReportContext,
  style: Style,
): string[] => {
  const paint = paintOf(change.action, style);
  const where = change.path === undefined ? change.id : `${change.path}  ${change.id}`;
  const title = `  ${paint(`${actionSigns[change.action]} ${change.action}`)} ${style.bold(oneLine(change.displayName))}  ${style.dim(inert(where))}`;
  const fields = change.action === 'create' ? [] : change.fields.flatMap((field) => fieldLines(field, context, style));
  return [
    title,
    ...(change.action === 'create' ? [] : [`      ${style.dim(inline(change.reason))}`]),
    ...change.warnings.map((warning) => `      ${style.yellow('warning:')} ${inert(warning)}`),
    ...findingLines(change, findings, style),
    ...fields,
  ];
};

const refusalLines = (refusal: Refusal, style: Style): string[] => {
  const subject = refusal.displayName ?? refusal.id;
  return [
    `  ${style.red(refusal.scope === 'run' ? 'refused (whole run)' : 'refused')} ${subject === undefined ? '' : `${style.bold(inert(subject))}: `}${inert(refusal.message)} ${style.dim(refusal.code)}`,
    ...(refusal.hint === undefined ? [] : [`      ${style.dim('hint:')} ${inert(refusal.hint)}`]),
  ];
};

const lossLines = (plan: Plan, style: Style): string[] => {
  const losses = plan.changes.flatMap((change) => change.losses.map((loss) => ({ change, loss })));
  if (losses.length === 0) return [];
  return [
    style.bold('Coverage lost'),
    ...losses.map(
      ({ change, loss }) =>
        `  ${style.red('▼')} ${oneLine(change.displayName)}: ${inert(loss.message)} ${style.dim(
          loss.approvedBy === undefined ? loss.loss : `${loss.loss}, approved: ${inline(loss.approvedBy)}`,
        )}`,
    ),
    '',
  ];
};

/**
 * A plan as people read it in a terminal: coverage loss first, then each change with its fields and what is found in its
 * file, refusals, summary, quotas.
 */
export const prettyPlan = (plan: Plan, findings: readonly Diagnostic[], context: ReportContext): string => {
  const style = styleOf(context);
  const { target } = plan;
  const lines = [
    // A plan that was read from a report does not know where its workspace is.
    target.workspaceName === ''
      ? style.bold(`Workspace ${plan.workspace}`)
      : `${style.bold(`Workspace ${plan.workspace}`)} ${style.dim(`(${target.workspaceName} in ${target.resourceGroup}, ${target.subscriptionId})`)}`,
    '',
    ...lossLines(plan, style),
    ...plan.changes.flatMap((change) => [...changeLines(change, findings, context, style)]),
    ...(plan.changes.length === 0 ? [] : ['']),
    ...orderedRefusals(plan).flatMap((refusal) => refusalLines(refusal, style)),
    ...(plan.refusals.length === 0 ? [] : ['']),
    ...plan.notes.map((note) => `${style.cyan('note:')} ${inline(note)}`),
    `${style.bold('Plan:')} ${headline(plan)}.`,
    `${style.bold('Quota:')} ${quotaLine(plan.quotas)}.`,
  ];
  return `${lines.join('\n')}\n`;
};
