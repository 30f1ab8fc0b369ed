import { fieldName } from '../../core/engine/diff.ts';
import type { Change, ChangeAction, FieldChange, Plan, Refusal } from '../../core/engine/change.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { isRefused } from '../../core/plan/plan.ts';
import { cutText, fit, type Piece } from '../text/budget.ts';
import { codeBlock, codeSpan, escaped, htmlText, prose } from '../text/markdown-text.ts';
import { cut } from '../../core/text/cut.ts';
import { headline, isText, orderedRefusals, quotaLine, sidesText } from './plan-text.ts';
import { diffText, lineDiff } from './query-diff.ts';
import { counted } from '../../core/text/phrase.ts';

const longestValue = 300;
const longestName = 120;
/** Of a value in the line that is read on a phone. */
const shortValue = 24;
const mostFields = 4;

/** The plan of one workspace, and what is found in the content that it was made from. */
export type WorkspacePlan = { readonly plan: Plan; readonly findings: readonly Diagnostic[] };

/** Something that several workspaces may have in common, said once. */
type Shared<T> = { readonly item: T; readonly workspaces: readonly string[] };

const shared = <T>(
  plans: readonly WorkspacePlan[],
  itemsOf: (plan: WorkspacePlan) => readonly T[],
  keyOf: (item: T) => string,
): readonly Shared<T>[] => {
  const found = new Map<string, { readonly item: T; readonly workspaces: string[] }>();
  for (const each of plans)
    for (const item of itemsOf(each)) {
      const known = found.get(keyOf(item));
      if (known === undefined) found.set(keyOf(item), { item, workspaces: [each.plan.workspace] });
      else known.workspaces.push(each.plan.workspace);
    }
  return [...found.values()];
};

const names = (workspaces: readonly string[]): string => workspaces.map((name) => codeSpan(name)).join(', ');

const fieldBlock = (field: FieldChange): string => {
  const name = codeSpan(fieldName(field.at));
  if (!isText(field)) return `- ${name}: ${sidesText(field, longestValue).map(codeSpan).join(' → ')}`;
  return `- ${name}:\n\n${codeBlock(diffText(field.before, field.after), 'diff')}\n`;
};

const code = (text: string): string => `<code>${htmlText(text)}</code>`;

/** A changed field in a few characters: `severity Low → High`, `query +1 −1`, `entityMappings`. */
const fieldBrief = (field: FieldChange): string => {
  const name = htmlText(cut(fieldName(field.at), longestName));
  if (isText(field)) {
    const lines = lineDiff(field.before, field.after);
    const count = (kind: 'added' | 'removed'): number => lines.filter((line) => line.kind === kind).length;
    return `${name} ${code(`+${count('added')} −${count('removed')}`)}`;
  }
  const { before, after } = field;
  if (before === undefined) return `${name} added`;
  if (after === undefined) return `${name} removed`;
  if (typeof before === 'object' || typeof after === 'object') return name;
  return `${name} ${code(sidesText(field, shortValue).join(' → '))}`;
};

const fieldsBrief = ({ action, fields }: Change): string => {
  if (action === 'create') return '';
  const left = fields.length - mostFields;
  const shown = fields.slice(0, left > 0 ? mostFields : fields.length).map(fieldBrief);
  return [...shown, ...(left > 0 ? [`${left} more`] : [])].join(', ');
};

/** What is found in a rule's file, and is worth a look before it is deployed. */
const warningsOf = ({ path }: Change, findings: readonly Diagnostic[]): readonly Diagnostic[] =>
  path === undefined ? [] : findings.filter((finding) => finding.path === path && finding.severity === 'warning');

type RuleChange = { readonly change: Change; readonly found: readonly Diagnostic[] };

const checks = ({ change, found }: RuleChange): string => {
  const count = found.length + change.warnings.length;
  if (count > 0) return `⚠️ ${counted(count, 'warning')}`;
  return change.action === 'delete' || change.path === undefined ? '' : 'checks passed';
};

/** The line of a rule: what is done to it, its name, its fields, its checks, and where. */
const summaryLine = (rule: RuleChange, workspaces: readonly string[]): string => {
  const { action, displayName } = rule.change;
  return [
    `<b>${action}</b> ${htmlText(cut(displayName, longestName))}`,
    fieldsBrief(rule.change),
    checks(rule),
    htmlText(workspaces.join(', ')),
  ]
    .filter((part) => part !== '')
    .join(' · ');
};

const findingItem = ({ message, code: finding, range }: Diagnostic): string =>
  `- ⚠️ ${range === undefined ? '' : `line ${range.start.line}: `}${prose(cut(message, 1000))} (${codeSpan(finding)})`;

const changePiece = ({ item, workspaces }: Shared<RuleChange>): Piece => {
  const { change, found } = item;
  const place = change.path === undefined ? '' : `${codeSpan(cut(change.path, longestValue))}, `;
  const body = [
    `${place}id ${codeSpan(cut(change.id, longestName))}`,
    ...(change.reason === '' ? [] : ['', prose(change.reason)]),
    '',
    ...change.warnings.map((warning) => `- ⚠️ ${prose(warning)}`),
    ...found.map(findingItem),
    ...(change.action === 'create' ? [] : change.fields.map(fieldBlock)),
  ].join('\n');
  const line = summaryLine(item, workspaces);
  return {
    full: `<details><summary>${line}</summary>\n\n${body.trimEnd()}\n\n</details>`,
    brief: `<div>${line}</div>`,
  };
};

/** What can do harm is shown first, and so is the last to be cut. */
const importance: Readonly<Record<ChangeAction, number>> = {
  delete: 0,
  disable: 1,
  update: 2,
  adopt: 3,
  create: 4,
  refresh: 5,
};

/** Where something holds, for what does not hold in every workspace of the text. */
const where = (workspaces: readonly string[], all: number): string =>
  workspaces.length === all ? '' : ` · ${names(workspaces)}`;

const lossPieces = (plans: readonly WorkspacePlan[]): readonly Piece[] =>
  shared(
    plans,
    ({ plan }) => plan.changes.flatMap(({ displayName, losses }) => losses.map((loss) => ({ displayName, ...loss }))),
    JSON.stringify,
  ).map(({ item: { displayName, loss, message, approvedBy }, workspaces }) => {
    const line = `- ${escaped(cut(displayName, longestName))}: ${prose(cut(message, 1000))} (${codeSpan(loss)}${approvedBy === undefined ? '' : `, approved: ${escaped(cut(approvedBy, longestValue))}`})${where(workspaces, plans.length)}`;
    return { full: line, brief: line };
  });

const refusalPiece = ({ item, workspaces }: Shared<Refusal>, all: number): Piece => {
  const { scope, displayName, id, message, hint } = item;
  const subject = displayName ?? id;
  const start = `- ${scope === 'run' ? '**Whole run refused.** ' : ''}${subject === undefined ? '' : `${escaped(cut(subject, longestName))}: `}`;
  return {
    full: `${start}${prose(cut(message, 2000))}${hint === undefined ? '' : ` ${prose(cut(hint, 1000))}`}${where(workspaces, all)}`,
    brief: `${start}${prose(cut(message, longestName))}`,
  };
};

/** What a reader has to know first, in one line. */
const verdict = ({ plan, findings }: WorkspacePlan): string => {
  if (isRefused(plan)) return `🛑 Nothing would be written, the run is refused: ${headline(plan)}`;
  const errors = findings.filter(isError).length;
  if (errors > 0) return `🛑 ${counted(errors, 'error')} in the files; of the others: ${headline(plan)}`;
  const lost = plan.changes.flatMap(({ losses }) => losses.filter(({ approvedBy }) => approvedBy === undefined)).length;
  if (lost > 0) return `⚠️ ${headline(plan)}, ${lost === 1 ? '1 coverage loss' : `${lost} coverage losses`}`;
  if (plan.refusals.length > 0) return `⚠️ ${headline(plan)}`;
  return plan.changes.length === 0 ? `✅ Nothing to do: ${headline(plan)}` : `✅ ${headline(plan)}`;
};

/** An error, which keeps its file out of the plan. */
const errorPiece = ({ item, workspaces }: Shared<Diagnostic>, all: number): Piece => {
  const { path, range, message, hint, code: finding } = item;
  const start = `- 🛑 ${codeSpan(cut(range === undefined ? path : `${path}:${range.start.line}`, longestValue))}: `;
  const more = hint === undefined ? '' : ` ${prose(cut(hint, 500))}`;
  return {
    full: `${start}${prose(cut(message, 1000))}${more} (${codeSpan(finding)})${where(workspaces, all)}`,
    brief: `${start}${prose(cut(message, 100))}`,
  };
};

const isError = ({ severity }: Diagnostic): boolean => severity === 'error';

type Section = {
  readonly heading: string;
  readonly noun: string;
  readonly pieces: readonly Piece[];
  readonly share: number;
};

/**
 * The plans of one or several workspaces as Markdown for a pull request or a job summary; everything that comes from
 * rules is inert. The verdict stands first, in a line; then losses, refusals and a line a rule, which opens to the rest.
 * What several workspaces have in common is said once, and what does not fit into so many characters is counted.
 */
export const markdownPlans = (plans: readonly WorkspacePlan[], room: number): string => {
  const all = plans.length;
  const changes = shared(
    plans,
    ({ plan, findings }) => plan.changes.map((change) => ({ change, found: warningsOf(change, findings) })),
    ({ change: { action, id, displayName, path, reason, fields, losses, warnings }, found }) =>
      JSON.stringify([
        action,
        id,
        displayName,
        path,
        reason,
        fields.map((field) => [field.at, field.before, field.after]),
        losses,
        warnings,
        found,
      ]),
  ).toSorted((a, b) => importance[a.item.change.action] - importance[b.item.change.action]);
  const refusals = shared(plans, ({ plan }) => orderedRefusals(plan), JSON.stringify);
  const errors = shared(plans, ({ findings }) => findings.filter(isError), JSON.stringify);
  const sections: readonly Section[] = [
    { heading: 'Errors', noun: 'errors', pieces: errors.map((error) => errorPiece(error, all)), share: 0.5 },
    { heading: 'Coverage lost', noun: 'losses', pieces: lossPieces(plans), share: 0.4 },
    { heading: 'Refused', noun: 'refusals', pieces: refusals.map((refusal) => refusalPiece(refusal, all)), share: 0.5 },
    { heading: 'Changes', noun: 'changes', pieces: changes.map(changePiece), share: 1 },
  ];
  const verdicts = shared(plans, (each) => [verdict(each)], String);
  const notes = shared(plans, ({ plan }) => plan.notes, String).slice(0, 20);
  const quotas = shared(plans, ({ plan }) => [quotaLine(plan.quotas)], String);
  const parts = [
    `### Plan for ${names(plans.map(({ plan }) => plan.workspace))}`,
    ...verdicts.map(({ item, workspaces }) => `**${item}.**${where(workspaces, all)}`),
  ];
  const end = [
    ...notes.map(({ item, workspaces }) => `> ${prose(cut(item, 1000))}${where(workspaces, all)}`),
    `<sub>Quota: ${quotas.map(({ item, workspaces }) => `${item}${where(workspaces, all)}`).join('; ')}.</sub>`,
  ];
  // Room for the headings, the empty lines between parts, and what is said about the cuts.
  let left = room - [...parts, ...end].join('\n\n').length - 800;
  for (const { heading, noun, pieces, share } of sections) {
    if (pieces.length === 0) continue;
    const fitted = fit(pieces, Math.max(0, left * share));
    const text = fitted.texts.join('\n');
    left -= text.length;
    const cutting = cutText(fitted, noun);
    parts.push(`#### ${heading}`, ...(text === '' ? [] : [text]), ...(cutting === '' ? [] : [cutting]));
  }
  return `${[...parts, ...end].join('\n\n')}\n`;
};
