import { type Binding, type Compiler, type Expr, refuse, type Scope, withRow } from '../compiler.ts';
import { conditionOf } from '../expressions/logic.ts';
import { type Column, emptyValue, type Row, type Value } from '../values/value.ts';
import { items, type OperatorCompiler, over, parameterText } from './common.ts';

/** A step of `scan`, compiled. */
type Step = {
  readonly name: string;
  readonly output: 'all' | 'last' | 'none';
  readonly matches: (row: Row) => boolean;
  readonly assign: readonly { readonly at: number; readonly expr: Expr }[];
  /** The last record that this step took in the sequence that is active at it; undefined while none is. */
  state: Sequence | undefined;
};

/** A sequence of records: the record that each step of it took last, and its number. */
type Sequence = { readonly id: number; readonly records: ReadonlyMap<string, Row> };

/**
 * `scan`: sequences of records over steps (Microsoft Learn, "scan operator"). A record goes to the last step first: it is
 * taken where the step's own sequence, or that of the step before, matches its condition; the first step also begins
 * sequences.
 */
export const scan: OperatorCompiler<KustoEngine.ScanOperator> = (cx, node, input, scope) => {
  if (node.OrderByClause !== null || node.PartitionByClause !== null)
    return refuse('scan with order by or partition by', node);
  const matchId = parameterText(cx, node, 'with_match_id');
  const declared = (node.DeclareClause === null ? [] : items(cx, node.DeclareClause.Declarations)).map(
    ({ NameAndType, DefaultValue }) => {
      const column: Column = { name: NameAndType.Name.SimpleName, type: cx.typeNamed(cx.textOf(NameAndType.Type)) };
      const expr = DefaultValue === null ? undefined : cx.cast(cx.expr(DefaultValue.Value, scope), column.type);
      return { column, initial: (): Value => (expr === undefined ? emptyValue(column.type) : expr.read([])) };
    },
  );
  const columns: readonly Column[] = [...input.columns, ...declared.map(({ column }) => column)];
  const state: { active: Sequence | undefined } = { active: undefined };
  const nodes = cx.engine.list(node.Steps);
  const emptyRecord = (): Row => [
    ...input.columns.map(({ type }) => emptyValue(type)),
    ...declared.map(({ initial }) => initial()),
  ];
  const names = new Map<string, Binding>(scope.names);
  for (const each of nodes)
    names.set(each.Name.SimpleName, {
      kind: 'record',
      columns,
      read: () => state.active?.records.get(each.Name.SimpleName) ?? emptyRecord(),
    });
  const inner: Scope = withRow({ ...scope, names }, columns);
  const steps = nodes.map((each): Step => compileStep(cx, each, inner, columns));
  const output: readonly Column[] = matchId === undefined ? columns : [...columns, { name: matchId, type: 'long' }];
  return over(cx, input, output, (rows) => {
    for (const step of steps) step.state = undefined;
    const made: Row[] = [];
    let nextId = 0;
    const emit = (record: Row, id: number): void => {
      made.push(matchId === undefined ? record : [...record, id]);
    };
    for (const row of rows) {
      const base: Row = [...row, ...declared.map(({ initial }) => initial())];
      for (let at = steps.length - 1; at >= 0; at -= 1) {
        const step = steps[at];
        if (step === undefined) continue;
        const before = steps[at - 1];
        const take = (sequence: Sequence): Sequence | undefined => {
          state.active = sequence;
          if (!step.matches(base)) return undefined;
          const record = [...base];
          for (const { at: position, expr } of step.assign) record[position] = expr.read(record);
          return { id: sequence.id, records: new Map([...sequence.records, [step.name, record]]) };
        };
        // A sequence of the step before that matches moves on, and takes the place of the one that is here.
        const fromBefore = before?.state === undefined ? undefined : take(before.state);
        if (fromBefore !== undefined && before !== undefined) {
          step.state = fromBefore;
          before.state = undefined;
          emitFor(step, fromBefore, emit);
          continue;
        }
        const own = step.state === undefined ? undefined : take(step.state);
        if (own !== undefined) {
          step.state = own;
          emitFor(step, own, emit);
          continue;
        }
        if (at > 0) continue;
        const begun = take({ id: nextId, records: new Map() });
        if (begun === undefined) continue;
        nextId += 1;
        step.state = begun;
        emitFor(step, begun, emit);
      }
      state.active = undefined;
    }
    return made;
  });
};

const emitFor = (step: Step, sequence: Sequence, emit: (record: Row, id: number) => void): void => {
  const record = sequence.records.get(step.name);
  if (step.output !== 'none' && record !== undefined) emit(record, sequence.id);
};

const compileStep = (cx: Compiler, node: KustoEngine.ScanStep, scope: Scope, columns: readonly Column[]): Step => {
  const kind = node.ScanStepOutput?.OutputKind.Text ?? 'all';
  if (kind !== 'all' && kind !== 'none') return refuse(`scan step output=${kind}`, node);
  if (node.OptionalKeyword !== null) return refuse('scan with an optional step', node);
  const condition = conditionOf(cx.expr(node.Condition, scope));
  const assignments = node.ComputationClause === null ? [] : items(cx, node.ComputationClause.Assignments);
  return {
    name: node.Name.SimpleName,
    output: kind,
    matches: (row) => condition(row) === true,
    assign: assignments.map((each) => {
      const at = columns.findIndex(({ name }) => name === each.Name.SimpleName);
      const type = columns[at]?.type ?? 'dynamic';
      return { at, expr: cx.cast(cx.expr(each.Expression, scope), type) };
    }),
    state: undefined,
  };
};
