import { equalJson, type JsonValue } from '../../core/json.ts';
import { allOf, gap, metaText, value, type Evaluate, type Known, type Scope } from './scope.ts';
import type { Syntax } from './world.ts';

/** A number, or a text that is one. */
export const numberOf = (from: JsonValue | undefined): number | undefined => {
  if (typeof from === 'number') return from;
  return typeof from === 'string' && /^[+-]?\d/.test(from) && Number.isFinite(Number(from)) ? Number(from) : undefined;
};

/** True or false, or a text that says so. */
export const booleanOf = (from: JsonValue | undefined): boolean | undefined => {
  if (typeof from === 'boolean') return from;
  return from === 'true' ? true : from === 'false' ? false : undefined;
};

type Operator = (left: JsonValue, right: JsonValue) => JsonValue | undefined;

const onNumbers =
  (work: (left: number, right: number) => JsonValue | undefined): Operator =>
  (left, right) => {
    const [one, other] = [numberOf(left), numberOf(right)];
    return one === undefined || other === undefined ? undefined : work(one, other);
  };

const onBooleans =
  (work: (left: boolean, right: boolean) => boolean): Operator =>
  (left, right) => {
    const [one, other] = [booleanOf(left), booleanOf(right)];
    return one === undefined || other === undefined ? undefined : work(one, other);
  };

/** Source: Terraform's documentation, "Arithmetic and logical operators". */
const operators: Readonly<Record<string, Operator>> = {
  add: onNumbers((left, right) => left + right),
  subtract: onNumbers((left, right) => left - right),
  multiply: onNumbers((left, right) => left * right),
  divide: onNumbers((left, right) => (right === 0 ? undefined : left / right)),
  modulo: onNumbers((left, right) => (right === 0 ? undefined : left % right)),
  equal: (left, right) => equalJson(left, right),
  notEqual: (left, right) => !equalJson(left, right),
  greaterThan: onNumbers((left, right) => left > right),
  greaterThanOrEqual: onNumbers((left, right) => left >= right),
  lessThan: onNumbers((left, right) => left < right),
  lessThanOrEqual: onNumbers((left, right) => left <= right),
  logicalAnd: onBooleans((left, right) => left && right),
  logicalOr: onBooleans((left, right) => left || right),
};

const cannot = (syntax: Syntax): Known => gap(`\`${metaText(syntax, 'value')}\` cannot be worked out`);

export const binary = (syntax: Syntax, scope: Scope, evaluate: Evaluate): Known => {
  const both = allOf([evaluate(syntax.children[0], scope), evaluate(syntax.children[1], scope)]);
  if ('why' in both) return both;
  const [left = null, right = null] = both.values;
  const result = operators[metaText(syntax, 'operator')]?.(left, right);
  return result === undefined ? cannot(syntax) : value(result);
};

export const unary = (syntax: Syntax, scope: Scope, evaluate: Evaluate): Known => {
  const known = evaluate(syntax.children[0], scope);
  if ('why' in known) return known;
  const negated = numberOf(known.value);
  const inverted = booleanOf(known.value);
  const result =
    metaText(syntax, 'operator') === 'negate'
      ? negated === undefined
        ? undefined
        : -negated
      : inverted === undefined
        ? undefined
        : !inverted;
  return result === undefined ? cannot(syntax) : value(result);
};

export const conditional = (syntax: Syntax, scope: Scope, evaluate: Evaluate): Known => {
  const [condition, yes, no] = syntax.children;
  const known = evaluate(condition, scope);
  if ('why' in known) return known;
  const holds = booleanOf(known.value);
  return holds === undefined ? cannot(syntax) : evaluate(holds ? yes : no, scope);
};
