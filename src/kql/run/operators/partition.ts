import { type Compiler, refuse, withRow } from '../compiler.ts';
import { keyOf } from '../values/keys.ts';
import { type Row, type Value } from '../values/value.ts';
import type { OperatorCompiler } from './common.ts';
import { slotOf } from './expand.ts';

const subqueryOf = (cx: Compiler, node: KustoEngine.PartitionOperator): KustoEngine.Expression => {
  const { Syntax: X } = cx.engine.language;
  if (node.Operand instanceof X.PartitionSubquery) return node.Operand.Subquery;
  if (node.Operand instanceof X.PartitionQuery) return node.Operand.Query;
  return refuse('this partition', node.Operand);
};

/** `partition by X (…)`: a sub-query over the rows of each value, and their results one behind the other. */
export const partition: OperatorCompiler<KustoEngine.PartitionOperator> = (cx, node, input, scope) => {
  const key = cx.expr(node.ByExpression, withRow(scope, input.columns));
  const slot = slotOf(input.columns, input.ordered === true);
  const sub = cx.plan(subqueryOf(cx, node), { ...scope, input: slot.plan });
  return {
    columns: sub.columns,
    fixed: input.fixed,
    rows: () => {
      const groups = new Map<Value, Row[]>();
      for (const row of input.rows()) {
        const value = keyOf(key.read(row));
        const group = groups.get(value);
        if (group === undefined) groups.set(value, [row]);
        else group.push(row);
      }
      const made: Row[] = [];
      for (const rows of groups.values()) {
        slot.fill(rows);
        for (const row of sub.rows()) made.push(row);
      }
      return made;
    },
  };
};
