import { isObject, listOf, objectOf, textOf, type JsonObject } from '../../core/json.ts';
import { pointer, type JsonPointer } from '../../core/pointer.ts';

/** A resource of a template with its place in it. */
export type PlacedResource = { readonly at: JsonPointer; readonly resource: JsonObject };

/** Resources of a template, those of nested deployments too; newer templates name theirs. */
export function* resourcesIn(template: JsonObject, at: JsonPointer = ''): Generator<PlacedResource> {
  const { resources } = template;
  const list = isObject(resources)
    ? Object.entries(resources)
    : listOf(resources).map((each, index) => [index, each] as const);
  for (const [key, resource] of list) {
    if (!isObject(resource)) continue;
    const place = at + pointer('resources', key);
    yield { at: place, resource };
    const inner = objectOf(resource['properties'])['template'];
    if (isObject(inner)) yield* resourcesIn(inner, place + pointer('properties', 'template'));
  }
}

const isOfType =
  (type: string) =>
  ({ resource }: PlacedResource) =>
    textOf(resource['type'])?.toLowerCase() === type.toLowerCase();

/** The Logic Apps of a template. */
export const workflowsIn = (template: JsonObject): readonly PlacedResource[] =>
  [...resourcesIn(template)].filter(isOfType('Microsoft.Logic/workflows'));

/** The connections of a template. */
export const connectionsIn = (template: JsonObject): readonly PlacedResource[] =>
  [...resourcesIn(template)].filter(isOfType('Microsoft.Web/connections'));

/** What a trigger of the connector of Sentinel waits for, by the end of its path. */
const waits = [
  { path: /\/incident-creation/i, what: 'incidents' },
  { path: /\/subscribe/i, what: 'alerts' },
  { path: /\/entity\//i, what: 'entities' },
];

/** What starts a Logic App of Sentinel; undefined where it starts in another way. */
export const startedBy = ({ resource }: PlacedResource): string | undefined => {
  const triggers = objectOf(objectOf(objectOf(resource['properties'])['definition'])['triggers']);
  for (const trigger of Object.values(triggers)) {
    const path = textOf(objectOf(objectOf(trigger)['inputs'])['path']) ?? '';
    const found = waits.find((each) => each.path.test(path));
    if (found !== undefined) return found.what;
  }
  return undefined;
};
