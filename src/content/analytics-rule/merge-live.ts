import type { LintContext } from '../../core/lint-rule.ts';
import type { MergedFile } from '../../core/file-form.ts';
import { mergeBody, putKey } from '../../core/fields/merge.ts';
import { isObject, objectOf, type JsonObject } from '../../core/json.ts';
import { rewrite } from '../../core/text/rewrite.ts';
import type { SourceDocument } from '../../core/text/source.ts';
import { complete } from './complete.ts';
import { fields } from './fields.ts';
import { keyOrder } from './from-arm.ts';
import { kinds } from './kinds.ts';
import { fullForm, normalize } from './normalize.ts';
import { parse } from './parse.ts';
import { render } from './render.ts';

const renderedOf = (document: SourceDocument, context: LintContext): JsonObject | undefined => {
  const rule = isObject(document.value) ? complete(parse(document.value)) : undefined;
  return rule === undefined ? undefined : render(rule, context).body;
};

/** The canonical body that a file stands for; undefined while it is not complete. */
export const bodyOf = (document: SourceDocument, context: LintContext): JsonObject | undefined => {
  const body = renderedOf(document, context);
  return body === undefined ? undefined : normalize(body, context);
};

/** The same with all that the file says: the terms of a grouping that is off are edited along with the rest. */
const saidBy = (document: SourceDocument, context: LintContext): JsonObject | undefined => {
  const body = renderedOf(document, context);
  return body === undefined ? undefined : fullForm(body, context);
};

const incident = 'incidentConfiguration';
const grouping = 'groupingConfiguration';

/** The body wanted; where alerts are not to be grouped, with the terms of grouping that the file has. */
const withIdleTerms = (wanted: JsonObject, own: JsonObject): JsonObject => {
  const properties = objectOf(wanted['properties']);
  const configuration = objectOf(properties[incident]);
  if (objectOf(configuration[grouping])['enabled'] !== false) return wanted;
  const terms = objectOf(objectOf(objectOf(own['properties'])[incident])[grouping]);
  const idle = { ...configuration, [grouping]: { ...terms, enabled: false } };
  return { ...wanted, properties: { ...properties, [incident]: idle } };
};

const reasonFor = (property: string): string =>
  property === 'kind'
    ? 'the kind of a rule cannot change: the service would refuse it'
    : 'the file cannot say it without changing something else';

/**
 * Brings a rule file to the state of another body, as minimal edits: comments, the order of keys, quotes and every line
 * of another field stay. Undefined while the file is not a complete rule.
 *
 * @param target the body (`{kind, properties}`, sent or answered) that the file should stand for afterwards.
 * @param properties the names of the properties to take from it; all that differ unless given.
 */
export const mergeLive = (
  document: SourceDocument,
  target: JsonObject,
  context: LintContext,
  properties?: readonly string[],
): MergedFile | undefined => {
  const own = saidBy(document, context);
  if (own === undefined) return undefined;
  return mergeBody(
    fields,
    document,
    withIdleTerms(fullForm(target, context), own),
    {
      kindOf: ({ kind }) => kinds.find((one) => one === kind),
      bodyOf: (changed) => saidBy(changed, context),
      refusal: reasonFor,
    },
    properties,
  );
};

/**
 * The file with its version raised by one patch step; undefined where it has none of three numbers. Where the version
 * is also the one of the linked template, that one is written down first, so that it stays.
 */
export const raiseVersion = (
  document: SourceDocument,
): { readonly text: string; readonly version: string } | undefined => {
  const file = rewrite(document);
  const there = file.at('/version');
  const match = typeof there === 'string' ? /^(\d+\.\d+\.)(\d+)$/.exec(there) : null;
  if (match === null || typeof there !== 'string') return undefined;
  const linked = typeof file.at('/alertRuleTemplateName') === 'string';
  if (linked && typeof file.at('/templateVersion') !== 'string' && !putKey(file, keyOrder, 'templateVersion', there))
    return undefined;
  const version = `${match[1] ?? ''}${Number(match[2] ?? 0) + 1}`;
  return file.set('/version', version) ? { text: file.document().text, version } : undefined;
};
