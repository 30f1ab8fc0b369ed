import { createServer } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import { runAzure, type AzureJob, type AzureRun } from './azure-runner.ts';
import { plantEverywhere } from './planting.ts';
import { prepareStages, ruleId, type Stage } from './stage.ts';

const onStage = prepareStages('azure-devops');

const asked = { rule: 'Rule 1', workspace: 'prod', hours: 4, reason: 'Floods the queue; $(id) `id`' };

/** A collection of Azure DevOps that keeps what it is sent as pull requests. */
const withCollection = async (
  work: (collection: { readonly url: string; readonly requests: string[] }) => Promise<void>,
): Promise<void> => {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString('utf8');
    });
    request.on('end', () => {
      requests.push(`${request.method ?? ''} ${request.url ?? ''} ${body}`);
      response.writeHead(201, { 'content-type': 'application/json' });
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = (typeof address === 'object' ? address : null)?.port ?? 0;
  try {
    await work({ url: `http://127.0.0.1:${port}/contoso/`, requests });
  } finally {
    server.closeAllConnections();
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
  }
};

let builds = 0;

const byHand = (stage: Stage, url: string, more: Partial<typeof asked> = {}): AzureRun => {
  builds += 1;
  return {
    commit: stage.git('rev-parse', 'main'),
    by: { hand: 'azure-pipelines-emergency.yml', parameters: { ...asked, ...more } },
    variables: {
      'Build.Reason': 'Manual',
      'Build.RequestedForEmail': 'ana@contoso.com',
      'Build.BuildId': String(builds),
      'Build.Repository.ID': 'repo',
      'System.CollectionUri': url,
      'System.TeamProjectId': 'project',
      'System.AccessToken': 'no-secret',
    },
  };
};

const isOn = async (stage: Stage): Promise<boolean> =>
  (await stage.portal.editRule(ruleId(1), {})).properties['enabled'] === true;

const results = (jobs: readonly AzureJob[]): readonly string[] => jobs.map(({ result }) => result);
const said = (jobs: readonly AzureJob[]): string => jobs.map(({ log }) => log).join('');

describe('the emergency pipeline of Azure DevOps', () => {
  test('switches the rule off first, and proposes the same for picket.yaml', async () => {
    await withCollection(async ({ url, requests }) => {
      await onStage(async (stage) => {
        await stage.reset();
        const run = byHand(stage, url);
        const jobs = await runAzure(stage, run);
        expect([results(jobs), said(jobs)]).toEqual([
          ['success'],
          expect.stringMatching(/Rule 1 is off in prod until \S+: recorded there by ana@contoso\.com\./),
        ]);
        expect(jobs[0]?.connections).toEqual(['sentinel-prod']);
        expect(await isOn(stage)).toBe(false);
        const branch = `picket/emergency/${run.variables['Build.BuildId'] ?? ''}`;
        expect(stage.git('show', `${branch}:picket.yaml`)).toContain('Floods the queue; $(id) `id`');
        expect(requests).toEqual([
          expect.stringContaining(
            'POST /contoso/project/_apis/git/repositories/repo/pullrequests?api-version=7.1 {"sourceRefName":"refs/heads/picket/emergency/',
          ),
        ]);
      });
    });
  });

  test('is red, proposes nothing and says why where the workspace refuses or does not answer', async () => {
    await withCollection(async ({ url, requests }) => {
      await onStage(async (stage) => {
        await stage.reset();
        await stage.portal.deny([
          'Microsoft.SecurityInsights/alertRules/write',
          'Microsoft.SecurityInsights/metadata/write',
        ]);
        const refused = await runAzure(stage, byHand(stage, url));
        expect([results(refused), said(refused)]).toEqual([
          ['failure'],
          expect.stringContaining('You may not write alertRules'),
        ]);
        stage.stopAzure();
        const unreachable = await runAzure(stage, byHand(stage, url));
        expect([results(unreachable), said(unreachable)]).toEqual([['failure'], expect.stringContaining('error:')]);
        expect(requests).toEqual([]);
      });
    });
  });

  test('is red and says why wherever a program fails', async () => {
    await withCollection(async ({ url }) => {
      await onStage(async (stage) => {
        const { wrong } = await plantEverywhere<AzureJob>(async (planted) => {
          await stage.reset();
          return runAzure(stage, { ...byHand(stage, url), ...planted });
        });
        expect(wrong).toEqual([]);
      });
    });
  });
});
