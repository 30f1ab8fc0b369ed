import type { PlacedLayer } from '../config/layers.ts';
import type { DiagnosticCode, Finding } from '../diagnostic.ts';
import { mappingsIn, textOf, type JsonObject, type JsonValue } from '../json.ts';
import { pointer, segmentsOf } from '../pointer.ts';
import { apartSpans } from '../text/kql-tokens.ts';
import { nearest } from '../text/nearest.ts';
import { shown } from '../text/phrase.ts';
import type { Span } from '../text/span.ts';
import { noParameterAt, type NoParameter, type ParameterPlaces } from './parameter-place.ts';
import { isParameterType, kqlOf, takenBy, type ParameterType } from './parameter-type.ts';
import { sourced, type Origin, type Piece, type Sourced } from './sourced.ts';

/** A parameter, and where its default stands. */
export type Declaration = { readonly type: ParameterType; readonly default?: JsonValue; readonly origin: Origin };

export type Declarations = ReadonlyMap<string, Declaration>;

/** The parameters that a `parameters` key declares. */
export const declarationsIn = (value: JsonValue | undefined, origin: Origin): Declarations =>
  new Map(
    mappingsIn(value).flatMap(([name, entry]) => {
      const { type } = entry;
      if (!isParameterType(type)) return [];
      const at = origin.at + pointer(name, 'default');
      const given = entry['default'];
      return [[name, { type, origin: { ...origin, at }, ...(given === undefined ? {} : { default: given }) }] as const];
    }),
  );

/** A value of a parameter, and where it is set. */
export type ParameterValue = { readonly value: JsonValue; readonly origin: Origin };

/** The values that layers set, the last of each name. */
export const valuesOf = (layers: readonly PlacedLayer[]): ReadonlyMap<string, ParameterValue> =>
  new Map(
    layers.flatMap(({ parameters, at, name: layer }) =>
      Object.entries(parameters).map(
        ([name, value]) =>
          [name, { value, origin: { in: 'config', at: at + pointer('parameters', name), layer } }] as const,
      ),
    ),
  );

/** Something wrong with the use of a parameter: `at` and `within` are of the value before parameters were filled in. */
export type ParameterFinding = Finding & { readonly code: DiagnosticCode; readonly in?: Origin };

export type ParameterScope = {
  readonly declared: Declarations;
  readonly values: ReadonlyMap<string, ParameterValue>;
  /** Workspaces that set no value, where there is no default. */
  readonly unsetIn: (name: string) => readonly string[];
};

/** A use of a parameter; what stands where its name should is taken as one, so that nothing that means it stays a text. */
const use = /\{\{[ \t]*param\.([^{}\r\n]*)\}\}/g;

/** True for a text that may use a parameter. */
export const usesParameters = (text: string): boolean => /\{\{[ \t]*param\./.test(text);

type Resolved = { readonly value: JsonValue; readonly kql: string; readonly origin: Origin };

/** What is said where a parameter is meant and none is named. */
const nameless: Omit<ParameterFinding, 'at'> = {
  code: 'rule/unknown-parameter',
  message: 'A parameter is meant here, and none is named.',
  hint: 'Write its name: `{{param.NAME}}` in a query, `{param: NAME}` as a value.',
};

/** The value of a parameter, or what is wrong with it. */
const resolve = (
  { declared, values, unsetIn }: ParameterScope,
  name: string,
): Resolved | Omit<ParameterFinding, 'at'> => {
  if (name === '') return nameless;
  const declaration = declared.get(name);
  if (declaration === undefined) {
    const [near] = nearest(name, [...declared.keys()]);
    return {
      code: 'rule/unknown-parameter',
      message: `There is no parameter \`${name}\`${near === undefined ? '.' : `: did you mean \`${near}\`?`}`,
      hint: 'Declare it with its type under `parameters` of picket.yaml or of the rule.',
    };
  }
  const given = values.get(name);
  const value = given === undefined ? declaration.default : given.value;
  const origin = given?.origin ?? declaration.origin;
  if (value === undefined) {
    const places = unsetIn(name);
    return {
      code: 'rule/parameter-unset',
      message: `The parameter \`${name}\` has no value${places.length === 0 ? '' : ` in ${places.map((place) => `\`${place}\``).join(', ')}`}, and no default.`,
      hint: 'Set it under `parameters` of the workspace or of one of its groups, or declare a default.',
    };
  }
  const kql = kqlOf(declaration.type, value);
  if (kql !== undefined) return { value, kql, origin };
  return {
    code: 'rule/parameter-type',
    message: `${shown(value)} is no value of the parameter \`${name}\`, which is of type ${declaration.type}.`,
    hint: `It takes ${takenBy(declaration.type)}.`,
    in: origin,
  };
};

/** What begins a literal whose rest is read as it stands, up to its bracket (Microsoft Learn, "Scalar data types"). */
const beginsLiteral =
  /\b(?:bool|boolean|date|datetime|decimal|double|guid|int|long|real|time|timespan|uniqueid)\s*\([^()\r\n]*$/;

/** What a parameter touches, where both together would be read otherwise: `@` before a text changes where it ends. */
const touched = (before: string, after: string): string | undefined =>
  /[\p{L}\p{N}_$@"'`]$/u.exec(before)?.[0] ?? /^[\p{L}\p{N}_$@"'`]/u.exec(after)?.[0];

/** What is wrong with the place of a parameter in a query, with its comments and literals `apart`. */
const misplaced = (text: string, { start, end }: Span, apart: readonly Span[]): string | undefined => {
  const around = apart.find((span) => span.start < end && start < span.end);
  if (around !== undefined)
    return `stands within a ${text.startsWith('//', around.start) ? 'comment' : 'literal'}, where it would be text`;
  const since = text.lastIndexOf('\n', start) + 1;
  let line = text.slice(since, start);
  for (const span of apart)
    if (span.start >= since && span.end <= start)
      line = `${line.slice(0, span.start - since)}${'.'.repeat(span.end - span.start)}${line.slice(span.end - since)}`;
  if (beginsLiteral.test(line)) return 'stands within a literal, where it would be text';
  const sign = touched(text.slice(0, start), text.slice(end));
  return sign === undefined ? undefined : `touches \`${sign}\`, and both would be read as one`;
};

/** A query with its parameters filled in as literals, where the parts come from, and what is wrong. */
const filledQuery = (
  text: string,
  at: string,
  scope: ParameterScope,
): {
  readonly text: string;
  readonly pieces: readonly Piece[];
  readonly names: readonly string[];
  readonly findings: readonly ParameterFinding[];
} => {
  const apart = apartSpans(text);
  const pieces: Piece[] = [];
  const names: string[] = [];
  const findings: ParameterFinding[] = [];
  let filled = '';
  let end = 0;
  for (const match of text.matchAll(use)) {
    const name = (match[1] ?? '').trim();
    const within: Span = { start: match.index, end: match.index + match[0].length };
    const wrong = name === '' ? undefined : misplaced(text, within, apart);
    const found =
      wrong === undefined
        ? resolve(scope, name)
        : ({
            code: 'rule/parameter-place',
            message: `The parameter \`${name}\` ${wrong}.`,
            hint: 'Let it stand by itself: it becomes a whole literal of its type, with quotes where it needs some.',
          } as const);
    if ('code' in found) {
      findings.push({ ...found, at, ...(found.code === 'rule/parameter-type' ? {} : { within }) });
      continue;
    }
    filled += text.slice(end, within.start);
    pieces.push({
      made: { start: filled.length, end: filled.length + found.kql.length },
      from: within,
      origin: found.origin,
      is: 'value',
    });
    filled += found.kql;
    end = within.end;
    names.push(name);
  }
  return { text: filled + text.slice(end), pieces, names, findings };
};

/** The name that `{param: NAME}` takes, where a mapping is that. */
const nameIn = (node: Sourced): string | undefined => {
  if (node.is !== 'mapping' || node.members.size !== 1) return undefined;
  const member = node.members.get('param');
  return member?.is === 'scalar' ? textOf(member.value) : undefined;
};

export type Filled = { readonly root: Sourced; readonly findings: readonly ParameterFinding[] };

/** What is said of `{param: NAME}` at a place that takes none. */
const refused = (name: string, at: string, why: Exclude<NoParameter, 'names'>): ParameterFinding => {
  const key = shown(segmentsOf(at).at(-1) ?? '');
  const [message, hint] = {
    text: [
      `${key} is a text, which takes no parameter.`,
      'Write the text itself; an overlay of the workspace or group may set another.',
    ],
    query: [
      `${key} is a query, which is never a parameter as a whole.`,
      `Write the query, with \`{{param.${name}}}\` where the value goes.`,
    ],
    identity: [`${key} says what the file is, before parameters are known.`, 'Write the value itself.'],
  }[why] satisfies readonly string[];
  return { code: 'rule/parameter-place', at, message: message ?? '', ...(hint === undefined ? {} : { hint }) };
};

/**
 * Content with its parameters filled in: `{{param.NAME}}` in its queries as KQL literals, `{param: NAME}` in its fields by
 * value where a place takes one. Findings point into the value as it was.
 */
export const withParameters = (root: Sourced, places: ParameterPlaces, scope: ParameterScope): Filled => {
  const findings: ParameterFinding[] = [];
  const fill = (node: Sourced, at: string): Sourced => {
    const why = noParameterAt(places, at);
    if (why === 'names') return node;
    const name = nameIn(node);
    if (name !== undefined && why !== undefined) {
      findings.push(refused(name, at, why));
      return node;
    }
    if (name !== undefined) {
      const found = resolve(scope, name);
      if ('code' in found) {
        findings.push({ ...found, at });
        return node;
      }
      return sourcedFrom(found.value, { ...found.origin, parameter: name });
    }
    if (node.is === 'list') return { ...node, items: node.items.map((item, index) => fill(item, at + pointer(index))) };
    if (node.is === 'mapping')
      return {
        ...node,
        members: new Map([...node.members].map(([key, member]) => [key, fill(member, at + pointer(key))])),
      };
    if (typeof node.value !== 'string' || !usesParameters(node.value)) return node;
    if (why !== 'query') {
      findings.push({
        code: 'rule/parameter-place',
        at,
        message: 'A parameter stands within a text, and only queries take them so.',
        hint: 'Write the text itself; a whole field takes one as `{param: NAME}`.',
      });
      return node;
    }
    const { text, pieces, names, findings: own } = filledQuery(node.value, at, scope);
    findings.push(...own);
    return names.length === 0
      ? node
      : { ...node, value: text, pieces, origin: { ...node.origin, parameter: [...new Set(names)].join(', ') } };
  };
  return { root: fill(root, ''), findings };
};

/** A value of a parameter: each part of it comes from that place. */
const sourcedFrom = (value: JsonValue, origin: Origin): Sourced => sourced(value, origin);

/** Whether content may use parameters at all. */
export const mayUseParameters = (raw: JsonObject): boolean => {
  const visit = (value: JsonValue): boolean =>
    typeof value === 'string'
      ? usesParameters(value)
      : typeof value === 'object' &&
        value !== null &&
        (Object.hasOwn(value, 'param') || Object.values(value).some(visit));
  return visit(raw);
};
