import { isArray, isObject, type JsonObject, type JsonValue, objectOf, textOf } from '../../../core/json.ts';
import { loopsOf, loopValue, valueOf, type Scope } from './evaluate.ts';
import { resourceFunctions, type DeploymentFacts } from './functions/resources.ts';
import { notA } from './functions/lists.ts';
import { refused, type TemplateFunction } from './functions/signature.ts';
import { gapsOf, hole, known, objectValue, textOfValue, type Lazy, type Value } from './value.ts';

const isLast = 'begun';

/** Looks up by name without case, works each out once, and takes a name that needs itself for a hole. */
const remembered = (entries: Iterable<readonly [string, Lazy]>, what: string): ((name: string) => Value) => {
  const members = new Map<string, readonly [string, Lazy]>();
  for (const [name, member] of entries) members.set(name.toLowerCase(), [name, member]);
  const done = new Map<string, Value | typeof isLast>();
  return (name) => {
    const entry = members.get(name.toLowerCase());
    if (entry === undefined) return hole(`the template has no ${what} \`${name}\``);
    const [key, member] = entry;
    const found = done.get(key);
    if (found === isLast) return hole(`${what} \`${name}\` needs its own value`);
    if (found !== undefined) return found;
    done.set(key, isLast);
    const result = member();
    done.set(key, result);
    return result;
  };
};

/** Names that portals, packages and modules give the parameter for the workspace's name. */
const namesWorkspace =
  /^(?:log-?analytics-?|la-?|sentinel-?)?workspace(?:-?name)?$|^law-?name$|^workspaceResourceName$/i;

const givenBy = (name: string, facts: DeploymentFacts): Value | undefined =>
  facts.workspace !== undefined && namesWorkspace.test(name.replaceAll('_', '-')) ? known(facts.workspace) : undefined;

const defaultOf = (name: string, declared: JsonValue, scope: Scope, facts: DeploymentFacts): Value => {
  const fact = givenBy(name, facts);
  const { defaultValue, nullable } = objectOf(declared);
  if (defaultValue !== undefined && (fact === undefined || (defaultValue !== '' && defaultValue !== null)))
    return valueOf(defaultValue, scope);
  if (fact !== undefined) return fact;
  return nullable === true ? known(null) : hole(`parameter \`${name}\` has no value`);
};

/** A function that the template declares itself: it sees its own parameters and nothing else of the template. */
const declaredFunction =
  (name: string, declared: JsonObject, scope: Scope): TemplateFunction =>
  (values) => {
    const { parameters, output } = declared;
    const names = isArray(parameters) ? parameters.map((item) => textOf(objectOf(item)['name']) ?? '') : [];
    const own = remembered(
      names.map((parameter, index) => [
        parameter,
        values[index] ?? (() => hole(`${name}() is called without \`${parameter}\``)),
      ]),
      'parameter',
    );
    return valueOf(objectOf(output)['value'] ?? null, {
      ...scope,
      parameter: own,
      variable: (variable) => hole(`${name}() cannot see the variable \`${variable}\``),
      copies: new Map(),
      lambdas: new Map(),
    });
  };

const functionsIn = (template: JsonObject, scope: () => Scope): ReadonlyMap<string, TemplateFunction> => {
  const { functions } = template;
  const found = new Map<string, TemplateFunction>();
  for (const space of isArray(functions) ? functions : []) {
    const { namespace, members } = objectOf(space);
    for (const [name, declared] of Object.entries(objectOf(members))) {
      const full = `${textOf(namespace) ?? ''}.${name}`;
      found.set(full.toLowerCase(), (values) => declaredFunction(full, objectOf(declared), scope())(values));
    }
  }
  return found;
};

/** What resourceInfo() says of a resource by its symbolic name. */
const resourceInfo =
  (resources: JsonObject, scope: () => Scope, facts: DeploymentFacts): TemplateFunction =>
  ([name]) => {
    if (name === undefined) return refused('resourceInfo');
    const given = name();
    const key = textOfValue(given);
    if (key === undefined) return notA('resourceInfo', given);
    const resource = resources[key];
    if (!isObject(resource)) return hole(`the template has no resource \`${key}\``);
    const own = (member: string): Value => valueOf(resource[member] ?? null, scope());
    const id = (): Value => {
      const [type, full] = [textOfValue(own('type')), own('name')];
      const names = textOfValue(full)?.split('/');
      if (type === undefined || names === undefined)
        return hole(gapsOf(full)[0] ?? 'its id is known only at deployment');
      const make = resourceFunctions(facts).get(resource['scope'] === undefined ? 'resourceid' : 'extensionresourceid');
      const path = [type, ...names].map(
        (part): Lazy =>
          () =>
            known(part),
      );
      const scoped = resource['scope'] === undefined ? path : [() => own('scope'), ...path];
      return make?.(scoped) ?? hole('its id is known only at deployment');
    };
    return objectValue([
      ['id', id],
      ['name', () => own('name')],
      ['type', () => own('type')],
      ['apiVersion', () => own('apiVersion')],
    ]);
  };

/**
 * What the expressions of a template may refer to: its variables, functions, and its parameters, with the values given,
 * else with their defaults, else with what is known of the workspace.
 *
 * @param given values of parameters by name in lower case.
 * @param work counts what is done, over all templates of one file.
 */
export const templateScope = (
  template: JsonObject,
  given: ReadonlyMap<string, Lazy> = new Map(),
  facts: DeploymentFacts = {},
  work: Scope['work'] = { steps: 0, depth: 0 },
): Scope => {
  const { resources } = template;
  const self = (): Scope => scope;
  const functions = functionsIn(template, self);
  const scope: Scope = {
    parameter: remembered(
      Object.entries(objectOf(template['parameters'])).map(
        ([name, declared]) =>
          [name, () => given.get(name.toLowerCase())?.() ?? defaultOf(name, declared, scope, facts)] as const,
      ),
      'parameter',
    ),
    variable: remembered(lateMembers(objectOf(template['variables']), self), 'variable'),
    own: (name) => functions.get(name.toLowerCase()),
    deployment: new Map([
      ...resourceFunctions(facts),
      ['resourceinfo', resourceInfo(objectOf(resources), self, facts)] as const,
    ]),
    copies: new Map(),
    lambdas: new Map(),
    work,
  };
  return scope;
};

/** The variables of a template; they are looked at only once the scope is there that they refer to. */
function* lateMembers(variables: JsonObject, scope: () => Scope): Generator<readonly [string, Lazy]> {
  for (const [name, value] of Object.entries(variables)) {
    if (name.toLowerCase() === 'copy' && isArray(value))
      for (const loop of value) {
        const own = textOf(objectOf(loop)['name']);
        const [whole] = loopsOf([loop]) ?? [];
        if (own !== undefined)
          yield [
            own,
            () => (whole === undefined ? hole(`loop \`${own}\` lacks its count or input`) : loopValue(whole, scope())),
          ];
      }
    else yield [name, () => valueOf(value, scope())];
  }
}
