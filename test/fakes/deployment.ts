import type { Deployment } from '../../src/core/evidence/deployment-log.ts';

/** A deployment as the log of deployments has it, by somebody. */
export const deploymentBy = (identity: string, more: Partial<Deployment> = {}): Deployment => ({
  at: '2026-11-22T12:00:00.000Z',
  project: '3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9',
  workspace: 'local',
  identity,
  picket: '0.1.0',
  plan: 'a'.repeat(64),
  outcome: 'b'.repeat(64),
  changes: [],
  ...more,
});
