import type { ContentType } from '../../core/content-type.ts';
import type { JsonObject } from '../../core/json.ts';
import { complete } from '../analytics-rule/complete.ts';
import { analyticsRule } from '../analytics-rule/index.ts';
import { parse } from '../analytics-rule/parse.ts';
import type { QueryRule } from './model.ts';

type Named = Pick<ContentType, 'name'>;

/** A type whose items raise alerts has a line here: what a run of a file goes by. */
const raising: ReadonlyMap<string, (raw: JsonObject) => QueryRule | undefined> = new Map([
  [
    analyticsRule.name,
    (raw: JsonObject): QueryRule | undefined => {
      const rule = complete(parse(raw));
      return rule?.kind === 'Scheduled' || rule?.kind === 'NRT' ? rule : undefined;
    },
  ],
]);

/** Whether items of a type raise alerts, which is what tests, comparisons, backtests and tuning are about. */
export const raisesAlerts = ({ name }: Named): boolean => raising.has(name);

/** The rule of a file's value, where its type raises alerts and it is whole and has a query of its own. */
export const queryRuleOf = ({ name }: Named, raw: JsonObject): QueryRule | undefined => raising.get(name)?.(raw);
