import type { Canonical } from '../../core/engine/managed-type.ts';
import { digestOf } from '../../core/digest.ts';
import { isObject, objectOf, textOf, type JsonObject, type JsonValue } from '../../core/json.ts';

const version = 2;

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

/** Which template and which parameters it was made of, since an answer holds neither. A failed deployment is as none. */
const madeOf = (body: JsonObject): JsonObject => {
  const properties = objectOf(body['properties']);
  const tags = objectOf(body['tags']);
  const failed = textOf(properties['provisioningState'])?.toLowerCase() === 'failed';
  const template = isObject(properties['template']) ? short(properties['template']) : textOf(tags[templateTag]);
  const parameters = isObject(properties['template'])
    ? short(objectOf(properties['parameters']))
    : textOf(tags[parametersTag]);
  return {
    ...(template === undefined ? {} : { template: failed ? `${template} (failed)` : template }),
    ...(parameters === undefined ? {} : { parameters }),
  };
};

/** A definition without what the service works out of it (recorded: `evaluatedRecurrence` inside triggers). */
const written = (definition: JsonObject): JsonObject => ({
  ...definition,
  triggers: Object.fromEntries(
    Object.entries(objectOf(definition['triggers'])).map(([name, trigger]) => {
      const { evaluatedRecurrence: _worked, ...said } = objectOf(trigger);
      return [name, said];
    }),
  ),
});

/** What of a Logic App people edit; `$connections` says who signs in, which is authorised by hand after a deployment. */
const partsOf = (workflow: JsonValue): Readonly<Record<'definition' | 'state' | 'values', string>> => {
  if (!isObject(workflow)) return { definition: 'deleted', state: 'deleted', values: 'deleted' };
  const { definition, state, parameters } = objectOf(workflow['properties']);
  const { $connections: _signIn, ...values } = objectOf(parameters);
  return {
    definition: short(written(objectOf(definition))),
    state: textOf(state) ?? 'Enabled',
    values: short(values),
  };
};

/** What its Logic Apps are, by their names: the part of them that people edit in the designer. */
const running = (body: JsonObject): JsonObject => {
  const apps = Object.entries(objectOf(body['parts'])).map(
    ([path, workflow]) => [path.slice(path.lastIndexOf('/') + 1), partsOf(workflow)] as const,
  );
  if (apps.length === 0) return {};
  const each = (part: keyof ReturnType<typeof partsOf>): JsonObject =>
    Object.fromEntries(apps.map(([name, parts]) => [name, parts[part]]));
  return { definition: each('definition'), state: each('state'), values: each('values') };
};

/** The canonical form: what it was made of, and of an answer what its Logic Apps are now. */
export const normalize = (body: JsonObject): JsonObject => ({ properties: { ...madeOf(body), ...running(body) } });

export const canonical: Canonical = {
  version,
  normalize,
  frozen: { 1: (body) => ({ properties: madeOf(body) }) },
  answeredOnly: new Set(['/properties/definition', '/properties/state', '/properties/values']),
  answeredWords: 'as its template says',
  // A stack is replaced whole, so that nothing of the old one has to be kept.
  wire: (body) => body,
  stripAutoDisabled: (body) => ({ body }),
  isCosmetic: () => false,
  unknownProperties: () => [],
};
