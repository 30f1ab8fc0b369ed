import type { JsonObject } from '../../core/json.ts';
import { nextNumber, timestamp } from '../store/records.ts';
import type { Transaction, View } from '../store/store.ts';

/** The log is bounded; older entries fall out. */
const kept = 2000;

const collectionOf = (subscription: string): string => `${subscription.toLowerCase()}/activity`;

export type Activity = {
  readonly subscription: string;
  /** Full ARM id of the resource. */
  readonly resourceId: string;
  /** `Microsoft.SecurityInsights/alertRules/write` */
  readonly operation: string;
  readonly caller: string;
  /** Milliseconds since 1970. */
  readonly at: number;
};

/** Adds an entry to the subscription's activity log. */
export const recordActivity = (transaction: Transaction, activity: Activity): void => {
  const collection = collectionOf(activity.subscription);
  const number = nextNumber(transaction);
  transaction.set(collection, String(number), {
    eventTimestamp: timestamp(activity.at),
    caller: activity.caller,
    resourceId: activity.resourceId,
    operationName: { value: activity.operation, localizedValue: activity.operation },
    status: { value: 'Succeeded', localizedValue: 'Succeeded' },
    category: { value: 'Administrative', localizedValue: 'Administrative' },
    eventDataId: String(number),
  });
  if (transaction.size(collection) <= kept) return;
  for (const [name] of transaction.entries(collection)) {
    transaction.remove(collection, name);
    break;
  }
};

/** All entries, newest first. */
export const activityOf = (view: View, subscription: string): readonly JsonObject[] =>
  [...view.entries(collectionOf(subscription))].map(([, entry]) => entry).reverse();
