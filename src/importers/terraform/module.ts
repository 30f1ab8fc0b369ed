import {
  isArray,
  isObject,
  listOf,
  objectOf,
  textOf,
  type JsonObject,
  type JsonValue,
  textOrJson,
} from '../../core/json.ts';
import { evaluateTemplate, evaluateValue } from './evaluate.ts';
import { numberOf } from './operations.ts';
import { gap, inside, value, withNames, type Known, type Names, type Scope } from './scope.ts';
import { plainPath, type Missing, type World } from './world.ts';

/** A resource of a configuration, its blocks evaluated; one for each key of `for_each` and each index of `count`. */
export type Instance = {
  /** As Terraform writes it: `azurerm_sentinel_alert_rule_nrt.x["a"]`. */
  readonly address: string;
  readonly type: string;
  readonly values: JsonObject;
  readonly gaps: readonly { readonly at: string; readonly why: string }[];
};

/** Values that a module is given: variables by name. */
export type Inputs = ReadonlyMap<string, () => Known>;

type Module = { readonly scope: Scope; readonly config: JsonObject };

const remembered = (work: (name: string) => Known, what: string): ((name: string) => Known) => {
  const done = new Map<string, Known | 'begun'>();
  return (name) => {
    const found = done.get(name);
    if (found === 'begun') return gap(`${what}.${name} needs its own value`);
    if (found !== undefined) return found;
    done.set(name, 'begun');
    const result = work(name);
    done.set(name, result);
    return result;
  };
};

/** The value of a local or a variable's default, whole or not at all. */
const wholeValue = (from: JsonValue, scope: Scope): Known => {
  const { value: whole, gaps } = evaluateValue(from, scope);
  const [first] = gaps;
  return first === undefined ? value(whole) : gap(first.why);
};

const openModule = (
  config: JsonObject,
  folder: string,
  inputs: Inputs,
  world: World,
  missing: Missing,
  work: Scope['work'],
): Module => {
  const locals: JsonObject = Object.assign({}, ...listOf(config['locals']).map(objectOf));
  const variables = objectOf(config['variable']);
  const local = remembered((name) => {
    const own = Object.hasOwn(locals, name) ? locals[name] : undefined;
    return own === undefined ? gap(`there is no local.${name}`) : wholeValue(own, scope);
  }, 'local');
  const variable = remembered((name) => {
    const given = inputs.get(name);
    if (given !== undefined) return given();
    const declared = Object.hasOwn(variables, name) ? objectOf(listOf(variables[name])[0]) : undefined;
    if (declared === undefined) return gap(`there is no var.${name}`);
    const { default: fallback } = declared;
    return fallback === undefined
      ? gap(`var.${name} has no value; give one with --parameters ${name}=…`)
      : wholeValue(fallback, scope);
  }, 'var');
  const path = (rest: readonly string[]): Known | undefined => {
    if (rest[0] === 'module') return value(folder);
    return rest[0] === 'root' ? value('.') : undefined;
  };
  const member =
    (find: (name: string) => Known, what: string) =>
    (rest: readonly string[]): Known | undefined => {
      const [name, ...deeper] = rest;
      if (name === undefined) return undefined;
      const found = find(name);
      return 'why' in found ? found : inside(found.value, deeper, `${what}.${name}`);
    };
  const names: Names = new Map([
    ['local', member(local, 'local')],
    ['var', member(variable, 'var')],
    ['path', path],
    [
      'terraform',
      (rest: readonly string[]) =>
        rest[0] === 'workspace' ? gap('terraform.workspace is known only to Terraform') : undefined,
    ],
  ]);
  const scope: Scope = { names, world, missing, folder, work };
  return { scope, config };
};

type Turn = { readonly suffix: string; readonly scope: Scope };

/** A block once for each of its `for_each` or `count`, or why that is not known. */
const turnsOf = (block: JsonObject, scope: Scope): readonly Turn[] | string => {
  const { for_each: each, count } = block;
  if (each !== undefined) {
    const known = wholeValue(each, scope);
    if ('why' in known) return `for_each: ${known.why}`;
    const entries: readonly (readonly [string, JsonValue])[] = isArray(known.value)
      ? known.value.map((item) => [textOrJson(item), item] as const)
      : Object.entries(objectOf(known.value));
    return entries.map(([key, item]) => ({
      suffix: `[${JSON.stringify(key)}]`,
      scope: withNames(scope, { each: { key, value: item } }),
    }));
  }
  if (count === undefined) return [{ suffix: '', scope }];
  const known = wholeValue(count, scope);
  if ('why' in known) return `count: ${known.why}`;
  const size = typeof known.value === 'boolean' ? Number(known.value) : numberOf(known.value);
  if (size === undefined || !Number.isInteger(size) || size < 0 || size > 10_000)
    return 'count: it is no sensible number';
  return Array.from({ length: size }, (_, index) => ({
    suffix: `[${index}]`,
    scope: withNames(scope, { count: { index } }),
  }));
};

/** `dynamic "x" { for_each, iterator, content }` as the blocks that it makes. */
const withDynamic = (block: JsonObject, scope: Scope): ReturnType<typeof evaluateValue> => {
  const { dynamic, for_each: _each, count: _count, ...rest } = block;
  const own = evaluateNested(rest, scope);
  let result = objectOf(own.value);
  const gaps = [...own.gaps];
  for (const [name, blocks] of Object.entries(objectOf(dynamic)))
    for (const made of listOf(blocks)) {
      const { for_each: each = null, iterator, content } = objectOf(made);
      const known = wholeValue(each, scope);
      if ('why' in known) {
        gaps.push({ at: `/${name}`, why: known.why });
        continue;
      }
      const entries: readonly (readonly [JsonValue, JsonValue])[] = isArray(known.value)
        ? known.value.map((item, index) => [index, item] as const)
        : Object.entries(objectOf(known.value));
      const label = textOf(iterator)?.replace(/^\$\{|\}$/g, '') ?? name;
      for (const [key, item] of entries) {
        const inner = withNames(scope, { [label]: { key, value: item } });
        for (const body of listOf(content)) {
          const block = withDynamic(objectOf(body), inner);
          result = { ...result, [name]: [...listOf(result[name]), block.value] };
          gaps.push(...block.gaps.map(({ at, why }) => ({ at: `/${name}${at}`, why })));
        }
      }
    }
  return { value: result, gaps };
};

/** The values of a block; lists of objects in it may be blocks with dynamic ones of their own. */
const evaluateNested = (block: JsonObject, scope: Scope): ReturnType<typeof evaluateValue> => {
  const members = Object.entries(block).map(([name, item]) => {
    const hasDynamic = isArray(item) && item.some((inner) => isObject(inner) && isObject(inner['dynamic']));
    if (!hasDynamic) return [name, evaluateValue(item, scope, `/${name}`)] as const;
    const blocks = item.map((inner) => withDynamic(objectOf(inner), scope));
    const gaps = blocks.flatMap((inner, index) =>
      inner.gaps.map(({ at, why }) => ({ at: `/${name}/${index}${at}`, why })),
    );
    return [name, { value: blocks.map((inner) => inner.value), gaps }] as const;
  });
  return {
    value: Object.fromEntries(members.map(([name, item]) => [name, item.value])),
    gaps: members.flatMap(([, { gaps }]) => gaps),
  };
};

const localSource = (source: string | undefined): string | undefined =>
  source !== undefined && /^\.{1,2}\//.test(source) ? source : undefined;

/** A problem that concerns a whole block. */
export type BlockProblem = { readonly address: string; readonly why: string };

export type ModuleInstances = { readonly instances: readonly Instance[]; readonly problems: readonly BlockProblem[] };

const deepestModule = 10;

/** Every resource of a type that is wanted in a module and in those that it calls from local folders. */
export const instancesOf = (
  folder: string,
  prefix: string,
  inputs: Inputs,
  wanted: (type: string) => boolean,
  world: World,
  missing: Missing,
  work: Scope['work'] = { steps: 0, depth: 0 },
  depth = 0,
): ModuleInstances => {
  const config = world.modules.get(folder);
  if (config === undefined) missing.modules.add(folder);
  const unread =
    depth > deepestModule
      ? 'modules are nested too deep'
      : config === null
        ? `there is no folder \`${folder}\``
        : undefined;
  if (unread !== undefined && depth > 0)
    return { instances: [], problems: [{ address: prefix.replace(/\.$/, ''), why: unread }] };
  if (!isObject(config)) return { instances: [], problems: [] };
  const { scope } = openModule(config, folder, inputs, world, missing, work);
  const instances: Instance[] = [];
  const problems: BlockProblem[] = [];
  for (const [type, named] of Object.entries(objectOf(config['resource']))) {
    if (!wanted(type)) continue;
    for (const [name, blocks] of Object.entries(objectOf(named)))
      for (const block of listOf(blocks)) {
        const address = `${prefix}${type}.${name}`;
        const turns = turnsOf(objectOf(block), scope);
        if (typeof turns === 'string') {
          problems.push({ address, why: turns });
          continue;
        }
        for (const turn of turns) {
          const { value: values, gaps } = withDynamic(objectOf(block), turn.scope);
          instances.push({ address: address + turn.suffix, type, values: objectOf(values), gaps });
        }
      }
  }
  for (const [name, blocks] of Object.entries(objectOf(config['module'])))
    for (const block of listOf(blocks)) {
      const { source, ...given } = objectOf(block);
      const known = textOf(source) === undefined ? undefined : evaluateTemplate(textOf(source) ?? '', scope);
      const path = known !== undefined && 'value' in known ? localSource(textOf(known.value)) : undefined;
      if (path === undefined) {
        problems.push({
          address: `${prefix}module.${name}`,
          why: 'its source is no local folder, so it was not looked into',
        });
        continue;
      }
      const turns = turnsOf(objectOf(block), scope);
      if (typeof turns === 'string') {
        problems.push({ address: `${prefix}module.${name}`, why: turns });
        continue;
      }
      for (const turn of turns) {
        const own: Inputs = new Map(
          Object.entries(given).map(([key, item]) => [key, () => wholeValue(item, turn.scope)] as const),
        );
        const inner = instancesOf(
          plainPath(`${folder}/${path}`),
          `${prefix}module.${name}${turn.suffix}.`,
          own,
          wanted,
          world,
          missing,
          work,
          depth + 1,
        );
        instances.push(...inner.instances);
        problems.push(...inner.problems);
      }
    }
  return { instances, problems };
};
