import { PicketError } from '../errors.ts';
import { isArray, isObject, type JsonObject, type JsonValue } from '../json.ts';
import { workspaceIdPlaceholder, type KindOf, type Resource, type ResourceKind } from '../resource.ts';
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
const escaped = (value: JsonValue): JsonValue => {
  if (typeof value === 'string') return value.startsWith('[') ? `[${value}` : value;
  if (isArray(value)) return value.map(escaped);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, escaped(member)]));
};

/** A quote within a text of the template language is doubled. */
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/**
 * Saved searches are only replaced by who names their version; in a template it stands among the
 * properties, and `*` is any (Azure/bicep issue 5256, azure-rest-api-specs issue 24585).
 */
const overwriting = (body: JsonObject, { etag }: Pick<ResourceKind, 'etag'>): JsonObject => {
  const { properties } = body;
  return etag === 'body' && isObject(properties) ? { ...body, properties: { ...properties, etag: '*' } } : body;
};

/** A value with the id of the workspace where its placeholder stands. */
const inWorkspace = (value: JsonValue, id: string): JsonValue => {
  if (typeof value === 'string' && value.includes(workspaceIdPlaceholder))
    return value === workspaceIdPlaceholder
      ? `[${id}]`
      : `[replace(${quoted(value)}, ${quoted(workspaceIdPlaceholder)}, ${id})]`;
  if (isArray(value)) return value.map((item) => inWorkspace(item, id));
  if (!isObject(value)) return escaped(value);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, inWorkspace(member, id)]));
};

/** A resource beside the workspace, which needs a place of its own. */
const groupResource = (
  { type, name, body }: Pick<Resource, 'type' | 'name' | 'body'>,
  { apiVersion, provider }: Pick<ResourceKind, 'apiVersion' | 'provider'>,
  parameter: string,
): JsonObject => {
  const id = `resourceId('Microsoft.OperationalInsights/workspaces', ${parameter})`;
  return {
    type: `${provider ?? ''}/${type}`,
    name,
    apiVersion,
    location: '[resourceGroup().location]',
    ...Object.fromEntries(Object.entries(body).map(([key, member]) => [key, inWorkspace(member, id)])),
  };
};

const templateResource = ({ type, name, body }: Resource, options: TemplateOptions): JsonObject => {
  const parameter = `parameters(${quoted(options.workspaceParameter ?? 'workspace')})`;
  const provider = "'Microsoft.OperationalInsights/workspaces/providers'";
  const resourceKind = options.kindOf(type);
  const { apiVersion, provider: extending } = resourceKind;
  if (resourceKind.scope === 'resource-group') return groupResource({ type, name, body }, resourceKind, parameter);
  const { kind, ...rest } = body;
  if (extending === undefined) {
    const full = `Microsoft.OperationalInsights/workspaces/${type}`;
    return {
      id: `[resourceId(${quoted(full)}, ${parameter}, ${quoted(name)})]`,
      name: `[concat(${parameter},${quoted(`/${name}`)})]`,
      type: full,
      apiVersion,
      ...Object.fromEntries(
        Object.entries(overwriting(rest, resourceKind)).map(([key, member]) => [key, escaped(member)]),
      ),
    };
  }
  return {
    id: `[concat(resourceId(${provider}, ${parameter}, ${quoted(extending)}),${quoted(`/${type}/${name}`)})]`,
    name: `[concat(${parameter},${quoted(`/${extending}/${name}`)})]`,
    type: `Microsoft.OperationalInsights/workspaces/providers/${type}`,
    ...(kind === undefined ? {} : { kind }),
    apiVersion,
    ...Object.fromEntries(Object.entries(rest).map(([key, member]) => [key, escaped(member)])),
  };
};

const around = (resources: readonly JsonObject[], options: TemplateOptions): JsonObject => ({
  $schema: schema,
  contentVersion: '1.0.0.0',
  parameters: { [options.workspaceParameter ?? 'workspace']: { type: 'string' } },
  resources,
});

/**
 * The ARM template that deploys the resources into a workspace given as its one parameter, in the form of the portal's
 * export, which the portal's import takes.
 */
export const template = (resources: readonly Resource[], options: TemplateOptions): JsonObject =>
  around(
    resources.map((resource) => templateResource(resource, options)),
    options,
  );

/** The text of that template: the same resources in the same order give the same bytes. */
export const templateText = (resources: readonly Resource[], options: TemplateOptions): string =>
  jsonText(template(resources, options));

const encoder = new TextEncoder();
const bytesOf = (text: string): number => encoder.encode(text).byteLength;

/**
 * The texts of as few templates as the limits allow, the resources in their order; one template without resources for
 * none. Throws a PicketError of kind `refusal`, code `resource-too-large`, for a resource that fits into no template.
 */
export const templates = (
  resources: readonly Resource[],
  options: TemplateOptions,
  limits: TemplateLimits = templateLimits,
): readonly string[] => {
  // Two bytes less for the comma behind the last resource, four more for the line ends around the list.
  const empty = bytesOf(jsonText(around([], options))) + 2;
  const groups: JsonObject[][] = [[]];
  let size = empty;
  for (const resource of resources) {
    const item = templateResource(resource, options);
    // As it stands in the file: indented by two steps (less the brackets around it), with a comma and a line end.
    const own = bytesOf(jsonText([[item]])) - 13 + 2;
    if (empty + own > limits.bytes)
      throw new PicketError('refusal', `${resource.name} takes ${own} bytes, more than a template may hold.`, {
        code: 'resource-too-large',
        hint: `A template may have ${limits.bytes} bytes: shorten the rule.`,
      });
    const group = groups.at(-1);
    if (group !== undefined && group.length < limits.resources && size + own <= limits.bytes) {
      group.push(item);
      size += own;
    } else {
      groups.push([item]);
      size = empty + own;
    }
  }
  return groups.map((group) => jsonText(around(group, options)));
};
