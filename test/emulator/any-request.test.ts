import { describe, expect, test } from '@jest/globals';
import {
  array,
  assert,
  asyncProperty,
  constant,
  constantFrom,
  dictionary,
  jsonValue,
  oneof,
  option,
  record,
  string,
  webPath,
} from 'fast-check';
import type { Transport } from '../../src/core/ports.ts';
import { createEmulator, memoryStore } from '../../src/emulator/index.ts';
import { id, listAll, scheduled, sentinel, testClock, workspace } from './arm.ts';

const propertyNames = [
  ...Object.keys(Object(scheduled()['properties'])),
  'entityMappings',
  'customDetails',
  'incidentConfiguration',
  'alertDetailsOverride',
  'eventGroupingSettings',
  'techniques',
  'startTimeUtc',
  '__proto__',
  'constructor',
];

const paths = oneof(
  constantFrom(
    `${sentinel}/alertRules/${id(1)}`,
    `${sentinel}/alertRules`,
    `${sentinel}/metadata/a`,
    `${sentinel}/metadata`,
    `${sentinel}/watchlists/w`,
    `${sentinel}/constructor`,
    `${sentinel}/alertRules/x/constructor`,
    workspace,
    `${workspace}/tables`,
    `/v1${workspace}/query`,
    `${sentinel}/onboardingStates/default`,
  ),
  webPath(),
  string().map((name) => `${sentinel}/alertRules/${encodeURIComponent(name)}`),
);

const bodies = oneof(
  jsonValue().map((value) => JSON.stringify(value)),
  string(),
  record({
    kind: constantFrom('Scheduled', 'NRT', 'Fusion', 'MicrosoftSecurityIncidentCreation', '__proto__'),
    properties: dictionary(constantFrom(...propertyNames), jsonValue()),
  }).map((value) => JSON.stringify(value)),
  dictionary(constantFrom(...propertyNames), jsonValue()).map((more) => JSON.stringify(scheduled(Object(more)))),
);

const requests = record({
  method: constantFrom('GET', 'PUT', 'POST', 'PATCH', 'DELETE'),
  path: paths,
  version: oneof(constant('2023-12-01-preview'), constant('2025-09-01'), string()),
  query: constantFrom('', '&$filter=x', "&$filter=properties/kind eq 'A'", '&$skipToken=x', '&$top=1'),
  body: option(bodies, { nil: undefined }),
});

const statuses = new Set([200, 201, 204, 400, 403, 404, 405, 409, 412, 429]);

describe('any request', () => {
  test.each(['dropped', 'echoed', 'rejected'] as const)(
    'is answered in the service’s form, and leaves a workspace that can be listed (unknown properties %s)',
    async (unknownProperties) => {
      await assert(
        asyncProperty(array(requests, { maxLength: 6 }), async (sent) => {
          const settings = { unknownProperties };
          const transport: Transport = createEmulator({ store: memoryStore(), clock: testClock(), settings });
          for (const { method, path, version, query, body } of sent) {
            const url = `https://management.azure.com${path}?api-version=${encodeURIComponent(version)}${query}`;
            const answer = await transport({ method, url, headers: {}, ...(body === undefined ? {} : { body }) });
            expect(statuses).toContain(answer.status);
            const parsed: unknown = answer.body === '' ? {} : JSON.parse(answer.body);
            const members = Object.keys(Object(parsed));
            expect(members.includes('error') || members.includes('traceId')).toBe(answer.status >= 400);
          }
          await transport({
            method: 'PUT',
            url: `https://management.azure.com${sentinel}/onboardingStates/default?api-version=2025-09-01`,
            headers: {},
            body: '{}',
          });
          await listAll(transport, `${sentinel}/alertRules`);
        }),
        { numRuns: 60 },
      );
    },
  );
});
