import type { PlannedWrite, Verdict } from '../engine/change.ts';
import { isOff } from '../engine/live-state.ts';
import type { PlanOptions } from './plan-options.ts';
import type { LiveResource } from '../resource.ts';
import { type Step, settled, aboutRule, etagOf, putOver, marking } from './plan-writes.ts';

/** Why a rule is deleted or switched off that git has no more. */
export const noLonger = 'git no longer has it';

/** Deletes the rule, then its marker. */
export const deleteOf = (verdict: Verdict, options: PlanOptions): Step => {
  const { live, marker } = verdict;
  if (live === undefined) return settled;
  const { words, resource } = options.typeOf(verdict.type);
  return {
    kind: 'change',
    change: {
      ...aboutRule(verdict),
      action: 'delete',
      reason: noLonger,
      fields: [],
      warnings: [
        resource.blocksIds === true
          ? 'A deleted rule cannot be restored, and the service blocks its id for about a day.'
          : `A deleted ${words.one} cannot be restored.`,
      ],
      writes: [
        { operation: 'delete', resource: { type: live.type, name: live.name }, ...etagOf(live) },
        ...(marker === undefined ? [] : [removal(marker)]),
        ...ownOverride(verdict).map(removal),
      ],
    },
  };
};

/** The record of an override that this project made. */
const ownOverride = ({ override }: Verdict): readonly LiveResource[] =>
  override?.resource === undefined || override.standing === 'foreign' || override.standing === 'owner'
    ? []
    : [override.resource];

const removal = (marker: LiveResource): PlannedWrite => ({
  operation: 'delete',
  resource: { type: marker.type, name: marker.name },
  ...etagOf(marker),
});

const notSwitched = ({ type, id, displayName }: Verdict, what: string): Step => ({
  kind: 'refusal',
  refusal: {
    scope: 'rule',
    code: 'no-switch',
    message: `Git no longer has it, and a ${what} cannot be switched off.`,
    hint: 'To remove it: --prune.',
    type,
    id,
    displayName,
  },
});

/** Switches the rule off and changes nothing else; nothing where it is off already. */
export const disableOf = (verdict: Verdict, options: PlanOptions): Step => {
  const { live } = verdict;
  const { canonical, risk, words } = options.typeOf(verdict.type);
  const { enabled } = canonical;
  if (live === undefined || isOff(live.body, canonical)) return settled;
  if (enabled === undefined || risk?.switchOff === undefined) return notSwitched(verdict, words.one);
  const body = risk.switchOff(live, canonical);
  return {
    kind: 'change',
    change: {
      ...aboutRule(verdict),
      action: 'disable',
      reason: noLonger,
      fields: [{ at: enabled, before: true, after: false }],
      warnings: [],
      writes: [putOver(live, body), ...marking(verdict, { sent: body }, options)],
    },
  };
};

/** Removes a marker of ours, or the record of an override, whose rule is nowhere. */
export const sweepOf = (verdict: Verdict): Step => {
  const left = [...(verdict.marker === undefined ? [] : [verdict.marker]), ...ownOverride(verdict)];
  if (left.length === 0) return settled;
  return {
    kind: 'change',
    change: {
      ...aboutRule(verdict),
      action: 'refresh',
      reason: `it is gone: only ${verdict.marker === undefined ? 'the record of its override' : 'the marker'} is left, and is removed`,
      fields: [],
      warnings: [],
      writes: left.map(removal),
    },
  };
};
