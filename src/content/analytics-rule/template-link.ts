import type { JsonObject } from '../../core/json.ts';
import { parse } from './parse.ts';

/** The template that a file is linked to, and the version of it that the file follows. */
export const linkOf = (
  raw: JsonObject,
): { readonly template: string; readonly version: string | undefined } | undefined => {
  const { alertRuleTemplateName, templateVersion } = parse(raw);
  return alertRuleTemplateName === undefined
    ? undefined
    : { template: alertRuleTemplateName, version: templateVersion };
};
