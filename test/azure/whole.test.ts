import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { recordContainer } from '../../src/azure/record-container.ts';
import { recordAfter } from '../../src/core/evidence/deployment-log.ts';
import { PicketError } from '../../src/core/errors.ts';
import type { JsonObject } from '../../src/core/json.ts';
import type { WireRequest } from '../../src/core/ports.ts';
import { createEmulator, memoryStore } from '../../src/emulator/index.ts';
import { updateExpected } from '../expected.ts';
import { deploymentBy } from '../fakes/deployment.ts';
import { virtualClock } from '../fakes/clock.ts';
import { answer, connect, refusal, target, type Session } from './fake-service.ts';

/** What came of something, or why nothing did. */
const outcome = async (work: Promise<unknown>): Promise<string> => {
  try {
    return JSON.stringify(await work);
  } catch (error) {
    if (!(error instanceof PicketError)) throw error;
    const { kind, code, failure, message, hint } = error;
    return [kind, code, failure, message, hint].join(' | ');
  }
};

const counted = ({ requests }: Session): string => {
  const all = requests.map(({ method, url }) => `${method} ${new URL(url).pathname}`);
  return [...new Set(all)].map((one) => `${all.filter((each) => each === one).length} × ${one}`).join(', ');
};

// ---- What the service goes on with after its answer.
const type = 'deploymentStacks';
const name = 'picket-enrich';
const path = `/subscriptions/${target.subscriptionId}/resourceGroups/rg-soc/providers/Microsoft.Resources/${type}/${name}`;
const stack = (properties: JsonObject): JsonObject => ({ id: path, name, location: 'westeurope', properties });
const states: readonly JsonObject[] = [
  {},
  { provisioningState: 'Succeeded' },
  { provisioningState: 'failed', error: { code: 'DeploymentFailed', message: 'One template failed.' } },
  { provisioningState: 'Canceled' },
  { provisioningState: 'Deploying' },
  { provisioningState: 'deletingResources' },
];
const waited = async (begun: JsonObject, later: JsonObject): Promise<readonly string[]> => {
  const session = connect(({ method }) =>
    answer(method === 'PUT' ? 201 : 200, stack(method === 'PUT' ? begun : later)),
  );
  const start = session.clock.now();
  const resource = { type, name, body: stack({}) };
  const came = await outcome(session.workspace.put(resource, { kind: 'any' }));
  return [
    `written as ${JSON.stringify(begun)}, then ${JSON.stringify(later)}`,
    `  ${came}`,
    `  ${counted(session)} in ${session.clock.now() - start} ms`,
  ];
};
const removed = async (looks: number): Promise<readonly string[]> => {
  let left = looks;
  const session = connect(({ method }) => {
    if (method === 'DELETE') return answer(202, '');
    left -= 1;
    return left < 0 ? refusal(404, 'NotFound', 'gone') : answer(200, stack({ provisioningState: 'deleting' }));
  });
  const start = session.clock.now();
  const came = await outcome(session.workspace.remove(type, name, { kind: 'any' }));
  return [
    `removed, and there for ${looks} looks`,
    `  ${came}`,
    `  ${counted(session)} in ${session.clock.now() - start} ms`,
  ];
};

// ---- What a container of records is sent.
const kept = new Set([
  'x-ms-blob-content-type',
  'x-ms-blob-type',
  'content-type',
  'if-match',
  'if-none-match',
  'accept',
]);
const inWords = ({ method, url, headers, body }: WireRequest, status: number): string =>
  [
    `${method} ${url.replace(/^https:..[^/]+/, '')} ${status}`,
    ...Object.entries(headers)
      .filter(([key]) => kept.has(key.toLowerCase()))
      .map(([key, value]) => `  ${key.toLowerCase()}: ${value}`)
      .toSorted(),
    ...(body === undefined ? [] : [`  ${body}`]),
  ].join('\n');
const records = async (): Promise<readonly string[]> => {
  const sent: string[] = [];
  const service = createEmulator({ store: memoryStore(), clock: virtualClock() });
  const store = recordContainer({
    url: 'https://evidence.blob.core.windows.net/log',
    version: '0.1.0',
    transport: async (request) => {
      const reply = await service(request);
      sent.push(inWords(request, reply.status));
      return reply;
    },
  });
  const first = recordAfter(undefined, deploymentBy('ana@contoso.com'));
  await store.checkAccess?.();
  await store.add(first);
  await store.add(recordAfter(first, deploymentBy('ben@contoso.com')));
  sent.push(`read: ${[...(await store.read()).keys()].join(', ')}`);
  return sent;
};

const lines = [
  ...(await Promise.all(states.flatMap((begun) => states.slice(0, 4).map((later) => waited(begun, later))))).flat(),
  ...(await waited({ provisioningState: 'Deploying' }, { provisioningState: 'Deploying' })),
  ...(await Promise.all([0, 1, 360, 361].map(removed))).flat(),
  ...(await records()),
].flatMap((line) => line.split('\n'));

const file = new URL('whole.txt', import.meta.url);
updateExpected(file, () => `${lines.join('\n')}\n`);

test('what comes of work that the service goes on with, and what a container of records is sent, whole', () => {
  expect(lines).toEqual(readFileSync(file, 'utf8').trimEnd().split('\n'));
});
