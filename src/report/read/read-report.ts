import type { Change, FieldChange, Outcome, Plan, PlanCounts, Quota, Refusal } from '../../core/engine/change.ts';
import { severities, type Diagnostic } from '../../core/diagnostic.ts';
import { PicketError } from '../../core/errors.ts';
import {
  isArray,
  isObject,
  type JsonObject,
  type JsonValue,
  numberOrZero,
  objectOf,
  parseJson,
  textOrEmpty,
  textsOf,
} from '../../core/json.ts';
import type { Report, WorkspaceRun } from '../../core/report.ts';
import { comparedKinds, type ComparedRule } from '../../core/compared.ts';
import { testStatuses, type TestedCase } from '../../core/tests.ts';
import type { Range } from '../../core/text/span.ts';
import type { actionSigns } from '../plan/plan-text.ts';
import { statusOrder } from '../outcomes.ts';
import { objectsIn, oneOf, textsIn, inSync, verdictIn } from './read-verdict.ts';

/** Versions of the machine formats that can be read. */
const knownVersions: readonly JsonValue[] = [1, 2];

const codeIn = (value: JsonObject): Diagnostic['code'] => {
  const code = textOrEmpty(value['code']);
  const areas = ['yaml', 'schema', 'rule', 'repo', 'kql', 'sigma', 'config', 'test'] as const;
  const area = areas.find((name) => code.startsWith(`${name}/`));
  return area === undefined ? 'config/unknown' : `${area}/${code.slice(area.length + 1)}`;
};

const rangeIn = (value: JsonObject): Range => {
  const [start, end] = [objectOf(value['start']), objectOf(value['end'])];
  return {
    start: { line: numberOrZero(start['line']), column: numberOrZero(start['column']) },
    end: { line: numberOrZero(end['line']), column: numberOrZero(end['column']) },
  };
};

/** A case as far as a text about the whole run needs it: what it expected is said by the findings. */
const testedIn = (value: JsonObject): TestedCase => ({
  rule: textOrEmpty(value['rule']),
  rulePath: textOrEmpty(value['rulePath']),
  path: textOrEmpty(value['path']),
  name: textOrEmpty(value['name']),
  range: rangeIn(objectOf(value['range'])),
  status: oneOf(testStatuses, value['status'], 'invalid'),
  alerts: numberOrZero(value['alerts']),
  failures: objectsIn(value['failures']).map((failure) => ({ message: textOrEmpty(failure['message']) })),
});

const diagnosticIn = (value: JsonObject): Diagnostic => {
  return {
    code: codeIn(value),
    severity: oneOf(severities, value['severity'], 'error'),
    message: textOrEmpty(value['message']),
    path: textOrEmpty(value['path']),
    ...textsIn(value, ['hint']),
    ...(isObject(value['range']) ? { range: rangeIn(value['range']) } : {}),
  };
};

const actions = [
  'create',
  'update',
  'delete',
  'disable',
  'adopt',
  'refresh',
] as const satisfies readonly (keyof typeof actionSigns)[];

const fieldIn = (value: JsonObject): FieldChange => ({
  at: textOrEmpty(value['pointer']),
  before: value['absent'] === 'before' ? undefined : value['before'],
  after: value['absent'] === 'after' ? undefined : value['after'],
});

const changeIn = (value: JsonObject): Change => ({
  action: oneOf(actions, value['action'], 'update'),
  // Version 1 knew one type, and named none.
  type: textOrEmpty(value['type']),
  id: textOrEmpty(value['id']),
  displayName: textOrEmpty(value['name']),
  reason: textOrEmpty(value['reason']),
  ...textsIn(value, ['path']),
  fields: objectsIn(value['fields']).map(fieldIn),
  losses: objectsIn(value['losses']).map((loss) => ({
    loss: textOrEmpty(loss['loss']),
    message: textOrEmpty(loss['message']),
    ...textsIn(loss, ['approvedBy']),
  })),
  warnings: textsOf(value['warnings']),
  writes: [],
});

const refusalIn = (value: JsonObject): Refusal => ({
  scope: oneOf(['rule', 'run'], value['scope'], 'run'),
  code: textOrEmpty(value['code']),
  message: textOrEmpty(value['message']),
  ...textsIn(value, ['hint', 'type', 'id']),
  ...(typeof value['name'] === 'string' ? { displayName: value['name'] } : {}),
});

const outcomeIn = (value: JsonObject): Outcome => ({
  type: textOrEmpty(value['type']),
  id: textOrEmpty(value['id']),
  displayName: textOrEmpty(value['name']),
  action: oneOf(actions, value['action'], 'update'),
  status: oneOf(statusOrder, value['status'], 'failed'),
  ...textsIn(value, ['reason', 'hint', 'failure']),
});

const countsIn = (value: JsonObject): PlanCounts => ({
  create: numberOrZero(value['create']),
  update: numberOrZero(value['update']),
  delete: numberOrZero(value['delete']),
  unchanged: numberOrZero(value['unchanged']),
  unmanaged: numberOrZero(value['unmanaged']),
});

const quotaIn = (value: JsonObject): Quota => ({
  type: textOrEmpty(value['type']),
  name: textOrEmpty(value['name']),
  label: textOrEmpty(value['label']),
  count: numberOrZero(value['count']),
  limit: numberOrZero(value['limit']),
});

/** Version 1 had one mapping of all, a number and its limit each. */
const quotasIn = (value: JsonObject): readonly Quota[] => {
  if (isArray(value['quotas'])) return objectsIn(value['quotas']).map(quotaIn);
  const old = objectOf(value['quota']);
  return Object.keys(old)
    .filter((name) => old[`${name}Limit`] !== undefined)
    .map((name) => ({
      type: '',
      name,
      label: name,
      count: numberOrZero(old[name]),
      limit: numberOrZero(old[`${name}Limit`]),
    }));
};

const planIn = (value: JsonObject): Plan => ({
  workspace: textOrEmpty(value['workspace']),
  // A report is said, never executed: where the workspace is does not matter to it.
  target: { subscriptionId: '', resourceGroup: '', workspaceName: '', cloud: 'public' },
  changes: objectsIn(value['changes']).map(changeIn),
  refusals: objectsIn(value['refusals']).map(refusalIn),
  summary: countsIn(objectOf(value['summary'])),
  quotas: quotasIn(value),
  notes: textsOf(value['notes']),
});

const comparedIn = (value: JsonObject): ComparedRule => ({
  rule: textOrEmpty(value['rule']),
  path: textOrEmpty(value['path']),
  cases: numberOrZero(value['cases']),
  generated: numberOrZero(value['generated']),
  changes: objectsIn(value['changes']).map((change) => ({
    kind: oneOf(comparedKinds, change['kind'], 'lost'),
    words: textOrEmpty(change['words']),
  })),
  ...textsIn(value, ['note']),
});

const notAReport = (file: string, why: string): PicketError =>
  new PicketError('usage', `${file} is no report that can be said again: ${why}.`, {
    code: 'not-a-report',
    hint: 'Make it with --format json=FILE of validate, plan, deploy or drift.',
  });

const parsed = (text: string, file: string): JsonObject => {
  const value = parseJson(text);
  if (isObject(value)) return value;
  throw notAReport(file, 'it is no JSON object');
};

/** The reports of a file: one, or those of several workspaces; `failed` are the workspaces that there is none of. */
export type ReadReports = { readonly reports: readonly Report[]; readonly failed: readonly string[] };

/** Reads a report, or a run over several workspaces, in the machine format. Throws as `readReport` does. */
export const readReports = (text: string, file: string): ReadReports => {
  const value = parsed(text, file);
  if (!isArray(value['runs'])) return { reports: [readReport(text, file)], failed: [] };
  const runs = objectsIn(value['runs']);
  const known = runs.filter((run) => !isObject(run['error']));
  return {
    reports: known.map((run) => readReport(JSON.stringify({ ...run, version: value['version'] ?? null }), file)),
    failed: runs.filter((run) => isObject(run['error'])).map((run) => textOrEmpty(run['workspace'])),
  };
};

/**
 * Reads the run over several workspaces of a file, as reporters take it. Throws a `usage` error for what is none, as
 * `readReport` does.
 */
export const readRuns = (text: string, file: string): readonly WorkspaceRun[] => {
  const value = parsed(text, file);
  if (!isArray(value['runs'])) {
    readReport(text, file);
    throw new PicketError('usage', `${file} is the report of one workspace.`, {
      code: 'not-a-report',
      hint: 'Those of several are merged: choose workspaces by a pattern, a group or --shard.',
    });
  }
  return objectsIn(value['runs']).map((run): WorkspaceRun => {
    const { error } = run;
    const known = {
      workspace: textOrEmpty(run['workspace']),
      exitCode: numberOrZero(run['exitCode']),
      source: () => undefined,
    };
    if (isObject(error))
      return {
        ...known,
        failure: {
          code: textOrEmpty(error['code']),
          message: textOrEmpty(error['message']),
          ...textsIn(error, ['hint']),
        },
      };
    const report = readReport(JSON.stringify({ ...run, version: value['version'] ?? null }), file);
    return { ...known, report, said: run };
  });
};

/**
 * Reads a report in the machine format, to say it in another one. What the format does not hold (writes, the bodies of
 * rules) is empty. Throws a `usage` error for what Picket did not write; `file` is for its message.
 */
export const readReport = (text: string, file: string): Report => {
  const value = parsed(text, file);
  if (!knownVersions.includes(value['version'] ?? null))
    throw new PicketError('usage', `${file} has the report version ${JSON.stringify(value['version'] ?? null)}.`, {
      code: 'report-version',
      hint: 'This Picket reads versions 1 and 2.',
    });
  // Others have rules as well: taken for a drift report, what a pull did would close the issue about a drift.
  if (typeof value['command'] === 'string') throw notAReport(file, `it is one of \`picket ${value['command']}\``);
  if (!isArray(value['diagnostics'])) throw notAReport(file, 'it has no list of findings');
  const diagnostics = objectsIn(value['diagnostics']).map(diagnosticIn);
  const summary = objectOf(value['summary']);
  const base = { version: '', diagnostics, files: numberOrZero(summary['files']) };
  const workspace = textOrEmpty(value['workspace']);
  const owners = isArray(value['owners'])
    ? {
        owners: objectsIn(value['owners']).map((each) => ({
          owner: textOrEmpty(each['owner']),
          names: textsOf(each['names']),
        })),
      }
    : {};
  if (isObject(value['tests'])) {
    const { tests } = value;
    const run = { rules: numberOrZero(tests['rules']), cases: objectsIn(value['cases']).map(testedIn), accepted: [] };
    return { ...base, command: 'test', tests: run };
  }
  if (isArray(value['compared']))
    return { ...base, command: 'compare', compared: objectsIn(value['compared']).map(comparedIn) };
  if (isArray(value['rules'])) {
    const verdicts = objectsIn(value['rules']).map(verdictIn);
    const rest = inSync(numberOrZero(summary['looked']) - verdicts.length);
    return { ...base, command: 'drift', workspace, verdicts: [...verdicts, ...rest], ...owners };
  }
  if (isArray(value['outcomes']))
    return {
      ...base,
      command: 'deploy',
      workspace,
      plan: planIn(value),
      outcomes: objectsIn(value['outcomes']).map(outcomeIn),
    };
  if (isArray(value['changes'])) return { ...base, command: 'plan', workspace, plan: planIn(value), ...owners };
  return { ...base, command: 'validate' };
};
