import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { isObject, objectOf, parseJson } from '../../src/core/json.ts';
import type { Transport, WireRequest } from '../../src/core/ports.ts';
import { serveEmulator } from '../../src/emulator/http.ts';
import { createEmulator, memoryStore } from '../../src/emulator/index.ts';
import { inFolder, noon, type Ran, type Shell } from './io.ts';

/** Each round runs several commands over HTTP, which takes long on a busy machine. */
jest.setTimeout(240_000);

const rule = readFileSync('test/scenarios/fuses/files/rule.txt', 'utf8');
const [made, changed] = ['07', '08'];
const idOf = (number: string): string => `5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a0${number}`;

const projectAt = (url: string): string =>
  [
    'project: {name: detections, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9}',
    'workspaces:',
    '  prod:',
    '    subscriptionId: 00000000-0000-0000-0000-000000000001',
    '    resourceGroup: rg',
    '    workspaceName: law-killed',
    `    emulator: {url: '${url}'}`,
    '',
  ].join('\n');

const fileOf = (number: string, description: string): string =>
  rule.replaceAll('NN', number).replace(/^description: .*$/m, `description: ${description}`);

/** Which request is the run's last, and whether the service carries it out. */
type Blow = { readonly at: (request: WireRequest, number: number) => boolean; readonly isCarriedOut: boolean };

type Scene = {
  readonly shell: Shell;
  /** Deploys until the blow falls: from then on nothing that the run asks for is answered, as if it were dead. */
  readonly killed: (blow: Blow) => Promise<'killed' | Ran>;
  /** Somebody else gives a rule another text. */
  readonly edit: (number: string, description: string) => Promise<void>;
};

/** A workspace with one rule deployed, a change of it in git, and another rule that is new in git. */
const inScene = (work: (scene: Scene) => Promise<void>): Promise<void> =>
  inFolder(async (shell) => {
    const bucket = { size: 1_000_000, perSecond: 1_000_000 };
    const emulator = createEmulator({
      store: memoryStore(),
      clock: { now: () => noon, sleep: async () => undefined },
      settings: { queries: 'accepted', throttle: { reads: bucket, writes: bucket, deletes: bucket } },
    });
    let blow: Blow | undefined;
    let seen = 0;
    let strike: () => void = () => undefined;
    let release: () => void = () => undefined;
    const over = new Promise<void>((done) => {
      release = done;
    });
    const dead = { status: 403, headers: {}, body: '{"error": {"code": "Gone", "message": "Nobody asks."}}' };
    let isDead = false;
    let address = '';
    const transport: Transport = async (request) => {
      const silence = async () => {
        await over;
        return dead;
      };
      if (isDead) return silence();
      seen += 1;
      if (request.method === 'PUT' && request.url.includes('/alertRules/')) address = request.url;
      if (blow?.at(request, seen) !== true) return emulator(request);
      isDead = true;
      if (blow.isCarriedOut) await emulator(request);
      strike();
      return silence();
    };
    const server = await serveEmulator({ transport, port: 0 });
    const runs: Promise<Ran>[] = [];
    try {
      await shell.write('picket.yaml', projectAt(server.url));
      await shell.write('analytics-rules/changed.yaml', fileOf(changed, 'First.'));
      expect(await deploy(shell)).toMatchObject({ code: 0 });
      await shell.write('analytics-rules/changed.yaml', fileOf(changed, 'Second.'));
      await shell.write('analytics-rules/made.yaml', fileOf(made, 'Second.'));
      await work({
        shell,
        killed: async (next) => {
          [blow, seen] = [next, 0];
          const struck = new Promise<'killed'>((done) => {
            strike = () => done('killed');
          });
          const run = deploy(shell);
          runs.push(run);
          const end = await Promise.race([struck, run]);
          [blow, isDead] = [undefined, false];
          return end;
        },
        edit: async (number, description) => {
          const url = address.replace(/alertRules\/[^?]*/, `alertRules/${idOf(number)}`);
          const headers = { authorization: 'Bearer person', 'content-type': 'application/json' };
          const there = parseJson((await emulator({ method: 'GET', url, headers })).body);
          const { kind, properties } = objectOf(there);
          const body = JSON.stringify({ kind, properties: { ...objectOf(properties), description } });
          const { status } = await emulator({ method: 'PUT', url, headers, body });
          expect({ status, isThere: isObject(there) }).toEqual({ status: 200, isThere: true });
        },
      });
    } finally {
      isDead = true;
      release();
      await Promise.all(runs);
      await server.close();
    }
  });

const deploy = (shell: Shell) => shell.picket('deploy', '-w', 'prod', '--yes');

const third = async (shell: Shell): Promise<void> => {
  await shell.write('analytics-rules/changed.yaml', fileOf(changed, 'Third.'));
  await shell.write('analytics-rules/made.yaml', fileOf(made, 'Third.'));
};

const bodyOf =
  (number: string) =>
  ({ method, url }: WireRequest): boolean =>
    method === 'PUT' && url.includes(`/alertRules/${idOf(number)}`);

describe('a deployment that is killed, and whose files change afterwards', () => {
  test.each([true, false])(
    'is ended by the next one, at whichever request it died (the service carries it out: %s)',
    async (isCarriedOut) => {
      let kills = 0;
      const dieAt = async (die: number): Promise<boolean> => {
        let isKilled = false;
        await inScene(async ({ shell, killed }) => {
          isKilled = (await killed({ at: (_, number) => number === die, isCarriedOut })) === 'killed';
          if (!isKilled) return;
          await third(shell);
          expect({ die, ...(await deploy(shell)) }).toMatchObject({ die, code: 0 });
          const plan = await shell.picket('plan', '-w', 'prod', '--detailed-exitcode');
          expect({ die, ...plan }).toMatchObject({ die, code: 0 });
          expect(await readdir(join(shell.cwd, '.picket', 'writing', 'prod'))).toEqual([]);
        });
        return isKilled;
      };
      while (await dieAt(kills + 1)) kills += 1;
      expect(kills).toBeGreaterThan(8);
    },
  );

  test.each([made, changed])('leaves what somebody else wrote since alone: rule %s', async (number) =>
    inScene(async ({ shell, killed, edit }) => {
      expect(await killed({ at: bodyOf(number), isCarriedOut: true })).toBe('killed');
      await edit(number, 'By somebody else.');
      await third(shell);
      const { code, out } = await deploy(shell);
      expect({ code, out }).toMatchObject({ code: 6, out: expect.stringMatching(/refused|skipped/) });
      expect((await shell.picket('show', idOf(number), '-w', 'prod')).out).not.toContain('Third.');
    }),
  );
});
