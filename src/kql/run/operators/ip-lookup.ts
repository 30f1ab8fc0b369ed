import { type Compiler, fixedValue, type Plan, refuse, type Scope, withRow } from '../compiler.ts';
import { textReader } from '../expressions/text-operators.ts';
import { emptyValue, type Row } from '../values/value.ts';
import { items, uniqueName } from './common.ts';

/** An IPv4 network: its first address, and the bits that count. */
type Network = { readonly base: number; readonly mask: number };

const address = (text: string): number | undefined => {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text.trim())?.slice(1).map(Number);
  if (parts === undefined || parts.some((part) => part > 255)) return undefined;
  return parts.reduce((value, part) => value * 256 + part, 0);
};

const network = (text: string): Network | undefined => {
  const [host = '', bits = '32'] = text.split('/');
  const base = address(host);
  const length = Number(bits);
  if (base === undefined || !Number.isInteger(length) || length < 0 || length > 32) return undefined;
  const mask = length === 0 ? 0 : (0xff_ff_ff_ff << (32 - length)) >>> 0;
  return { base: (base & mask) >>> 0, mask };
};

/**
 * `ipv4_lookup(T, address, network, keys…, return_unmatched)`: the columns of the rows of T whose network has the
 * address, and whose further keys are equal (Microsoft Learn, "ipv4_lookup plugin").
 */
export const ipv4Lookup = (cx: Compiler, node: KustoEngine.EvaluateOperator, input: Plan, scope: Scope): Plan => {
  const { Syntax: X } = cx.engine.language;
  const { row: _row, ...outer } = scope;
  let unmatched = false;
  const given: KustoEngine.Expression[] = [];
  for (const [index, each] of items(cx, node.FunctionCall.ArgumentList.Expressions).entries()) {
    const value = each instanceof X.SimpleNamedExpression ? each.Expression : each;
    const isNamed = each instanceof X.SimpleNamedExpression && each.Name.SimpleName === 'return_unmatched';
    if (isNamed || (index > 2 && !(value instanceof X.NameReference)))
      unmatched = fixedValue(cx.expr(value, outer)) === true;
    else given.push(value);
  }
  const [table, source, key, ...extra] = given;
  if (table === undefined || source === undefined || key === undefined) return refuse('ipv4_lookup', node);
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
  const columns = [...input.columns, ...addedColumns];
  const nothing = addedColumns.map(({ type }) => emptyValue(type));
  return {
    columns,
    fixed: input.fixed && right.fixed,
    rows: () => {
      const networks = right.rows().flatMap((row) => {
        const range = network(networkOf(row));
        return range === undefined ? [] : [{ ...range, row }];
      });
      const made: Row[] = [];
      for (const row of input.rows()) {
        const ip = address(addressOf(row));
        const matches = networks.filter(
          ({ base, mask, row: other }) =>
            ip !== undefined &&
            (ip & mask) >>> 0 === base &&
            pairs.every((pair) => pair.left(row) === pair.right(other)),
        );
        cx.spend(networks.length);
        for (const { row: other } of matches) made.push([...row, ...added.map((at) => other[at] ?? null)]);
        if (matches.length === 0 && unmatched) made.push([...row, ...nothing]);
      }
      return made;
    },
  };
};
