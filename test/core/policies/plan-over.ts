import type { Refusal } from '../../../src/core/engine/change.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import type { PlanOptions } from '../../../src/core/plan/plan-options.ts';
import { body, desired, idOf, live, marker, planFor } from '../rules.ts';

type Wanted = JsonObject | undefined;

/** Deployed rules `Rule 0`, `Rule 1`, ...; `wanted` says what git has of each now (undefined: no longer there). */
export const planOver = (count: number, wanted: (index: number) => Wanted, options: Partial<PlanOptions> = {}) => {
  const indexes = Array.from({ length: count }, (_, index) => index);
  const deployed = (index: number) => body({ displayName: `Rule ${index}` });
  return planFor(
    {
      desired: indexes.flatMap((index) => {
        const properties = wanted(index);
        return properties === undefined
          ? []
          : [desired(idOf(index), body({ displayName: `Rule ${index}`, ...properties }))];
      }),
      live: indexes.map((index) => live(idOf(index), deployed(index))),
      metadata: indexes.map((index) => marker(idOf(index), deployed(index))),
    },
    options,
  );
};

/** Why a run is refused, but for loss of coverage, which every delete and disable of a running rule is. */
export const runCodes = (refusals: readonly Refusal[]): readonly string[] =>
  refusals.filter(({ scope, code }) => scope === 'run' && code !== 'coverage-loss').map(({ code }) => code);

export const firstGone = (gone: number) => (index: number) => (index < gone ? undefined : {});
