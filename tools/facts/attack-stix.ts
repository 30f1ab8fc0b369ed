import { isArray, isObject, textsOf, type JsonObject, type JsonValue } from '../../src/core/json.ts';

/** One technique or sub-technique as a bundle has it. */
export type StixTechnique = {
  readonly id: string;
  readonly name: string;
  /** In Sentinel's spelling, sorted. */
  readonly tactics: readonly string[];
  readonly retired: boolean;
};

/** Parts of Defense Evasion and its fellow of the ICS matrix: Sentinel knows none of them by itself. */
const evasions: ReadonlySet<string> = new Set(['stealth', 'defense-impairment', 'evasion']);

const tacticOf = (phase: string): string =>
  evasions.has(phase)
    ? 'DefenseEvasion'
    : phase
        .split('-')
        .map((word) => (word === 'and' ? 'And' : word.slice(0, 1).toUpperCase() + word.slice(1)))
        .join('');

const objectsOf = (bundle: JsonValue | undefined): readonly JsonObject[] => {
  const objects = isObject(bundle) ? bundle['objects'] : undefined;
  return isArray(objects) ? objects.filter(isObject) : [];
};

const members = (value: JsonValue | undefined): readonly JsonObject[] => (isArray(value) ? value.filter(isObject) : []);

/** The techniques of a STIX bundle of MITRE's (attack-stix-data, enterprise-attack or ics-attack). */
export const techniquesIn = (bundle: JsonValue | undefined): readonly StixTechnique[] =>
  objectsOf(bundle).flatMap((object): readonly StixTechnique[] => {
    if (object['type'] !== 'attack-pattern') return [];
    const reference = members(object['external_references']).find(({ source_name: source }) =>
      ['mitre-attack', 'mitre-ics-attack'].includes(typeof source === 'string' ? source : ''),
    );
    const [id] = textsOf([reference?.['external_id'] ?? null]);
    const [name] = textsOf([object['name'] ?? null]);
    if (id === undefined || name === undefined || !/^T\d{4}(?:\.\d{3})?$/.test(id)) return [];
    const phases = members(object['kill_chain_phases']).flatMap(({ phase_name: phase }) => textsOf([phase ?? null]));
    const retired = object['revoked'] === true || object['x_mitre_deprecated'] === true;
    return [{ id, name, tactics: [...new Set(phases.map(tacticOf))].toSorted(), retired }];
  });

/** The version of ATT&CK that a bundle is of, as its collection says; undefined where it has none. */
export const versionIn = (bundle: JsonValue | undefined): string | undefined => {
  const [collection] = objectsOf(bundle).filter(({ type }) => type === 'x-mitre-collection');
  return textsOf([collection?.['x_mitre_version'] ?? null])[0];
};

/** Techniques of several bundles, each id once: one in use before one that is retired. */
export const mergeTechniques = (lists: readonly (readonly StixTechnique[])[]): readonly StixTechnique[] => {
  const byId = new Map<string, StixTechnique>();
  for (const each of lists.flat()) if (byId.get(each.id)?.retired !== false) byId.set(each.id, each);
  return [...byId.values()].toSorted((left, right) => (left.id < right.id ? -1 : 1));
};

const rangesOf = (numbers: readonly number[]): string => {
  const ranges: { first: number; last: number }[] = [];
  for (const number of numbers) {
    const range = ranges.at(-1);
    if (range !== undefined && range.last === number - 1) range.last = number;
    else ranges.push({ first: number, last: number });
  }
  return ranges.map(({ first, last }) => (first === last ? String(first) : `${first}-${last}`)).join(',');
};

/** Ids in the short form of the shipped table: `1027:1-17` with its sub-techniques, `1574!:2` for one of them alone. */
export const shortIds = (ids: readonly string[]): string => {
  const parents = new Set(ids.filter((id) => !id.includes('.')));
  const families = new Map<string, number[]>();
  for (const id of ids.toSorted()) {
    const [parent = '', child] = id.split('.');
    families.set(parent, [...(families.get(parent) ?? []), ...(child === undefined ? [] : [Number(child)])]);
  }
  return [...families]
    .map(([parent, children]) => {
      const plain = `${parent.slice(1)}${parents.has(parent) ? '' : '!'}`;
      return children.length === 0 ? plain : `${plain}:${rangesOf(children)}`;
    })
    .join(' ');
};

/** The rows of the shipped table: a set of tactics, and the ids that belong to it. */
export const rowsOf = (techniques: readonly StixTechnique[]): readonly (readonly [string, string])[] => {
  const bySet = new Map<string, string[]>();
  for (const { id, tactics } of techniques) {
    const key = tactics.join(' ');
    bySet.set(key, [...(bySet.get(key) ?? []), id]);
  }
  return [...bySet]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([tactics, ids]) => [tactics, shortIds(ids)] as const);
};

/** The text of the shipped table's file with the rows and the version of other techniques. */
export const renewAttackText = (text: string, techniques: readonly StixTechnique[], version: string): string => {
  const list = (name: string, retired: boolean): ((whole: string) => string) => {
    const rows = rowsOf(techniques.filter((each) => each.retired === retired));
    const lines = rows.map(([tactics, ids]) => `  ['${tactics}', '${ids}'],`);
    return () => `const ${name}: readonly (readonly [string, string])[] = [\n${lines.join('\n')}\n];`;
  };
  return text
    .replace(/const active: [^;]*\];/, list('active', false))
    .replace(/const retired: [^;]*\];/, list('retired', true))
    .replace(/attackVersion = '[^']*'/, () => `attackVersion = '${version}'`)
    .replace(/MITRE ATT&CK v[\d.]+/, () => `MITRE ATT&CK v${version}`);
};
