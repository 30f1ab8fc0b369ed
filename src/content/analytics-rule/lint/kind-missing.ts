import { pointer } from '../../../core/pointer.ts';
import type { TextEdit } from '../../../core/text/span.ts';
import { present, type RuleCheck, type RuleItem } from './fields.ts';

/** A line before the first key, where the file is written one key a line. */
const insertion = ({ document }: RuleItem, key: string): readonly TextEdit[] | undefined => {
  const { start } = document.locate(pointer(key), 'key');
  if (start > 0 && !/[\n\r\uFEFF]/.test(document.text.charAt(start - 1))) return undefined;
  const lineEnd = document.text.includes('\r\n') ? '\r\n' : '\n';
  return [{ span: { start, end: start }, text: `kind: Scheduled${lineEnd}` }];
};

export const kindMissing: RuleCheck = {
  id: 'rule/kind-missing',
  scope: 'item',
  severity: 'warning',
  summary: 'The file does not say which kind of rule it is.',
  why:
    'A third of the published rules is older than the key; they are taken for Scheduled. Written down, a rule does not ' +
    'change its meaning when somebody removes its schedule to make it NRT.',
  *check(item) {
    const first = ['kind', 'id', 'name'].find((key) => Object.hasOwn(item.raw, key));
    // Without any of them it is a file of another sort, which the schema says.
    if (first === undefined || present(item, 'kind') !== undefined) return;
    const fix = first === 'kind' ? undefined : insertion(item, first);
    yield {
      at: pointer(first),
      part: 'key',
      message: 'The kind is missing; the rule is taken for `Scheduled`.',
      hint: 'Add `kind: Scheduled`.',
      ...(fix === undefined ? {} : { fix }),
    };
  },
};
