import { descriptionText } from '../text.ts';
import { textAt, type RuleCheck } from './fields.ts';

const limit = 5_000;

export const descriptionTooLong: RuleCheck = {
  id: 'rule/description-too-long',
  scope: 'item',
  severity: 'error',
  summary: 'The description is longer than 5,000 characters.',
  why:
    "The service takes 5,000 characters (Microsoft's published rule validator; Microsoft Learn, limits of analytics " +
    'rules). They are counted as they are sent: without the quotes around the whole text and white space at the end.',
  *check(item) {
    const description = textAt(item, 'description');
    if (description === undefined) return;
    const { length } = descriptionText(description.value);
    if (length <= limit) return;
    yield {
      at: description.at,
      message: `The description has ${length} characters; the service takes ${limit}.`,
      hint: 'Keep what the analyst needs, and link to the rest.',
    };
  },
};
