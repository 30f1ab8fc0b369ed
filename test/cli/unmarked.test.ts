import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { serveEmulator } from '../../src/emulator/http.ts';
import { createEmulator, memoryStore } from '../../src/emulator/index.ts';
import { noon } from './io.ts';
import { wholeInFolder } from './told.ts';

const inFolder = wholeInFolder(import.meta.url);

const rule = readFileSync('test/scenarios/fuses/files/rule.txt', 'utf8').replaceAll('NN', '07');

const projectAt = (url: string): string =>
  `project: {name: detections, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9}
workspaces:
  prod: {subscriptionId: 00000000-0000-0000-0000-000000000001, resourceGroup: rg, workspaceName: law-unmarked, emulator: {url: '${url}'}}
`;

test('a deployment whose marker cannot be written says so, ends with 6, and is ended by the next one although the file changes', () =>
  inFolder(async (shell) => {
    let isForbidden = true;
    const emulator = createEmulator({
      store: memoryStore(),
      clock: { now: () => noon, sleep: async () => undefined },
      settings: { queries: 'accepted' },
    });
    const body = '{"error": {"code": "AuthorizationFailed", "message": "Not allowed."}}';
    const server = await serveEmulator({
      port: 0,
      transport: async (request) =>
        isForbidden && request.method === 'PUT' && request.url.includes('/metadata/')
          ? { status: 403, headers: { 'content-type': 'application/json' }, body }
          : emulator(request),
    });
    try {
      await shell.write('picket.yaml', projectAt(server.url));
      await shell.write('analytics-rules/rule.yaml', rule);
      const first = await shell.picket('deploy', '-w', 'prod', '--yes');
      expect(first.code).toBe(6);
      expect(first.out).toContain('written, unowned: its marker could not be written');
      isForbidden = false;
      await shell.write('analytics-rules/rule.yaml', rule.replace('severity: Medium', 'severity: High'));
      expect((await shell.picket('deploy', '-w', 'prod', '--yes')).code).toBe(0);
      expect((await shell.picket('plan', '-w', 'prod', '--detailed-exitcode')).code).toBe(0);
    } finally {
      await server.close();
    }
  }));
