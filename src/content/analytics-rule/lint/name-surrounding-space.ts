import { replaceText } from '../../../core/schema/repair.ts';
import { shown, textAt, type RuleCheck } from './fields.ts';

export const nameSurroundingSpace: RuleCheck = {
  id: 'rule/name-surrounding-space',
  scope: 'item',
  severity: 'warning',
  summary: 'The name of the rule begins or ends with white space.',
  why:
    'Nobody sees the space, but names are compared with it: searches, automation conditions and incident titles miss ' +
    'the rule. A block scalar (`name: |`) ends with a line break, too.',
  *check(item) {
    const name = textAt(item, 'name');
    if (name === undefined || name.value === name.value.trim() || name.value.trim() === '') return;
    const fix = replaceText(item.document, name.at, name.value.trim());
    yield {
      at: name.at,
      message: `The name ${shown(name.value.trim())} has white space around it.`,
      hint: 'Take the white space away.',
      ...(fix === undefined ? {} : { fix }),
    };
  },
};
