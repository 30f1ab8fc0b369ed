import type { TypeOf } from '../../engine/managed-type.ts';
import type { Policy } from '../../engine/change.ts';
import { refuseChanges } from './refuse.ts';

/** Refuses updates of what a resource keeps for life. */
export const immutable =
  (typeOf: TypeOf): Policy =>
  (plan) =>
    refuseChanges(plan, ({ action, type, fields }) => {
      const { risk } = typeOf(type);
      if (action !== 'update' || risk === undefined) return undefined;
      return fields.map((field) => risk.keptForLife(field)).find((reason) => reason !== undefined);
    });
