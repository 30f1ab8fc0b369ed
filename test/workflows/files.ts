import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import type { Value } from './expression.ts';

export type Step = {
  readonly id?: string;
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly shell?: string;
  readonly 'continue-on-error'?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, Value>>;
};

export type Job = {
  readonly needs?: string | readonly string[];
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly strategy?: { readonly matrix: Readonly<Record<string, Value>> };
  readonly steps?: readonly Step[];
};

export type Workflow = {
  readonly name: string;
  readonly on: Value;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: { readonly group: string; readonly 'cancel-in-progress': boolean | string };
  readonly defaults?: { readonly run: { readonly shell: string } };
  readonly jobs: Readonly<Record<string, Job>>;
};

export type Action = {
  readonly inputs: Readonly<Record<string, { description: string; default?: string }>>;
  readonly outputs: Readonly<Record<string, { description: string; value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
};

/** Of this repository. */
export const github = join(import.meta.dirname, '../../.github');

export const workflowNames = readdirSync(join(github, 'workflows')).toSorted();

/** `folder` is the `.github` of another repository. */
export const workflowText = (name: string, folder = github): string =>
  readFileSync(join(folder, 'workflows', name), 'utf8');

export const readWorkflow = (name: string, folder = github): Workflow => {
  const workflow: Workflow = JSON.parse(JSON.stringify(load(workflowText(name, folder))));
  return workflow;
};

export const actionText = (folder = github): string => readFileSync(join(folder, 'actions/picket/action.yml'), 'utf8');

export const readAction = (folder = github): Action => {
  const action: Action = JSON.parse(JSON.stringify(load(actionText(folder))));
  return action;
};
