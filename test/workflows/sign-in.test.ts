import { spawn } from 'node:child_process';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { createEmulator } from '../../src/emulator/index.ts';
import { memoryStore } from '../../src/emulator/store/store.ts';
import { startAzure, type Entra, type FakeAzure } from '../fakes/azure.ts';
import { requestToken, startGitHub, type FakeGitHub } from '../fakes/github.ts';
import { readWorkflow } from './files.ts';

const bin = join(import.meta.dirname, '../../dist/bin.js');
const tenant = '33333333-3333-3333-3333-333333333333';
const client = '22222222-2222-2222-2222-222222222222';
const accessToken = (count: number): string => `eyJ0eXAiOiJKV1QifQ.${'a'.repeat(20)}.access-${count}`;

const config = [
  'project: {name: detections, id: 6f1c0a52-93b4-4b0e-8f0e-0c5b9f4d2a11}',
  'workspaces:',
  '  prod: {subscriptionId: 00000000-0000-0000-0000-000000000001, resourceGroup: rg, workspaceName: law-prod}',
  '',
].join('\n');

const rule = [
  'id: 00000000-0000-4000-8000-000000000001',
  'name: Failed sign-ins',
  'description: Many failed sign-ins.',
  'kind: Scheduled',
  'version: 1.0.0',
  'severity: Low',
  'queryFrequency: 1h',
  'queryPeriod: 1h',
  'triggerOperator: gt',
  'triggerThreshold: 0',
  'tactics: [InitialAccess]',
  'relevantTechniques: [T1078]',
  'query: SigninLogs | where ResultType != "0"',
  '',
].join('\n');

type Job = {
  readonly github: FakeGitHub;
  readonly azure: FakeAzure;
  /** Runs the built command as a step of a job would, with what the runner and the workflow put into its environment. */
  readonly picket: (...args: string[]) => Promise<{ readonly code: number; readonly said: string }>;
};

/** The environment that the workflow's job gives its steps, with its variables set. */
const jobEnv = (): Record<string, string> => {
  const given = readWorkflow('deploy-workspace.yml').jobs['deploy']?.env ?? {};
  const values: Readonly<Record<string, string>> = {
    'vars.AZURE_CLIENT_ID': client,
    'vars.AZURE_TENANT_ID': tenant,
    'inputs.workspace': 'prod',
  };
  return Object.fromEntries(
    Object.entries(given).map(([name, text]) => [name, values[/\$\{\{ (.*) \}\}/.exec(text)?.[1] ?? ''] ?? '']),
  );
};

const inJob = async (entra: Entra, work: (job: Job) => Promise<void>): Promise<void> => {
  const cwd = await mkdtemp(join(tmpdir(), 'picket-sign-in-'));
  const github = await startGitHub();
  const clock = { now: () => Date.now(), sleep: async () => undefined };
  const azure = await startAzure(entra, createEmulator({ store: memoryStore(), clock }));
  await writeFile(join(cwd, 'azure.pem'), azure.certificate);
  await writeFile(join(cwd, 'picket.yaml'), config);
  await mkdir(join(cwd, 'analytics-rules'));
  await writeFile(join(cwd, 'analytics-rules/one.yaml'), rule);
  const env = {
    PATH: process.env['PATH'],
    HOME: cwd,
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    HTTPS_PROXY: azure.proxy,
    NO_PROXY: '127.0.0.1',
    NODE_EXTRA_CA_CERTS: join(cwd, 'azure.pem'),
    ACTIONS_ID_TOKEN_REQUEST_URL: `${github.url}/oidc?api-version=2.0`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: requestToken,
    ...jobEnv(),
  };
  const picket: Job['picket'] = (...args) =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [bin, ...args], { cwd, env });
      let said = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk) => {
          said += String(chunk);
        });
      child.once('error', reject);
      child.once('close', (code) => resolve({ code: code ?? 1, said }));
    });
  try {
    await work({ github, azure, picket });
  } finally {
    await Promise.all([github.close(), azure.close()]);
    await rm(cwd, { recursive: true, force: true });
  }
};

const granted =
  (seconds: number): Entra =>
  (_, count) => ({
    status: 200,
    body: { token_type: 'Bearer', expires_in: seconds, ext_expires_in: seconds, access_token: accessToken(count) },
  });

const refused: Entra = () => ({
  status: 401,
  body: {
    error: 'invalid_client',
    error_description: `AADSTS700213: No matching federated identity record found for presented assertion subject 'repo:contoso/detections:environment:prod'. Trace ID: 1`,
    error_codes: [700213],
  },
});

describe('a job that deploys to Azure', () => {
  test('shows Entra an identity of GitHub for Azure, deploys with what it gets, and says none of it', async () => {
    await inJob(granted(3600), async ({ github, azure, picket }) => {
      const { code, said } = await picket('deploy', '-w', 'prod', '--yes', '--events', 'events.ndjson');
      expect([code, said]).toEqual([0, expect.stringContaining('1 written')]);
      expect(new Set(github.identities.map(({ audience }) => audience))).toEqual(
        new Set(['api://AzureADTokenExchange']),
      );
      expect(azure.signIns.map(({ to }) => to)).toEqual([`login.microsoftonline.com/${tenant}/oauth2/v2.0/token`]);
      expect(Object.fromEntries(azure.signIns[0]?.form ?? [])).toMatchObject({
        client_id: client,
        grant_type: 'client_credentials',
        scope: expect.stringContaining('https://management.azure.com/.default'),
        client_assertion: expect.stringMatching(/\.assertion-\d+$/),
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      });
      expect(new Set(azure.bearers)).toEqual(new Set([accessToken(1)]));
      expect(said).not.toMatch(/eyJ|request-token/);
      expect(azure.strangers).toEqual([]);
    });
  });

  test('asks for a new identity whenever a token runs out', async () => {
    // A token that has run out when it comes: how long the run takes decides nothing.
    await inJob(granted(0), async ({ github, azure, picket }) => {
      const { code } = await picket('deploy', '-w', 'prod', '--yes');
      expect(code).toBe(0);
      expect(azure.signIns.length).toBeGreaterThan(1);
      const shown = azure.signIns.map(({ form }) => form.get('client_assertion'));
      expect(new Set(shown).size).toBe(shown.length);
      expect(github.identities.map(({ token }) => token)).toEqual(expect.arrayContaining(shown));
      expect(new Set(azure.bearers).size).toBeGreaterThan(1);
    });
  });

  test('says what Entra says when it knows no such workflow, and shows no token', async () => {
    await inJob(refused, async ({ github, azure, picket }) => {
      const { code, said } = await picket('deploy', '-w', 'prod', '--yes', '--verbose');
      expect(code).toBe(4);
      expect(said).toContain('Microsoft Entra refused the sign-in');
      expect(said).toContain('AADSTS700213');
      expect(said).toContain('its subject must name this repository and branch or environment');
      expect(github.identities.length).toBeGreaterThan(0);
      expect(azure.bearers).toEqual([]);
      expect(said).not.toMatch(/eyJ|request-token/);
    });
  });
});
