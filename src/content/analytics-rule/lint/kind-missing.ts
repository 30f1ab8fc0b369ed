import { pointer } from '../../../core/pointer.ts';
import { present, type RuleCheck } from './fields.ts';

export const kindMissing: RuleCheck = {
  id: 'rule/kind-missing',
  scope: 'item',
  severity: 'warning',
  summary: 'The file does not say which kind of rule it is.',
  why:
    'A third of the published rules is older than the key; they are taken for Scheduled. Written down, a rule does not ' +
    'change its meaning when somebody removes its schedule to make it NRT.',
  *check(item) {
    if (present(item, 'kind') !== undefined || Object.keys(item.raw).length === 0) return;
    const first = ['kind', 'id', 'name'].find((key) => Object.hasOwn(item.raw, key));
    yield {
      at: first === undefined ? '' : pointer(first),
      part: 'key',
      message: 'The kind is missing; the rule is taken for `Scheduled`.',
      hint: 'Add `kind: Scheduled`.',
    };
  },
};
