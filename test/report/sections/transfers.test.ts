import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import schema from '../../../schemas/transfer.schema.json' with { type: 'json' };
import { transfer, type TransferAction, type TransferReport } from '../../../src/core/transfer.ts';
import { prettyTransfers, transferJson, transferSummary } from '../../../src/report/sections/transfers.ts';

const actions: readonly TransferAction[] = [
  'found',
  'created',
  'updated',
  'unchanged',
  'conflict',
  'incomplete',
  'refused',
  'left',
];

const report: TransferReport = {
  command: 'pull',
  workspace: 'prod',
  transfers: actions.map((action) =>
    transfer({
      action,
      id: action,
      name: `Rule \u001b[31m${action}`,
      path: `rules/${action}.yaml`,
      fields: ['severity'],
      conflicts: action === 'conflict' ? [{ field: 'query', theirs: 'T', ours: undefined, line: 4 }] : [],
    }),
  ),
  diagnostics: [{ code: 'yaml/no-rules', severity: 'error', message: 'Nothing there.', path: 'a.json' }],
};

describe('the report of rules that were brought in', () => {
  test('gives a rule one line, whatever its name holds', () => {
    const entry = transfer({ action: 'created', id: 'x', name: 'One\n  created  forged.yaml', path: 'one.yaml' });
    const text = prettyTransfers({ ...report, transfers: [entry], diagnostics: [] }, { colour: false, columns: 100 });
    expect(text.split('\n')).toEqual(['  created     one.yaml  One⏎ created  forged.yaml', 'pull: 1 created.', '']);
  });

  test('fits its schema in the machine format', () => {
    const validate = new Ajv().compile(schema);
    const value: unknown = JSON.parse(JSON.stringify(transferJson(report)));
    validate(value);
    expect(validate.errors).toBeNull();
  });

  test('lists what happened, counts what needed nothing, and lets no control character through', () => {
    const text = prettyTransfers(report, { colour: false, columns: 100 });
    expect(text).toContain('rules/created.yaml');
    expect(text).not.toContain('rules/unchanged.yaml');
    expect(text).toContain('query (line 4): theirs T, git (none)');
    expect(text).toContain('a.json error: Nothing there.');
    expect(text).not.toContain('\u001b');
  });

  test('sums up in the order of the actions', () => {
    expect(transferSummary(report.transfers)).toBe(
      '1 available, 1 created, 1 updated, 1 unchanged, 1 in conflict, 1 incomplete, 1 refused, 1 left alone',
    );
    expect(transferSummary([])).toBe('nothing to do');
  });
});
