import type { Change, PlannedWrite, Verdict } from '../engine/change.ts';
import { withValue } from '../engine/live-state.ts';
import { hasHold, type Hold } from '../engine/override.ts';
import { overWords, overrideWords, settledLog } from '../engine/override-log.ts';
import { aboutRule, putOver, switched, type Step } from './plan-writes.ts';
import type { PlanOptions } from './plan-options.ts';

const settling = ({ resource, log }: Hold): readonly PlannedWrite[] => [
  { operation: 'record', before: resource, log: settledLog(log) },
];

const writesBody = ({ writes }: Change): boolean =>
  writes.some(
    (write) => write.operation === 'put' || (write.operation === 'delete' && write.resource.type !== 'metadata'),
  );

/** How the reason of a change ends that brings a rule back whose override is over. */
export const switchedOnAgain = 'it is switched on again';

/** Why the switch is where it is, for the reason of a change. */
const why = ({ standing, log }: Hold, isMoved: boolean): string =>
  standing === 'over'
    ? `${overWords(log)}: ${isMoved ? switchedOnAgain : 'only the record of it is written'}`
    : overrideWords(log[0]);

/** Moves the switch and changes nothing else of the rule; what else is to be done about it, `step`, writes no body. */
const moveSwitch = (verdict: Verdict, override: Hold, step: Step, options: PlanOptions): Step => {
  const { live, desired } = verdict;
  const { enabled } = options.typeOf(verdict.type).canonical;
  if (live === undefined || desired === undefined || enabled === undefined) return step;
  const [moved] = verdict.autoDisabled === undefined ? switched(verdict, options) : [];
  const isOver = override.standing === 'over';
  if (moved === undefined && !isOver) return step;
  const puts = moved?.after === undefined ? [] : [withValue(live.body, enabled, moved.after)];
  return {
    kind: 'change',
    change: {
      ...aboutRule(verdict),
      action: moved === undefined ? 'refresh' : moved.after === false ? 'disable' : 'update',
      reason: why(override, moved !== undefined),
      fields: moved === undefined ? [] : [moved],
      warnings: step.kind === 'settled' ? (step.notes ?? []) : [],
      writes: [
        ...puts.map((body) => putOver(live, body)),
        ...(step.kind === 'change' ? step.change.writes : []),
        ...(isOver ? settling(override) : []),
      ],
    },
    ...(step.kind === 'refusal' ? { refusal: step.refusal } : {}),
  };
};

/**
 * What is to be done about a rule that people switched off past git, besides `step`: it is kept off while the override is in
 * force, whatever else is written or refused, and once that is over it is as git says again, which is recorded.
 */
export const withOverride = (step: Step, verdict: Verdict, options: PlanOptions): Step => {
  const { override, owner } = verdict;
  if (!hasHold(override) || owner !== undefined || verdict.desired === undefined) return step;
  if (step.kind !== 'change' || !writesBody(step.change)) return moveSwitch(verdict, override, step, options);
  const isMoved = switched(verdict, options).length > 0;
  const { change } = step;
  const said = isMoved || verdict.live === undefined ? { reason: `${change.reason}; ${why(override, isMoved)}` } : {};
  const writes = [...change.writes, ...(override.standing === 'over' ? settling(override) : [])];
  return { ...step, change: { ...change, ...said, writes } };
};
