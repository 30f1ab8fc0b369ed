import { PicketError } from '../errors.ts';
import { isArray, isObject, type JsonObject, type JsonValue } from '../json.ts';
import {
  groupPath,
  workspaceIdPlaceholder,
  workspacePath,
  type KindOf,
  type Resource,
  type ResourceKind,
  type WorkspaceTarget,
} from '../resource.ts';
import { bytesOf, singleQuoted } from '../text/notation.ts';
import { jsonText } from '../text/visible.ts';

export type TemplateOptions = {
  /** Name of the template's one parameter, the workspace's name; `workspace` unless given. */
  readonly workspaceParameter?: string;
  readonly kindOf: KindOf;
};

/**
 * The most that one template may hold. Source: Microsoft Learn, "Azure subscription and service limits", template
 * limits: 4 MB a template, 800 resources.
 */
export type TemplateLimits = { readonly bytes: number; readonly resources: number };
export const templateLimits: TemplateLimits = { bytes: 4 * 1024 * 1024, resources: 800 };

const schema = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#';

/** A text that begins with `[` would be read as an expression; a second bracket makes it a text again. */
const escaped = (text: string): string => (text.startsWith('[') ? `[${text}` : text);

/**
 * Saved searches are only replaced by who names their version; in a template it stands among the
 * properties, and `*` is any (Azure/bicep issue 5256, azure-rest-api-specs issue 24585).
 */
const overwriting = (body: JsonObject, { etag }: Pick<ResourceKind, 'etag'>): JsonObject => {
  const { properties } = body;
  return etag === 'body' && isObject(properties) ? { ...body, properties: { ...properties, etag: '*' } } : body;
};

/** The place of a resource in a template that is deployed anywhere: what lies there is named by functions of the template. */
export const templatePlace: WorkspaceTarget = {
  subscriptionId: '{{picketSubscription}}',
  resourceGroup: '{{picketGroup}}',
  workspaceName: '{{picketWorkspace}}',
  cloud: 'public',
  tenantId: '{{picketTenant}}',
};

type Token = { readonly text: string; readonly says: string };

/** What stands in bodies for the place that they are deployed to, longer ones first, and what a template says for it. */
const tokensFor = (parameter: string): readonly Token[] => {
  const workspace = `resourceId('Microsoft.OperationalInsights/workspaces', ${parameter})`;
  return [
    { text: workspacePath(templatePlace), says: workspace },
    { text: workspaceIdPlaceholder, says: workspace },
    { text: groupPath(templatePlace), says: 'resourceGroup().id' },
    { text: templatePlace.tenantId ?? '', says: 'subscription().tenantId' },
  ];
};

/** Microsoft Learn, template limits: characters of one expression. */
const longestExpression = 24_576;

const joined = (text: string, tokens: readonly Token[]): readonly string[] => {
  const [first, ...rest] = tokens;
  if (first === undefined) return text === '' ? [] : [singleQuoted(text)];
  return text.split(first.text).flatMap((part, index) => [...(index === 0 ? [] : [first.says]), ...joined(part, rest)]);
};

/** Texts of a resource that are too long for an expression stand among the variables of its template. */
type Variables = Record<string, string>;

const expressionOf = (text: string, tokens: readonly Token[], variables: Variables, owner: string): string => {
  const parts = joined(text, tokens);
  const whole = parts.length === 1 ? `[${parts.join('')}]` : `[concat(${parts.join(', ')})]`;
  if (whole.length <= longestExpression) return whole;
  const name = `${owner}-${Object.keys(variables).length + 1}`;
  variables[name] = escaped(text);
  const there = tokens.filter((token) => text.includes(token.text));
  return `[${there.reduce((inner, token) => `replace(${inner}, ${singleQuoted(token.text)}, ${token.says})`, `variables(${singleQuoted(name)})`)}]`;
};

/** A value as a template has it: what stands for the place is worked out there, and every other text is a text. */
const placed = (value: JsonValue, tokens: readonly Token[], variables: Variables, owner: string): JsonValue => {
  if (typeof value === 'string')
    return tokens.some(({ text }) => value.includes(text))
      ? expressionOf(value, tokens, variables, owner)
      : escaped(value);
  if (isArray(value)) return value.map((item) => placed(item, tokens, variables, owner));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, placed(member, tokens, variables, owner)]),
  );
};

/** A resource of a template, and what it needs of others: those that stand before it in the same template. */
export type TemplateItem = Resource & { readonly needs?: readonly Named[] };
type Named = Pick<Resource, 'type' | 'name'>;

const keyOf = ({ type, name }: Named): string => `${type}/${name}`.toLowerCase();

/** How a template names a resource of its own: by its id. */
const idOf = ({ type, name }: Named, { kindOf }: TemplateOptions, parameter: string): string => {
  const { provider, scope } = kindOf(type);
  if (scope === 'resource-group')
    return `[resourceId(${singleQuoted(`${provider ?? ''}/${type}`)}, ${singleQuoted(name)})]`;
  const full = `Microsoft.OperationalInsights/workspaces/${provider === undefined ? type : 'providers'}`;
  return provider === undefined
    ? `[resourceId(${singleQuoted(full)}, ${parameter}, ${singleQuoted(name)})]`
    : `[concat(resourceId(${singleQuoted(full)}, ${parameter}, ${singleQuoted(provider)}),${singleQuoted(`/${type}/${name}`)})]`;
};

const parameterIn = ({ workspaceParameter = 'workspace' }: TemplateOptions): string =>
  `parameters(${singleQuoted(workspaceParameter)})`;

type Part = { readonly resource: JsonObject; readonly variables: Variables };

const headOf = ({ type, name }: Named, options: TemplateOptions): JsonObject => {
  const parameter = parameterIn(options);
  const { provider, scope } = options.kindOf(type);
  if (scope === 'resource-group') return { type: `${provider ?? ''}/${type}`, name };
  const id = idOf({ type, name }, options, parameter);
  const within = provider === undefined ? '' : `/${provider}`;
  return {
    id,
    name: `[concat(${parameter},${singleQuoted(`${within}/${name}`)})]`,
    type: `Microsoft.OperationalInsights/workspaces/${provider === undefined ? '' : 'providers/'}${type}`,
  };
};

const partOf = (item: TemplateItem, options: TemplateOptions, before: ReadonlySet<string>): Part => {
  const { type, name, body, needs = [] } = item;
  const parameter = parameterIn(options);
  const resourceKind = options.kindOf(type);
  const { apiVersion, located, scope, provider } = resourceKind;
  const variables: Variables = {};
  const tokens = tokensFor(parameter);
  const { kind, ...rest } = scope === undefined && provider === undefined ? overwriting(body, resourceKind) : body;
  const there = needs.filter((need) => before.has(keyOf(need)));
  const dependsOn = [...new Set(there.map((need) => idOf(need, options, parameter)))];
  return {
    variables,
    resource: {
      ...headOf(item, options),
      ...(kind === undefined ? {} : { kind }),
      apiVersion,
      ...(located === true ? { location: '[resourceGroup().location]' } : {}),
      ...(dependsOn.length === 0 ? {} : { dependsOn }),
      ...Object.fromEntries(
        Object.entries(rest).map(([key, member]) => [key, placed(member, tokens, variables, `${type}-${name}`)]),
      ),
    },
  };
};

/** The parts of a template, each after those that it may need. */
const partsOf = (items: readonly TemplateItem[], options: TemplateOptions): readonly Part[] => {
  const before = new Set<string>();
  return items.map((item) => {
    const part = partOf(item, options, before);
    before.add(keyOf(item));
    return part;
  });
};

const around = (parts: readonly Part[], options: TemplateOptions): JsonObject => {
  const variables = Object.assign({}, ...parts.map((part) => part.variables));
  return {
    $schema: schema,
    contentVersion: '1.0.0.0',
    parameters: { [options.workspaceParameter ?? 'workspace']: { type: 'string' } },
    ...(Object.keys(variables).length === 0 ? {} : { variables }),
    resources: parts.map(({ resource }) => resource),
  };
};

/**
 * The ARM template that deploys the resources into a workspace given as its one parameter, in the form of the portal's
 * export, which the portal's import takes. What an item needs and stands before it is named in its `dependsOn`.
 */
export const template = (items: readonly TemplateItem[], options: TemplateOptions): JsonObject =>
  around(partsOf(items, options), options);

/** The text of that template: the same resources in the same order give the same bytes. */
export const templateText = (items: readonly TemplateItem[], options: TemplateOptions): string =>
  jsonText(template(items, options));

/** As it stands in the file: indented by two steps (less the brackets around it), with a comma and a line end. */
const sizeOf = ({ resource, variables }: Part): number =>
  bytesOf(jsonText([[resource]])) -
  13 +
  2 +
  (Object.keys(variables).length === 0 ? 0 : bytesOf(jsonText({ variables })));

/**
 * The texts of as few templates as the limits allow, the resources in their order; one template without resources for
 * none. Throws a PicketError of kind `refusal`, code `resource-too-large`, for a resource that fits into no template.
 */
export const templates = (
  items: readonly TemplateItem[],
  options: TemplateOptions,
  limits: TemplateLimits = templateLimits,
): readonly string[] => {
  // Two bytes less for the comma behind the last resource, four more for the line ends around the list.
  const empty = bytesOf(jsonText(around([], options))) + 2;
  const groups: TemplateItem[][] = [[]];
  let before = new Set<string>();
  let size = empty;
  for (const item of items) {
    const inGroup = sizeOf(partOf(item, options, before));
    const alone = sizeOf(partOf(item, options, new Set()));
    if (empty + alone > limits.bytes)
      throw new PicketError('refusal', `${item.name} takes ${alone} bytes, more than a template may hold.`, {
        code: 'resource-too-large',
        hint: `A template may have ${limits.bytes} bytes: shorten the rule.`,
      });
    const group = groups.at(-1);
    if (group !== undefined && group.length < limits.resources && size + inGroup <= limits.bytes) {
      group.push(item);
      size += inGroup;
    } else {
      groups.push([item]);
      before = new Set();
      size = empty + alone;
    }
    before.add(keyOf(item));
  }
  return groups.map((group) => templateText(group, options));
};
