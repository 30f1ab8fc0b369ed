import { isArray } from '../../../core/json.ts';
import { pointer } from '../../../core/pointer.ts';
import { hasQuery, present, type RuleCheck } from './fields.ts';

export const tacticsMissing: RuleCheck = {
  id: 'rule/tactics-missing',
  scope: 'item',
  severity: 'note',
  summary: 'The rule names no tactic.',
  why:
    'The coverage page of Sentinel and the filters of the incident queue go by tactic; a rule without one is in ' +
    'neither. The service does not want one.',
  *check(item) {
    const tactics = present(item, 'tactics') ?? [];
    if (!hasQuery(item) || !isArray(tactics) || tactics.length > 0) return;
    const first = ['tactics', 'name', 'id'].find((key) => Object.hasOwn(item.raw, key));
    if (first === undefined) return;
    yield {
      at: pointer(first),
      part: 'key',
      message: 'The rule names no tactic of MITRE ATT&CK.',
      hint: 'Add at least one under tactics, and the techniques under relevantTechniques.',
    };
  },
};
