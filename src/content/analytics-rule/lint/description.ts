import type { TextEdit } from '../../../core/text/span.ts';
import { descriptionText } from '../../../core/fields/texts.ts';
import { textAt, type RuleCheck, type RuleItem, hasQuery } from './fields.ts';

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

/** Takes the two quotes out where the lines between them then mean the same: under `|` or `>`, text right beside them. */
const unwrap = ({ document }: RuleItem, at: string, value: string, once: string): readonly TextEdit[] => {
  const first = value.length - value.trimStart().length;
  const last = value.trimEnd().length - 1;
  const isBlock = /[|>]/.test(document.text.charAt(document.locate(at).start));
  // Quotes in quotes: without the outer ones the inner ones would be taken for a wrapping pair.
  const beside = /^\S/.test(value.slice(first + 1, first + 2)) && /^\S/.test(value.slice(last - 1, last));
  if (!isBlock || !beside || descriptionText(once) !== once || value.charAt(first + 1) === '#') return [];
  return [first, last].map((offset) => ({
    span: document.locateWithin(at, { start: offset, end: offset + 1 }),
    text: '',
  }));
};

export const descriptionQuoted: RuleCheck = {
  id: 'rule/description-quoted',
  scope: 'item',
  severity: 'note',
  summary: 'The description is wrapped in quotes.',
  why:
    'Most of the published rules have quotes inside the block of their description. They are no part of the text: Picket ' +
    'sends the description without them, as the converters of those rules do. In the file they only mislead readers.',
  *check(item) {
    const description = textAt(item, 'description');
    if (description === undefined) return;
    const { at, value } = description;
    const once = descriptionText(value);
    if (once.trim() === '' || once === value.replaceAll(/\r\n?/g, '\n').trimEnd()) return;
    const fix = unwrap(item, at, value, once);
    yield {
      at,
      part: 'key',
      message: 'The description is wrapped in a pair of quotes, which is not sent.',
      hint: 'Remove the quotes.',
      ...(fix.length === 0 ? {} : { fix }),
    };
  },
};
