import type { Canonical } from '../../core/engine/managed-type.ts';
import { digestOf } from '../../core/digest.ts';
import { isObject, objectOf, textOf, type JsonObject, type JsonValue } from '../../core/json.ts';

const version = 1;

/** The tags of a stack that say which template it was made of: an answer never holds the template itself (recorded). */
const templateTag = 'picket-template';
const parametersTag = 'picket-parameters';

const short = (value: JsonValue): string => digestOf(value).slice(0, 16);

/** What a stack is made of: a template, and values of its parameters. */
export type StackContent = { readonly template: JsonObject; readonly parameters: JsonObject };

/**
 * The body of a deployment stack. What leaves the template is detached, and stays as it is: nothing of a playbook is
 * deleted but by pruning it.
 */
export const stackOf = ({ template, parameters }: StackContent): JsonObject => ({
  tags: { [templateTag]: short(template), [parametersTag]: short(parameters) },
  properties: {
    template,
    parameters,
    actionOnUnmanage: { resources: 'detach', resourceGroups: 'detach', managementGroups: 'detach' },
    denySettings: { mode: 'none', applyToChildScopes: false },
    bypassStackOutOfSyncError: false,
  },
});

/** Whether a stack of the resource group was made of a playbook. */
export const isOfPlaybook = ({ body }: { readonly body: JsonObject }): boolean =>
  textOf(objectOf(body['tags'])[templateTag]) !== undefined;

/**
 * The canonical form: which template and which parameters it was made of, since an answer holds neither. A deployment that
 * failed is as if it had not been.
 */
export const normalize = (body: JsonObject): JsonObject => {
  const properties = objectOf(body['properties']);
  const tags = objectOf(body['tags']);
  const failed = textOf(properties['provisioningState'])?.toLowerCase() === 'failed';
  const template = isObject(properties['template']) ? short(properties['template']) : textOf(tags[templateTag]);
  const parameters = isObject(properties['template'])
    ? short(objectOf(properties['parameters']))
    : textOf(tags[parametersTag]);
  return {
    properties: {
      ...(template === undefined ? {} : { template: failed ? `${template} (failed)` : template }),
      ...(parameters === undefined ? {} : { parameters }),
    },
  };
};

export const canonical: Canonical = {
  version,
  normalize,
  // A stack is replaced whole, so that nothing of the old one has to be kept.
  wire: (body) => body,
  stripAutoDisabled: (body) => ({ body }),
  isCosmetic: () => false,
  unknownProperties: () => [],
};
