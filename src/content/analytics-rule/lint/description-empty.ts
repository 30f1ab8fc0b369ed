import { descriptionText } from '../../../core/fields/texts.ts';
import { hasQuery, textAt, type RuleCheck } from './fields.ts';

export const descriptionEmpty: RuleCheck = {
  id: 'rule/description-empty',
  scope: 'item',
  severity: 'note',
  summary: 'The description of the rule says nothing.',
  why:
    'The description is what the analyst reads first when an incident is opened. It may be missing as far as the ' +
    'service is concerned; an empty one helps nobody.',
  *check(item) {
    const description = textAt(item, 'description');
    if (!hasQuery(item) || description === undefined || descriptionText(description.value).trim() !== '') return;
    yield {
      at: description.at,
      message: 'The description is empty.',
      hint: 'Say what the rule finds, why it matters and what to look at first.',
    };
  },
};
