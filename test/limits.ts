import { entityRows, grouping, mappings } from './limits/entities.ts';
import type { Limit } from './limits/row.ts';
import { schedule } from './limits/schedule.ts';
import { customDetails, texts } from './limits/texts.ts';

export { limitsNow, type Limit } from './limits/row.ts';

/** Every limit of an analytics rule; the emulator's tests run the same rows. */
export const limits: readonly Limit[] = [
  ...schedule,
  ...texts,
  ...customDetails,
  ...grouping,
  ...mappings,
  ...entityRows,
];
