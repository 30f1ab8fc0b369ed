import { readFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { objectOf, parseJson, textOrEmpty } from '../../src/core/json.ts';
import type { WireRequest } from '../../src/core/ports.ts';
import { serveEmulator } from '../../src/emulator/http.ts';
import { createEmulator, createPortal, memoryStore } from '../../src/emulator/index.ts';
import { updateExpected } from '../expected.ts';
import { addRows } from '../scenarios/transcript.ts';
import { inFolder, noon } from './io.ts';

/** Loading the engine takes seconds on a busy machine. */
jest.setTimeout(60_000);

const expected = new URL('requests.txt', import.meta.url);
const files = join('test', 'scenarios', 'prove', 'files');
const target = {
  subscriptionId: '00000000-0000-0000-0000-000000000001',
  resourceGroup: 'rg',
  workspaceName: 'law-prod',
};
const id = '5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a001';

/** Without what counts writes, which are made side by side. */
const withoutCounts = (text: string): string =>
  text
    .replaceAll(/[\da-f]{8}(?:-0{4}){3}-[\da-f]{12}/g, 'ETAG')
    .replaceAll(/~[\da-f]{20} /g, '~ETAG ')
    .replaceAll(/ #[\da-f]{6}"/g, ' #SUM"');

/**
 * A request on one line: where it goes, from when to when a query looks and how the query begins, and of a write its
 * condition and what is written.
 */
const lineOf = ({ method, url, headers, body }: WireRequest): string => {
  const { pathname, searchParams } = new URL(url);
  const asked = [...searchParams].map(([name, value]) => `${name}=${value}`);
  const place = `${method} ${pathname.replace(/.*law-prod(?=\/)/, '…')} ${asked.join('&')}`;
  const conditions = Object.entries(headers).filter(([name]) => /^if-/i.test(name));
  if (!pathname.endsWith('/query'))
    return withoutCounts([place.trimEnd(), ...conditions.flat(), ...(body === undefined ? [] : [body])].join(' '));
  const { query, timespan } = objectOf(parseJson(body ?? ''));
  const text = textOrEmpty(query).replaceAll(/\s+/g, ' ');
  return `${place.trimEnd()} ${textOrEmpty(timespan)} ${text.slice(0, 100)}`;
};

const commands: readonly (readonly string[])[] = [
  ['plan'],
  ['deploy', '--yes'],
  ['deploy', '--yes', '--only', id],
  ['drift'],
  ['show', id],
  ['history', id],
  ['health', '--days', '3'],
  ['metrics', '--days', '20', '--no-tests'],
  ['tune', id, '--days', '10'],
  ['capture', '4711', '--to', 'new.test.yaml'],
  ['backtest', 'analytics-rules/spray.yaml', '--days', '1'],
  ['doctor'],
  ['pull'],
  ['audit', '--from', '2026-11-01', '--to', '2026-11-20', '--out', 'audit'],
];

/** Those of a rule that somebody has edited in the portal. */
const ofEdited: readonly (readonly string[])[] = [
  ['drift'],
  ['plan'],
  ['plan', '--overwrite', id],
  ['history', id],
  ['deploy', '--yes', '--overwrite', id],
  ['disable', id, '--now', '--until', '2026-12-24', '--reason', 'Loud'],
  ['drift'],
  ['enable', id, '--now'],
  ['adopt', id, '--yes'],
  ['onboard', '--yes'],
];

test('what each command asks and tells a workspace, and of which time, is what a person looked at', () =>
  inFolder(async (shell) => {
    const store = memoryStore();
    const clock = { now: () => noon, sleep: async () => undefined };
    const emulator = createEmulator({ store, clock, settings: { queries: 'accepted' } });
    const sent: string[] = [];
    const server = await serveEmulator({
      port: 0,
      transport: (request) => {
        sent.push(lineOf(request));
        return emulator(request);
      },
    });
    try {
      await cp(files, shell.cwd, { recursive: true });
      const config = await shell.read('picket.yaml');
      await shell.write('picket.yaml', config.replace(/emulator: .*/, `emulator: {url: '${server.url}'}`));
      const person = createPortal({ store, clock, target, caller: 'analyst@contoso.com' });
      await addRows(person, objectOf(parseJson(await shell.read('incident.json'))));
      const told: string[] = [];
      for (const command of [...commands, ...ofEdited]) {
        if (command === ofEdited[0]) await person.editRule(id, { severity: 'Low' });
        sent.length = 0;
        const { code } = await shell.picket(...command, '-w', 'prod');
        const counts = new Map<string, number>();
        for (const line of sent) counts.set(line, (counts.get(line) ?? 0) + 1);
        const lines = [...counts].map(([line, count]) => `  ${count} × ${line}`).toSorted();
        told.push([`picket ${command.join(' ')}: exit ${code}`, ...lines].join('\n'));
      }
      const text = `${told.join('\n\n')}\n`;
      updateExpected(expected, () => text);
      expect(text).toBe(readFileSync(expected, 'utf8'));
    } finally {
      await server.close();
    }
  }));
