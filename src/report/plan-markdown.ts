import type { Change, FieldChange, Plan } from '../core/change.ts';
import { codeBlock, codeSpan, escaped } from './markdown-text.ts';
import { fieldName, headline, isText, orderedRefusals, quotaLine, valueText } from './plan-text.ts';
import { lineDiff } from './query-diff.ts';

const limit = 300;
const short = (text: string): string => (text.length > limit ? `${text.slice(0, limit - 1)}…` : text);

const fieldBlock = (field: FieldChange): string => {
  const name = codeSpan(fieldName(field.at));
  if (!isText(field))
    return `- ${name}: ${codeSpan(short(valueText(field.before)))} → ${codeSpan(short(valueText(field.after)))}`;
  const lines = lineDiff(field.before, field.after).map(({ kind, text }) => {
    switch (kind) {
      case 'added':
        return `+ ${text}`;
      case 'removed':
        return `- ${text}`;
      case 'gap':
        return `@@ ${text} @@`;
      case 'same':
        return `  ${text}`;
    }
  });
  return `- ${name}:\n\n${codeBlock(lines.join('\n'), 'diff')}\n`;
};

const changeBlock = (change: Change): string => {
  const warnings = change.warnings.map((warning) => `- ⚠️ ${escaped(warning)}`);
  const fields = change.action === 'create' ? [] : change.fields.map(fieldBlock);
  const body = [...(change.action === 'create' ? [] : [escaped(change.reason), '']), ...warnings, ...fields].join('\n');
  return `<details><summary><b>${change.action}</b> ${escaped(change.displayName)} (<code>${escaped(change.id)}</code>)</summary>\n\n${body}\n\n</details>`;
};

/** A plan as Markdown for a pull request or a job summary; everything that comes from rules is inert. */
export const markdownPlan = (plan: Plan): string => {
  const losses = plan.changes.flatMap((change) =>
    change.losses.map(
      (loss) =>
        `- ${escaped(change.displayName)}: ${escaped(loss.message)} (${codeSpan(loss.loss)}${loss.approvedBy === undefined ? '' : `, approved: ${escaped(loss.approvedBy)}`})`,
    ),
  );
  const refusals = orderedRefusals(plan).map((refusal) => {
    const subject = refusal.displayName ?? refusal.id;
    return `- ${refusal.scope === 'run' ? '**Whole run refused.** ' : ''}${subject === undefined ? '' : `${escaped(subject)}: `}${escaped(refusal.message)}${refusal.hint === undefined ? '' : ` ${escaped(refusal.hint)}`}`;
  });
  const parts = [
    `### Plan for ${codeSpan(plan.workspace)}`,
    `${headline(plan)}. Quota: ${quotaLine(plan.quota)}.`,
    ...(losses.length === 0 ? [] : ['#### Coverage lost', losses.join('\n')]),
    ...(plan.changes.length === 0 ? [] : ['#### Changes', plan.changes.map(changeBlock).join('\n')]),
    ...(refusals.length === 0 ? [] : ['#### Refused', refusals.join('\n')]),
    ...plan.notes.map((note) => `> ${escaped(note)}`),
  ];
  return `${parts.join('\n\n')}\n`;
};
