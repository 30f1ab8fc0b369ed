import type { LintRule } from '../../../core/content-type.ts';
import { actionShape } from './action-shape.ts';
import { actsOnEverything } from './acts-on-everything.ts';
import { automationExpired } from './automation-expired.ts';
import { closesUnclassified } from './closes-unclassified.ts';
import { conditionShape } from './condition-shape.ts';
import type { AutomationDraft } from './draft.ts';
import { refersToDisabled, refersToNoFile, refersToNothing } from './references.ts';
import { sameOrder } from './same-order.ts';

export type { AutomationDraft } from './draft.ts';

/** Every check of automation rules beyond the schema. */
export const lint: readonly LintRule<AutomationDraft>[] = [
  conditionShape,
  actionShape,
  actsOnEverything,
  closesUnclassified,
  automationExpired,
  refersToNothing,
  refersToNoFile,
  refersToDisabled,
  sameOrder,
];
