import type { ContentType } from '../../core/content-type.ts';
import { complete } from './complete.ts';
import { kqlLint } from './kql/index.ts';
import { lint } from './lint/index.ts';
import type { AnalyticsRule, AnalyticsRuleDraft } from './model.ts';
import { normalize } from './normalize.ts';
import { parse } from './parse.ts';
import { render } from './render.ts';
import { schema } from './schema.ts';

/** Analytics rules: YAML in the format of Microsoft's public Azure-Sentinel repository, deployed as alertRules. */
export const analyticsRule: ContentType<AnalyticsRuleDraft, AnalyticsRule> = {
  name: 'analytics-rule',
  directory: 'analytics-rules',
  schema,
  parse,
  complete,
  render,
  normalize,
  lint: [...lint, ...kqlLint],
};
