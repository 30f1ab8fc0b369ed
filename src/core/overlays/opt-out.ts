import type { OptOut, PlacedLayer } from '../config/layers.ts';
import type { DiagnosticCode, Finding } from '../diagnostic.ts';
import { hasExpired } from '../plan/plan-options.ts';
import { pointer } from '../pointer.ts';
import { notice } from './exclusions.ts';
import { isSelected, type Selectable } from './select.ts';
import type { Origin } from './sourced.ts';

/** An opt-out that is about some content, and where it stands in picket.yaml. */
export type PlacedOptOut = { readonly optOut: OptOut; readonly origin: Origin };

/** What says that content is not deployed because of an opt-out. */
export const optOutCodes: ReadonlySet<string> = new Set(['rule/opted-out', 'rule/opt-out-ends']);

/** The opt-out that keeps content from a workspace: the last one of its layers that has not ended at `now`, in milliseconds. */
export const optOutOf = (layers: readonly PlacedLayer[], item: Selectable, now: number): PlacedOptOut | undefined =>
  layers
    .flatMap(({ optOut: entries, at, name: layer }) =>
      entries.flatMap((optOut, index): PlacedOptOut[] =>
        isSelected({ ids: [optOut.rule] }, item) && (optOut.until === undefined || !hasExpired(optOut.until, now))
          ? [{ optOut, origin: { in: 'config', at: at + pointer('optOut', index), layer } }]
          : [],
      ),
    )
    .at(-1);

/** What is said of an opt-out that is in force: that it is there, and in its last two weeks that it ends. */
export const optOutFinding = (
  { optOut: { rule, reason, until, owner }, origin }: PlacedOptOut,
  now: number,
): Finding & { readonly code: DiagnosticCode; readonly in: Origin } => {
  const whose = owner === undefined ? '' : ` Its owner is ${owner}.`;
  const said = { at: '', in: origin } as const;
  if (until !== undefined && Date.parse(until) - now < notice)
    return {
      ...said,
      code: 'rule/opt-out-ends',
      severity: 'warning',
      message: `The opt-out of \`${rule}\` by \`${origin.layer}\` ends on ${until} (${reason}).${whose}`,
      hint: 'Afterwards it is deployed there. Give the opt-out another end, or leave it to end.',
    };
  return {
    ...said,
    code: 'rule/opted-out',
    severity: 'note',
    message: `\`${rule}\` is not deployed: \`${origin.layer}\` opts out${until === undefined ? '' : ` until ${until}`} (${reason}).${whose}`,
  };
};
