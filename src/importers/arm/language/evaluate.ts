import { isArray, isObject, type JsonObject, type JsonValue, objectOf, textOf } from '../../../core/json.ts';
import { parseExpression, type Expression } from './expression.ts';
import { dateFunctions } from './functions/dates.ts';
import { lambdaFunctions } from './functions/lambdas.ts';
import { listFunctions } from './functions/lists.ts';
import { networkFunctions } from './functions/networks.ts';
import { memberOf, objectFunctions } from './functions/objects.ts';
import { readsResource } from './functions/resources.ts';
import { refused, type Lambda, type TemplateFunction } from './functions/signature.ts';
import { textFunctions } from './functions/texts.ts';
import {
  gapsOf,
  hole,
  known,
  lazy,
  listValue,
  longest,
  numberOfValue,
  objectValue,
  textOfValue,
  type Lazy,
  type Value,
} from './value.ts';

/** What expressions of a template may refer to. Names are compared without case, as the service does. */
export type Scope = {
  readonly parameter: (name: string) => Value;
  readonly variable: (name: string) => Value;
  /** A function that the template declares, by `namespace.name`. */
  readonly own: (name: string) => TemplateFunction | undefined;
  /** Functions that speak of the deployment and of its resources. */
  readonly deployment: ReadonlyMap<string, TemplateFunction>;
  /** Indexes of the copy loops around, by name in lower case; that of the resource under the empty name. */
  readonly copies: ReadonlyMap<string, number>;
  /** Variables of the lambdas around, by name in lower case. */
  readonly lambdas: ReadonlyMap<string, Lazy>;
  /** Counts the work of one template, since expressions can be made to take forever. */
  readonly work: { steps: number; depth: number };
};

const mostSteps = 2_000_000;
/** Calls, members and variables within one another; deeper ones would exhaust the stack. */
const deepest = 150;

const noSplit: TemplateFunction = () => refused('split');

const pure: ReadonlyMap<string, TemplateFunction> = new Map([
  ...textFunctions,
  ...dateFunctions,
  ...objectFunctions,
  ...networkFunctions,
  ...listFunctions(textFunctions.get('split') ?? noSplit),
]);

const copyIndex = (values: readonly Lazy[], scope: Scope): Value => {
  const [head, second] = values.map((value) => value());
  const name = head === undefined ? undefined : textOfValue(head);
  const index = scope.copies.get(name?.toLowerCase() ?? '');
  const shift = [head, second].flatMap((value) => (value === undefined ? [] : (numberOfValue(value) ?? [])))[0] ?? 0;
  if (index !== undefined) return known(index + shift);
  return hole(name === undefined ? 'copyIndex() stands outside of a copy loop' : `there is no copy loop \`${name}\``);
};

/** The lambda that an argument is; undefined for anything else. */
const lambdaOf = (argument: Expression | undefined, scope: Scope): Lambda | undefined => {
  if (argument?.is !== 'call' || argument.name.toLowerCase() !== 'lambda') return undefined;
  const body = argument.arguments.at(-1);
  const parameters = argument.arguments.slice(0, -1).map((item) => (item.is === 'literal' ? String(item.value) : ''));
  if (body === undefined) return undefined;
  return {
    parameters,
    call: (values) => {
      const own = new Map(scope.lambdas);
      for (const [index, name] of parameters.entries())
        own.set(name.toLowerCase(), values[index] ?? (() => known(null)));
      return evaluate(body, { ...scope, lambdas: own });
    },
  };
};

/** A name that only the template's own tables know: a parameter, a variable, a lambda's variable. */
const referred = (name: string, values: readonly Lazy[], scope: Scope): Value | undefined => {
  if (!['parameters', 'variables', 'lambdavariables'].includes(name)) return undefined;
  const [head] = values;
  if (head === undefined || values.length !== 1) return refused(name);
  const key = head();
  const wanted = textOfValue(key);
  if (wanted === undefined) return hole(gapsOf(key)[0] ?? `${name}() is given no name`);
  if (name === 'parameters') return scope.parameter(wanted);
  if (name === 'variables') return scope.variable(wanted);
  return scope.lambdas.get(wanted.toLowerCase())?.() ?? hole(`there is no lambda variable \`${wanted}\``);
};

const callNamed = (expression: Expression & { readonly is: 'call' }, scope: Scope): Value => {
  const name = expression.name.replace(/^(?:sys|az)\./i, '').toLowerCase();
  const values = expression.arguments.map((argument) => lazy(() => evaluate(argument, scope)));
  if (name === 'copyindex') return copyIndex(values, scope);
  const found =
    referred(name, values, scope) ??
    lambdaFunctions.get(name)?.(values, (index) => lambdaOf(expression.arguments[index], scope)) ??
    pure.get(name)?.(values) ??
    scope.deployment.get(name)?.(values) ??
    scope.own(name)?.(values);
  if (found !== undefined) return found;
  if (readsResource(expression.name)) return hole(`${expression.name}() reads a resource at deployment`);
  return hole(`${expression.name}() is no function of the template language that is known here`);
};

const evaluated = (expression: Expression, scope: Scope): Value => {
  switch (expression.is) {
    case 'literal':
      return known(expression.value);
    case 'member':
      return memberOf(evaluate(expression.of, scope), known(expression.name));
    case 'index':
      return memberOf(evaluate(expression.of, scope), evaluate(expression.at, scope));
    case 'call':
      return callNamed(expression, scope);
  }
};

/** What it takes to handle a value, beside the step that gave it: one call may walk a whole list, or copy a text. */
const weightOf = (value: Value): number => {
  if (value.kind === 'list') return value.items.length / 2;
  if (value.kind === 'object') return value.members.size / 2;
  if (value.kind !== 'value') return 0;
  if (typeof value.value === 'string') return value.value.length / 100;
  return isArray(value.value) ? value.value.length / 2 : 0;
};

const isTooLong = (value: Value): boolean =>
  value.kind === 'value' && typeof value.value === 'string' && value.value.length > longest;

/** What an expression comes to; a hole that says why where nobody but the service can know. */
const evaluate = (expression: Expression, scope: Scope): Value => {
  const { work } = scope;
  work.steps += 1;
  if (work.steps > mostSteps) return hole('the template takes too much work to evaluate');
  if (work.depth >= deepest) return hole('its expressions are nested too deep');
  work.depth += 1;
  try {
    const value = evaluated(expression, scope);
    work.steps += weightOf(value);
    return isTooLong(value) ? hole('the text is longer than a template may be') : value;
  } finally {
    work.depth -= 1;
  }
};

/** An expression stands between brackets; `[[` begins a text whose first bracket is doubled. */
const isExpression = (text: string): boolean => /^\[(?!\[)[\s\S]*\]$/.test(text);

/** What a text of a template comes to. */
export const textValue = (text: string, scope: Scope): Value => {
  if (text.startsWith('[[')) return known(text.slice(1));
  if (!isExpression(text)) return known(text);
  const expression = parseExpression(text.slice(1, -1));
  return expression === undefined ? hole(`\`${text.slice(0, 60)}\` is no expression`) : evaluate(expression, scope);
};

type Loop = { readonly name: string; readonly input: JsonValue; readonly count: JsonValue };

/** The loops that a member `copy` holds; undefined where it holds anything else, as it is no loop then. */
export const loopsOf = (value: JsonValue | undefined): readonly Loop[] | undefined => {
  if (!isArray(value) || value.length === 0) return undefined;
  const loops = value.map((item) => {
    const name = isObject(item) ? textOf(item['name']) : undefined;
    const { input, count } = objectOf(item);
    return name === undefined || input === undefined || count === undefined ? undefined : { name, input, count };
  });
  return loops.every((loop) => loop !== undefined) ? loops : undefined;
};

/** Most rounds of a loop. Source: Microsoft Learn, "Resource iteration in ARM templates". */
const mostRounds = 800;

/** The number of rounds of a loop, or why it is not known. */
export const countOf = (value: JsonValue | undefined, scope: Scope): number | string => {
  const count = valueOf(value ?? null, scope);
  const number = numberOfValue(count);
  if (number !== undefined && Number.isInteger(number) && number >= 0 && number <= mostRounds) return number;
  return gapsOf(count)[0] ?? 'its copy loop has no sensible count';
};

/** What a loop of properties or variables makes: a list of its input, once a round. */
export const loopValue = ({ name, count, input }: Loop, scope: Scope): Value => {
  const rounds = countOf(count, scope);
  if (typeof rounds === 'string') return hole(rounds);
  return listValue(
    Array.from({ length: rounds }, (_, index) =>
      lazy(() =>
        valueOf(input, { ...scope, copies: new Map([...scope.copies, ['', index], [name.toLowerCase(), index]]) }),
      ),
    ),
  );
};

/** The members of an object as a template writes it, its loops unrolled. */
export const membersIn = (value: JsonObject, scope: Scope): readonly (readonly [string, Lazy])[] =>
  Object.entries(value).flatMap(([key, member]): readonly (readonly [string, Lazy])[] => {
    const loops = key.toLowerCase() === 'copy' ? loopsOf(member) : undefined;
    if (loops !== undefined) return loops.map((loop) => [loop.name, lazy(() => loopValue(loop, scope))] as const);
    const named = isExpression(key) || key.startsWith('[[') ? textValue(key, scope) : known(key);
    const name = textOfValue(named);
    if (name === undefined) return [[key, () => hole(gapsOf(named)[0] ?? 'the name of a member is no text')]];
    return [[name, lazy(() => valueOf(member, scope))]];
  });

/** A value of a template, its expressions evaluated when somebody asks for them. */
export const valueOf = (value: JsonValue, scope: Scope): Value => {
  if (typeof value === 'string') return textValue(value, scope);
  if (isArray(value)) return listValue(value.map((item) => lazy(() => valueOf(item, scope))));
  return isObject(value) ? objectValue(membersIn(value, scope)) : known(value);
};
