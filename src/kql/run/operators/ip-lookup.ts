import { type Compiler, type Plan, refuse, type Scope, withRow } from '../compiler.ts';
import { textReader } from '../expressions/text-operators.ts';
import { type Family, masked } from '../functions/ip-addresses.ts';
import { emptyValue, type Row } from '../values/value.ts';
import { items, uniqueName } from './common.ts';

/** The rows of a table whose network has an address, in the order of the table. */
const networksOf = (
  { length, parse }: Family,
  rows: readonly Row[],
  textOf: (row: Row) => string,
): ((address: string) => readonly Row[]) => {
  const byPrefix = new Map<number, Map<bigint, { readonly row: Row; readonly at: number }[]>>();
  for (const [at, row] of rows.entries()) {
    const network = parse(textOf(row));
    if (network === undefined) continue;
    const ofPrefix = byPrefix.get(network.prefix) ?? new Map<bigint, { row: Row; at: number }[]>();
    byPrefix.set(network.prefix, ofPrefix);
    const base = masked(network.bits, network.prefix, length);
    ofPrefix.set(base, [...(ofPrefix.get(base) ?? []), { row, at }]);
  }
  return (text) => {
    const address = parse(text);
    if (address === undefined) return [];
    return [...byPrefix]
      .filter(([prefix]) => prefix <= address.prefix)
      .flatMap(([prefix, ofPrefix]) => ofPrefix.get(masked(address.bits, prefix, length)) ?? [])
      .toSorted((left, right) => left.at - right.at)
      .map(({ row }) => row);
  };
};

/**
 * `ipv4_lookup(T, address, network, keys…, return_unmatched)` and `ipv6_lookup`: the columns of the rows of T whose network
 * has the address, and whose further keys are equal (Microsoft Learn, "ipv4_lookup plugin", "ipv6_lookup plugin").
 * `addedFirst`: the columns of T stand before those of the input.
 */
export const ipLookup = (
  cx: Compiler,
  node: KustoEngine.EvaluateOperator,
  input: Plan,
  scope: Scope,
  family: Family,
  addedFirst: boolean,
): Plan => {
  const { Syntax: X } = cx.engine.language;
  const { row: _row, ...outer } = scope;
  let unmatched = false;
  const given: KustoEngine.Expression[] = [];
  for (const [index, each] of items(cx, node.FunctionCall.ArgumentList.Expressions).entries()) {
    const value = each instanceof X.SimpleNamedExpression ? each.Expression : each;
    const isNamed = each instanceof X.SimpleNamedExpression && each.Name.SimpleName === 'return_unmatched';
    if (isNamed || (index > 2 && !(value instanceof X.NameReference)))
      unmatched = cx.expr(value, outer).constant?.value === true;
    else given.push(value);
  }
  const [table, source, key, ...extra] = given;
  if (table === undefined || source === undefined || key === undefined)
    return refuse(`evaluate ${node.FunctionCall.Name.SimpleName}`, node);
  const right = cx.plan(table, outer);
  const addressOf = textReader(cx.expr(source, withRow(scope, input.columns)));
  const networkOf = textReader(cx.expr(key, withRow(scope, right.columns)));
  const pairs = extra.map((each) => ({
    left: textReader(cx.expr(each, withRow(scope, input.columns))),
    right: textReader(cx.expr(each, withRow(scope, right.columns))),
  }));
  const extraNames = new Set(extra.flatMap((each) => (each instanceof X.NameReference ? [each.SimpleName] : [])));
  const added = [...right.columns.keys()].filter((at) => !extraNames.has(right.columns[at]?.name ?? ''));
  const taken = new Set(input.columns.map(({ name }) => name));
  const addedColumns = added.flatMap((at) => {
    const column = right.columns[at];
    return column === undefined ? [] : [{ name: uniqueName(column.name, taken), type: column.type }];
  });
  const nothing = addedColumns.map(({ type }) => emptyValue(type));
  const joined = <T>(own: readonly T[], more: readonly T[]): readonly T[] =>
    addedFirst ? [...more, ...own] : [...own, ...more];
  return {
    columns: joined(input.columns, addedColumns),
    fixed: input.fixed && right.fixed,
    rows: () => {
      const rowsWith = networksOf(family, right.rows(), networkOf);
      const made: Row[] = [];
      for (const row of input.rows()) {
        const matches = rowsWith(addressOf(row)).filter((other) =>
          pairs.every((pair) => pair.left(row) === pair.right(other)),
        );
        cx.spend(matches.length + 1);
        for (const other of matches)
          made.push(
            joined(
              row,
              added.map((at) => other[at] ?? null),
            ),
          );
        if (matches.length === 0 && unmatched) made.push(joined(row, nothing));
      }
      return made;
    },
  };
};
