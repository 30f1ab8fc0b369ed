import { isArray, isObject, type JsonValue, listOf, textOrJson } from '../../core/json.ts';
import { call } from './calls.ts';
import { keyOf, loop, object, splat, tuple } from './collections.ts';
import { binary, conditional, unary } from './operations.ts';
import { allOf, gap, inside, metaText, value, type Known, type Scope } from './scope.ts';
import type { Syntax } from './world.ts';

const mostSteps = 500_000;
const deepest = 200;

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };

/** A text between quotes by what it means. */
const unescaped = (text: string): string =>
  text.replaceAll(
    /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))/g,
    (found, short: string | undefined, long: string | undefined, sign: string | undefined) => {
      if (sign !== undefined) return escapes[sign] ?? found;
      const code = Number.parseInt(short ?? long ?? '', 16);
      return code > 0x10ffff ? found : String.fromCodePoint(code);
    },
  );

/** `$${` and `%%{` stand for `${` and `%{`. */
const withoutDoubles = (text: string): string => text.replaceAll(/\$\$\{/g, '${').replaceAll(/%%\{/g, '%{');

const segmentsOf = (syntax: Syntax): readonly string[] => {
  const traversal = syntax.meta?.['traversal'];
  return listOf(traversal).map((step) => {
    const text = textOrJson(isObject(step) ? (step['segment'] ?? '') : '');
    return /^".*"$/s.test(text) ? unescaped(text.slice(1, -1)) : text;
  });
};

const reference = (syntax: Syntax, scope: Scope): Known => {
  const [head = '', ...rest] = segmentsOf(syntax);
  return scope.names.get(head)?.(rest) ?? gap(`\`${metaText(syntax, 'fullAccessor')}\` is known only to Terraform`);
};

const textOf = (known: JsonValue): string | undefined =>
  typeof known === 'string' ? known : isArray(known) || isObject(known) || known === null ? undefined : String(known);

const template = (syntax: Syntax, scope: Scope): Known => {
  const isQuoted = metaText(syntax, 'value').startsWith('"');
  let text = '';
  for (const child of syntax.children) {
    if (child.type === 'literalValue' && child.meta?.['type'] === 'string') {
      const raw = withoutDoubles(metaText(child, 'value'));
      text += isQuoted ? unescaped(raw) : raw;
      continue;
    }
    const known = evaluate(child, scope);
    if ('why' in known) return known;
    const part = textOf(known.value);
    if (part === undefined) return gap(`\`${metaText(child, 'value')}\` is no text`);
    text += part;
  }
  return value(text);
};

const literal = (syntax: Syntax): Known => {
  const text = metaText(syntax, 'value');
  switch (syntax.meta?.['type']) {
    case 'number':
      return value(Number(text));
    case 'bool':
      return value(text === 'true');
    case 'string':
      return value(text);
    default:
      return text === 'null' ? value(null) : gap(`\`${text}\` is no value`);
  }
};

const index = (syntax: Syntax, scope: Scope): Known => {
  const all = allOf([evaluate(syntax.children[0], scope), evaluate(syntax.children[1], scope)]);
  if ('why' in all) return all;
  const [of = null, at = null] = all.values;
  return inside(of, [textOrJson(at)], metaText(syntax, 'collectionExpression'));
};

const step = (syntax: Syntax, scope: Scope): Known => {
  const { children } = syntax;
  switch (syntax.type) {
    case 'literalValue':
      return literal(syntax);
    case 'template':
      return template(syntax, scope);
    case 'scopeTraversal':
      return reference(syntax, scope);
    case 'binaryOp':
      return binary(syntax, scope, evaluate);
    case 'unaryOp':
      return unary(syntax, scope, evaluate);
    case 'conditional':
      return conditional(syntax, scope, evaluate);
    case 'object':
      return object(syntax, scope, evaluate);
    case 'tuple':
      return tuple(syntax, scope, evaluate);
    case 'function':
      return call(syntax, scope, evaluate, evaluateTemplate);
    case 'for':
      return loop(syntax, scope, evaluate);
    case 'splat': {
      const each = children[1];
      return splat(syntax, each?.type === 'relativeTraversal' ? segmentsOf(each) : [], scope, evaluate);
    }
    case 'relativeTraversal': {
      const known = evaluate(children[0], scope);
      return 'why' in known ? known : inside(known.value, segmentsOf(syntax), metaText(syntax, 'value'));
    }
    case 'index':
      return index(syntax, scope);
    case 'templateJoin': {
      const known = evaluate(children[0], scope);
      if ('why' in known || !isArray(known.value)) return known;
      return value(known.value.map((item) => textOf(item) ?? '').join(''));
    }
    case '':
    case 'templateWrap':
      return evaluate(children[0], scope);
    default:
      return gap(`\`${metaText(syntax, 'value').slice(0, 60)}\` is no expression that is read here`);
  }
};

/** What it takes to handle a value, beside the step that gave it: one call may walk a whole list, or copy a text. */
const weightOf = (known: Known): number => {
  if ('why' in known) return 0;
  if (typeof known.value === 'string') return known.value.length / 100;
  return isArray(known.value) ? known.value.length / 2 : 0;
};

/** What an expression of Terraform comes to; an expression that is not there comes to nothing that is known. */
const evaluate = (syntax: Syntax | undefined, scope: Scope): Known => {
  const { work } = scope;
  if (syntax === undefined) return gap('an expression is empty');
  work.steps += 1;
  if (work.steps > mostSteps) return gap('the configuration takes too much work to evaluate');
  if (work.depth >= deepest) return gap('its expressions are nested too deep');
  work.depth += 1;
  try {
    const known = step(syntax, scope);
    work.steps += weightOf(known);
    return known;
  } finally {
    work.depth -= 1;
  }
};

/** The whole of a text that may hold `${…}` and `%{…}`. */
export const evaluateTemplate = (text: string, scope: Scope): Known => {
  if (!/[$%]\{/.test(text)) return value(text);
  const syntax = scope.world.syntax.get(text);
  if (syntax === undefined) {
    scope.missing.syntax.add(text);
    return gap('it is not read yet');
  }
  if (typeof syntax === 'string') return gap(syntax);
  // The parser is given a heredoc, which ends with a line end of its own.
  const [head, tail, ...more] = syntax.children;
  const isOnly = more.length === 0 && tail?.type === 'literalValue' && metaText(tail, 'value') === '\n';
  if (isOnly && head !== undefined && head.type !== 'literalValue') return evaluate(head, scope);
  const known = template(syntax, scope);
  return 'value' in known && typeof known.value === 'string' ? value(known.value.replace(/\n$/, '')) : known;
};

/** A value of a block, with what in it cannot be known and where. */
export type Evaluated = {
  readonly value: JsonValue;
  readonly gaps: readonly { readonly at: string; readonly why: string }[];
};

/** Every template in a value evaluated; what cannot be known is null there and named. */
export const evaluateValue = (from: JsonValue, scope: Scope, at = ''): Evaluated => {
  if (typeof from === 'string') {
    const known = evaluateTemplate(from, scope);
    return 'value' in known ? { value: known.value, gaps: [] } : { value: null, gaps: [{ at, why: known.why }] };
  }
  if (isArray(from)) {
    const items = from.map((item, number) => evaluateValue(item, scope, `${at}/${number}`));
    return { value: items.map((item) => item.value), gaps: items.flatMap(({ gaps }) => gaps) };
  }
  if (!isObject(from)) return { value: from, gaps: [] };
  const members = Object.entries(from).map(([key, item]) => {
    // A key is a template too: `(var.size) = 3` and `"${var.size}" = 3` come as texts with `${…}`.
    const name = keyOf(evaluateTemplate(key, scope));
    const place = `${at}/${key}`;
    const { value: own, gaps } = evaluateValue(item, scope, place);
    return 'value' in name
      ? { key: name.value, value: own, gaps }
      : { key, value: own, gaps: [{ at: place, why: name.why }, ...gaps] };
  });
  return {
    value: Object.fromEntries(members.map(({ key, value: own }) => [key, own])),
    gaps: members.flatMap(({ gaps }) => gaps),
  };
};
