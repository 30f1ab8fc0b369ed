import { shownList, type RuleCheck } from '../lint/fields.ts';
import { checkedReferences } from './output.ts';

export const cannotVerify: RuleCheck = {
  id: 'kql/cannot-verify',
  scope: 'item',
  severity: 'note',
  summary: 'Mapped columns cannot be verified, because the columns of the output are not all known.',
  why:
    'The output of `evaluate bag_unpack`, of `pivot`, and of a table, function or watchlist that no schema knows depends ' +
    'on data. Columns that the rule maps and that are not among the known ones may exist or not; a misspelled one goes ' +
    'unnoticed here. `column_ifexists` and a final `project` make the output definite.',
  *check(item, context) {
    const output = checkedReferences(item, context);
    const [first] = output?.missing ?? [];
    if (output === undefined || output.complete || first === undefined) return;
    const names = [...new Set(output.missing.map(({ column }) => column))];
    yield {
      at: first.at,
      within: first.within,
      message: `Whether the query yields ${shownList(names)} cannot be verified: its output has columns that are not known here.`,
      hint: 'Name the columns in a final `project`, or declare the table, function or watchlist that they come from.',
    };
  },
};
