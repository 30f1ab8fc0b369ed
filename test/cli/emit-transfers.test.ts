import { expect, test } from '@jest/globals';
import { transferExitCode } from '../../src/cli/emit-transfers.ts';
import type { Diagnostic } from '../../src/core/diagnostic.ts';
import type { Transfer } from '../../src/core/transfer.ts';

const found = (severity: Diagnostic['severity']): Diagnostic => ({
  code: 'yaml/syntax',
  severity,
  message: 'm',
  path: 'a.yaml',
});

test.each<[actions: readonly Transfer['action'][], severities: readonly Diagnostic['severity'][], code: number]>([
  [[], [], 0],
  [['created', 'updated'], ['warning', 'note'], 0],
  [['unchanged'], [], 0],
  [['created', 'conflict'], [], 6],
  [['incomplete'], [], 6],
  [['refused'], ['warning'], 6],
  [['refused'], ['error'], 1],
  [['unchanged'], ['error'], 1],
  [[], ['warning', 'error'], 1],
  [['unchanged', 'created'], ['error'], 6],
  [['updated'], ['error'], 6],
  [['incomplete'], ['error'], 6],
])('files of %j with findings of %j end with %i', (actions, severities, code) => {
  const transfers = actions.map((action) => ({ action, id: 'a', name: 'A', fields: [], conflicts: [], notes: [] }));
  expect(transferExitCode({ command: 'pull', transfers, diagnostics: severities.map(found) })).toBe(code);
});
