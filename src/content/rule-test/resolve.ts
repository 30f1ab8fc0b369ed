import { isObject, type JsonObject, type JsonValue, listOf, textOf } from '../../core/json.ts';
import { nearest } from '../../core/text/nearest.ts';
import { pointer, type JsonPointer } from '../../core/pointer.ts';
import type { RuleTest, TestCase, TestFinding } from './model.ts';
import { placePath } from './paths.ts';

const objectAt = (value: JsonObject, key: string): JsonObject | undefined => {
  const member = value[key];
  return isObject(member) ? member : undefined;
};

/** The longest of the moved places that a place is at or below says where it stands. */
const originOf =
  (own: JsonPointer, moved: ReadonlyMap<JsonPointer, TestCase['origin']>): TestCase['origin'] =>
  (place) => {
    let prefix = place;
    for (;;) {
      const origin = moved.get(prefix);
      if (origin !== undefined) return origin(place);
      if (prefix === '') return own + place;
      prefix = prefix.slice(0, prefix.lastIndexOf('/'));
    }
  };

const members = ['now', 'given', 'runs', 'expect'] as const;

const resolveCase = (
  raw: JsonObject,
  at: JsonPointer,
  base: TestCase | undefined,
  found: TestFinding[],
): Omit<TestCase, 'name'> => {
  const moved = new Map<JsonPointer, TestCase['origin']>();
  if (base !== undefined) for (const key of members) if (raw[key] === undefined) moved.set(pointer(key), base.origin);
  const own = objectAt(raw, 'given') ?? {};
  for (const table of Object.keys(base?.given ?? {}))
    if (base !== undefined && own[table] === undefined) moved.set(pointer('given', table), base.origin);
  let given: JsonObject = { ...base?.given, ...own };
  for (const [path, value] of Object.entries(objectAt(raw, 'with') ?? {})) {
    const placed = placePath(given, path, value);
    const place = at + pointer('with', path);
    if ('problem' in placed) found.push({ code: 'test/no-such-place', at: place, part: 'key', ...placed.problem });
    else {
      given = placed.value;
      const to = pointer('given', ...placed.segments);
      moved.set(to, (inner) => place + inner.slice(to.length));
    }
  }
  return {
    at,
    base: base?.name,
    now: textOf(raw['now']) ?? base?.now,
    as: textOf(raw['as']) ?? base?.as,
    given,
    runs: objectAt(raw, 'runs') ?? base?.runs,
    expect: raw['expect'] ?? base?.expect,
    origin: originOf(at, moved),
  };
};

/** A case stands on so many others at most: nobody follows a longer way by eye. */
const mostBases = 100;

/**
 * The cases of a test file, each with what it takes from its base. `value` is a document that fits the schema; a case
 * whose base is missing, or leads back to itself, is a finding and left out.
 */
export const resolveTest = (
  value: JsonObject,
): { readonly test: RuleTest; readonly findings: readonly TestFinding[] } => {
  const findings: TestFinding[] = [];
  const entries: readonly JsonValue[] = listOf(value['cases']);
  const raws = new Map<string, { readonly raw: JsonObject; readonly at: JsonPointer }>();
  for (const [index, raw] of entries.entries()) {
    if (!isObject(raw)) continue;
    const name = textOf(raw['name']) ?? '';
    const at = pointer('cases', index);
    if (raws.has(name))
      findings.push({
        code: 'test/same-name',
        at: `${at}/name`,
        message: `Two cases are called \`${name}\`.`,
        hint: 'Give each a name of its own: `base` and `--case` go by it.',
      });
    else raws.set(name, { raw, at });
  }
  const done = new Map<string, TestCase | undefined>();
  /** How many cases each of them stands on. */
  const depths = new Map<string, number>();
  const resolve = (name: string, above: readonly string[]): TestCase | undefined => {
    const known = raws.get(name);
    if (known === undefined || done.has(name)) return done.get(name);
    const { raw, at } = known;
    const wanted = textOf(raw['base']);
    const wrong = (message: string, hint: string): undefined => {
      findings.push({ code: 'test/no-base', at: `${at}/base`, message, hint });
      done.set(name, undefined);
      return undefined;
    };
    if (wanted !== undefined && [...above, name].includes(wanted))
      return wrong(`The case \`${name}\` is its own base.`, 'Let `base` name a case that stands on its own.');
    if (wanted !== undefined && !raws.has(wanted)) {
      const [near] = nearest(wanted, [...raws.keys()]);
      return wrong(
        `There is no case \`${wanted}\`${near === undefined ? '.' : `: did you mean \`${near}\`?`}`,
        'Name another case of this file.',
      );
    }
    const tooLong = (): undefined =>
      wrong(
        `The case \`${name}\` stands on more than ${mostBases} others.`,
        'Let `base` name a case nearer to the first.',
      );
    if (wanted !== undefined && above.length > mostBases) return tooLong();
    const base = wanted === undefined ? undefined : resolve(wanted, [...above, name]);
    if (wanted !== undefined && base === undefined) {
      done.set(name, undefined);
      return undefined;
    }
    const depth = wanted === undefined ? 0 : (depths.get(wanted) ?? 0) + 1;
    if (depth > mostBases) return tooLong();
    depths.set(name, depth);
    const resolved: TestCase = { name, ...resolveCase(raw, at, base, findings) };
    done.set(name, resolved);
    return resolved;
  };
  const cases = [...raws.keys()].flatMap((name) => resolve(name, []) ?? []);
  return { test: { now: textOf(value['now']), defaults: objectAt(value, 'defaults') ?? {}, cases }, findings };
};
