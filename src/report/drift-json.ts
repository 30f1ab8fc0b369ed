import type { Verdict } from '../core/engine/change.ts';
import type { Override } from '../core/engine/override.ts';
import { present, type JsonObject } from '../core/json.ts';
import { driftOf } from '../core/engine/drift.ts';
import { isClaimed, isDrift, isHeldOff, isUnclear, shownFields } from './drift.ts';

const overrideJson = ({ standing, project, log, pending }: Override): JsonObject => {
  const [newest] = log ?? [];
  return present({
    standing,
    project,
    pending,
    by: newest?.by,
    at: newest?.at,
    until: newest?.until,
    reason: newest?.reason,
    ticket: newest?.ticket,
    ended: newest?.ended === undefined ? undefined : { ...newest.ended },
  });
};

/** The machine format of `drift --format json`, schemas/report/drift.schema.json. */
export const driftJson = (workspace: string, verdicts: readonly Verdict[]): JsonObject => ({
  version: 2,
  workspace,
  rules: verdicts
    .filter(
      (verdict) =>
        isDrift(verdict) ||
        isUnclear(verdict) ||
        verdict.state === 'unmanaged' ||
        isClaimed(verdict) ||
        verdict.accepted !== undefined ||
        isHeldOff(verdict) ||
        verdict.writtenBySeveral !== undefined,
    )
    .map((verdict) =>
      present({
        type: verdict.type,
        id: verdict.id,
        name: verdict.displayName,
        state: verdict.state,
        path: verdict.path,
        owner: isClaimed(verdict) ? verdict.owner : undefined,
        autoDisabled: verdict.autoDisabled,
        switchedOff: verdict.switchedOff,
        override: verdict.override === undefined ? undefined : overrideJson(verdict.override),
        accepted: verdict.accepted?.map((entry) => ({ ...entry })),
        lastChange: verdict.lastChange === undefined ? undefined : { ...verdict.lastChange },
        writtenBySeveral: verdict.writtenBySeveral?.map((writer) => ({ ...writer })),
        overwritten: verdict.overwritten?.map(({ fields, ...writer }) => ({
          ...writer,
          fields: fields.map((field) => present({ pointer: field.at, wrote: field.before, workspace: field.after })),
        })),
        fields: shownFields(verdict).map((field) =>
          present({ pointer: field.at, workspace: field.before, git: field.after, side: field.side, said: field.said }),
        ),
        rowsLeft: verdict.rowsLeft,
      }),
    ),
  summary: {
    drifted: verdicts.filter(isDrift).length,
    accepted: driftOf(verdicts).accepted.length,
    ...(verdicts.some(isUnclear) ? { unclear: verdicts.filter(isUnclear).length } : {}),
    unmanaged: verdicts.filter((verdict) => verdict.state === 'unmanaged').length,
    looked: verdicts.length,
  },
});
