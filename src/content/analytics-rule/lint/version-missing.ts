import { insertKey } from '../../../core/text/edit.ts';
import { pointer } from '../../../core/pointer.ts';
import { hasQuery, present, type RuleCheck } from './fields.ts';

export const versionMissing: RuleCheck = {
  id: 'rule/version-missing',
  scope: 'item',
  severity: 'note',
  summary: 'The rule has no version.',
  why:
    'Picket writes the version of a rule into its ownership marker in the workspace, where people see which state runs, ' +
    'and with `--base` it asks for a higher one when a rule changes. Without a version neither is possible.',
  *check(item) {
    const first = ['name', 'id'].find((key) => Object.hasOwn(item.raw, key));
    if (first === undefined || !hasQuery(item) || present(item, 'version') !== undefined) return;
    const fix = insertKey(item.document, '', 'version', '1.0.0', first);
    yield {
      at: pointer(first),
      part: 'key',
      message: 'The version is missing.',
      hint: 'Add `version: 1.0.0`.',
      ...(fix === undefined ? {} : { fix }),
    };
  },
};
