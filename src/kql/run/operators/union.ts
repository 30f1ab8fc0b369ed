import { type Binding, type Compiler, type Plan, refuse, type Scope } from '../compiler.ts';
import { converter } from '../values/convert.ts';
import { type Column, emptyValue, type Row, type Type, type Value } from '../values/value.ts';
import { standInFor } from '../../wildcards.ts';
import { items, parameterText, uniqueName, wildcard } from './common.ts';
import { tablePlan } from './sources.ts';

/** A table of a union, and what `withsource` calls it. */
export type Member = { readonly plan: Plan; readonly name: string };

/** Where a union's column comes from: a position in each member, -1 where a member has none. */
type Mapping = { readonly column: Column; readonly positions: readonly number[] };

/**
 * Columns of all members by name, in the order in which they appear. Of one name with several types each type is a
 * column of its own, with the type in its name.
 */
const outerMapping = (members: readonly Member[]): readonly Mapping[] => {
  const types = new Map<string, Set<Type>>();
  for (const { plan } of members)
    for (const { name, type, unsure } of plan.columns) {
      const known = types.get(name) ?? new Set();
      types.set(name, known);
      if (unsure !== true) known.add(type);
    }
  const mappings: Mapping[] = [];
  const taken = new Set([...types].flatMap(([name, found]) => (found.size > 1 ? [] : [name])));
  for (const [name, found] of types) {
    const [only] = found;
    if (found.size <= 1) {
      const positions = members.map(({ plan }) => plan.columns.findIndex((column) => column.name === name));
      const column: Column = { name, type: only ?? 'dynamic', ...(only === undefined ? { unsure: true } : {}) };
      mappings.push({ column, positions });
      continue;
    }
    for (const type of found) {
      const positions = members.map(({ plan }) =>
        plan.columns.findIndex(
          (column) => column.name === name && (column.unsure === true ? type === only : column.type === type),
        ),
      );
      mappings.push({ column: { name: uniqueName(`${name}_${type}`, taken), type }, positions });
    }
  }
  return mappings;
};

const innerMapping = (members: readonly Member[]): readonly Mapping[] =>
  outerMapping(members).filter(({ positions }) => !positions.includes(-1));

/** Rows of all members, one member behind the other, with all of their columns or those that all have. */
export const unionOf = (
  cx: Compiler,
  members: readonly Member[],
  isInner: boolean,
  sourceColumn: string | undefined,
): Plan => {
  const mapping = isInner ? innerMapping(members) : outerMapping(members);
  const columns = mapping.map(({ column }) => column);
  const named: readonly Column[] =
    sourceColumn === undefined ? columns : [{ name: sourceColumn, type: 'string' }, ...columns];
  const empty = columns.map(({ type }) => emptyValue(type));
  return {
    columns: named,
    fixed: members.every(({ plan }) => plan.fixed),
    rows: () => {
      const made: Row[] = [];
      for (const [index, { plan, name }] of members.entries()) {
        const positions = mapping.map((each) => each.positions[index] ?? -1);
        const casts = mapping.map(({ column }, at) => {
          const from = plan.columns[positions[at] ?? -1]?.type ?? column.type;
          return from === column.type ? undefined : converter(from, column.type);
        });
        const isSame =
          sourceColumn === undefined &&
          positions.length === plan.columns.length &&
          casts.every((cast) => cast === undefined) &&
          positions.every((position, at) => position === at);
        const rows = plan.rows();
        cx.spend(rows.length * named.length);
        if (isSame) {
          for (const row of rows) made.push(row);
          continue;
        }
        for (const row of rows) {
          const values: Value[] = sourceColumn === undefined ? [] : [name];
          for (const [at, position] of positions.entries()) {
            const value = (position === -1 ? empty[at] : row[position]) ?? null;
            const cast = casts[at];
            values.push(cast === undefined ? value : cast(value));
          }
          made.push(values);
        }
      }
      return made;
    },
  };
};

/**
 * The tables that a name with `*` stands for, of those that the binder knows. A name that fits none of them, or a `view`
 * of the query besides, is refused by what stands in the query: without those rows the answer would be wrong.
 */
const wildcardMembers = (cx: Compiler, node: KustoEngine.NamedNode, scope: Scope): readonly Member[] => {
  const { Symbols } = cx.engine.language;
  const name = node.SimpleName;
  const test = wildcard(name);
  const isView = ([each, binding]: readonly [string, Binding]): boolean =>
    binding.kind === 'function' && binding.declaration.ViewKeyword !== null && test(each);
  const view = [...scope.names].find(isView);
  if (view !== undefined)
    return refuse(`the wildcard ${name}`, node, `it stands for the view ${view[0]} too; name what it stands for`);
  const tables = cx.databaseTables().flatMap((symbol) => {
    const fits = symbol instanceof Symbols.TableSymbol && test(symbol.Name) && symbol.Name !== standInFor(name);
    return fits ? [symbol] : [];
  });
  if (tables.length === 0)
    return refuse(`the wildcard ${name}`, node, 'no table is known that it fits; name the tables that it stands for');
  return tables.map((symbol) => ({ plan: tablePlan(cx, symbol.Name, symbol, node), name: symbol.Name }));
};

/** The members that one expression of a union stands for. */
export const membersOf = (
  cx: Compiler,
  node: KustoEngine.Expression,
  position: number,
  scope: Scope,
): readonly Member[] => {
  const { Syntax: X } = cx.engine.language;
  if (node instanceof X.ParenthesizedExpression) {
    const inner = node.Expression;
    if (inner instanceof X.NameReference) return membersOf(cx, inner, position, scope);
  }
  if (node instanceof X.NameReference && node.SimpleName.includes('*')) return wildcardMembers(cx, node, scope);
  const plan = cx.plan(node, scope);
  return [{ plan, name: plan.source ?? `union_arg${position}` }];
};

/** True for a leg whose table or function nobody knows: `isfuzzy=true` leaves it out, as the service does. */
const isUnknown = (cx: Compiler, node: KustoEngine.Expression, scope: Scope): boolean => {
  const { Syntax: X, Symbols } = cx.engine.language;
  if (node instanceof X.ParenthesizedExpression || node instanceof X.PipeExpression)
    return isUnknown(cx, node.Expression, scope);
  if (node instanceof X.FunctionCallExpression) return node.ReferencedSymbol === null;
  if (!(node instanceof X.NameReference) || node.SimpleName.includes('*')) return false;
  const name = node.SimpleName;
  if (scope.names.has(name) || cx.aliases.has(name)) return false;
  if (node.ReferencedSymbol instanceof Symbols.FunctionSymbol) return false;
  return cx.schema.table(name) === undefined && cx.schema.fn(name) === undefined;
};

/** `union`, with its input (if any) as the first member. */
export const union = (cx: Compiler, node: KustoEngine.UnionOperator, input: Plan | undefined, scope: Scope): Plan => {
  const { row: _row, ...outer } = scope;
  const isInner = parameterText(cx, node, 'kind') === 'inner';
  const source = parameterText(cx, node, 'withsource') ?? parameterText(cx, node, 'with_source');
  const first: readonly Member[] = input === undefined ? [] : [{ plan: input, name: input.source ?? 'union_arg0' }];
  const isFuzzy = parameterText(cx, node, 'isfuzzy')?.toLowerCase() === 'true';
  const members = items(cx, node.Expressions).flatMap((each, index) =>
    isFuzzy && isUnknown(cx, each, outer) ? [] : membersOf(cx, each, index + first.length, outer),
  );
  if (first.length + members.length === 0) return refuse('this union', node, 'no table matches it');
  return unionOf(cx, [...first, ...members], isInner, source);
};
