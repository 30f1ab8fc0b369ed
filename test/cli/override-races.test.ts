import { readFileSync } from 'node:fs';
import { describe, expect, jest, test } from '@jest/globals';
import { serveEmulator } from '../../src/emulator/http.ts';
import { createEmulator, memoryStore } from '../../src/emulator/index.ts';
import type { WireRequest } from '../../src/core/ports.ts';
import { inFolder, noon, type Shell } from './io.ts';

/** Each test runs several commands over HTTP, which takes long on a busy machine. */
jest.setTimeout(120_000);

const id = '5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a007';
const other = '5f0a1c1e-8a57-4f53-9a86-0e2c5cf6a008';
const rule = readFileSync('test/scenarios/fuses/files/rule.txt', 'utf8');
const minute = 60_000;

const projectAt = (url: string): string =>
  [
    'project: {name: detections, id: 3d8f2a64-7b1c-4e0e-9a53-20c1f6a4b7d9}',
    'workspaces:',
    '  prod:',
    '    subscriptionId: 00000000-0000-0000-0000-000000000001',
    '    resourceGroup: rg',
    '    workspaceName: law-night',
    `    emulator: {url: '${url}'}`,
    '',
  ].join('\n');

/** The writes of a switching off or on: `record` beside the marker, `rule` its body. */
type Write = 'record' | 'rule';

const writeOf = ({ method, url }: WireRequest): Write | undefined => {
  if (method !== 'PUT') return undefined;
  if (url.includes('/metadata/picket-off-')) return 'record';
  return url.includes('/alertRules/') ? 'rule' : undefined;
};

/** What goes on around a write: what happens before the service hears of it, and after it is carried out. */
type Service = {
  before: (write: Write) => Promise<void>;
  after: (write: Write) => void;
  /** From now on the run can do nothing more, as if it had been killed. */
  isGone: boolean;
  /** By how much its clock is ahead of that of the machine, in milliseconds. */
  ahead: number;
};

const refusal = {
  status: 403,
  headers: { 'content-type': 'application/json' },
  body: '{"error": {"code": "AuthorizationFailed", "message": "Not allowed."}}',
};

/** Two rules that a project has deployed to a workspace over HTTP. */
const withService = (work: (shell: Shell, service: Service) => Promise<void>, ahead = 0): Promise<void> =>
  inFolder(async (shell) => {
    const service: Service = {
      before: async () => undefined,
      after: () => undefined,
      isGone: false,
      ahead,
    };
    const clock = { now: () => noon + service.ahead, sleep: async () => undefined };
    const bucket = { size: 1_000_000, perSecond: 1_000_000 };
    const emulator = createEmulator({
      store: memoryStore(),
      clock,
      settings: { queries: 'accepted', throttle: { reads: bucket, writes: bucket, deletes: bucket } },
    });
    const server = await serveEmulator({
      port: 0,
      transport: async (request) => {
        const write = writeOf(request);
        if (write !== undefined) await service.before(write);
        const answer = service.isGone ? refusal : await emulator(request);
        if (write !== undefined) service.after(write);
        return service.isGone ? refusal : answer;
      },
    });
    try {
      shell.env['USER'] = 'ana';
      await shell.write('picket.yaml', projectAt(server.url));
      for (const number of ['07', '08'])
        await shell.write(`analytics-rules/rule-${number}.yaml`, rule.replaceAll('NN', number));
      expect(await deploy(shell)).toMatchObject({ code: 0 });
      await work(shell, service);
    } finally {
      await server.close();
    }
  });

const deploy = (shell: Shell) => shell.picket('deploy', '-w', 'prod', '--yes');

const off = (shell: Shell, reason: string, which = id, until = '8h') =>
  shell.picket('disable', which, '-w', 'prod', '--now', '--until', until, '--reason', reason);

const on = (shell: Shell) => shell.picket('enable', id, '-w', 'prod', '--now');

const runs = async (shell: Shell, which = id): Promise<boolean> =>
  (await shell.picket('show', which, '-w', 'prod')).out.includes('"enabled": true');

/** How a killed run left the rule, what the next deployment made of it, and that the one after has nothing to do. */
const afterwards = async (shell: Shell): Promise<boolean> => {
  expect(await deploy(shell)).toMatchObject({ code: 0 });
  const runsNow = await runs(shell);
  expect((await shell.picket('plan', '-w', 'prod')).out).toContain('0 to create, 0 to update, 0 to delete');
  expect(await runs(shell)).toBe(runsNow);
  return runsNow;
};

/** Kills at the first, second, ... write of a kind, which the service carries out or does not hear of. */
const killAt = (service: Service, write: Write, time: number, isCarriedOut: boolean): void => {
  let seen = 0;
  const strike = (each: Write, isDone: boolean): void => {
    if (each !== write || isDone !== isCarriedOut) return;
    seen += 1;
    if (seen === time) service.isGone = true;
  };
  service.before = async (each) => strike(each, false);
  service.after = (each) => strike(each, true);
};

const alive = (service: Service): void =>
  void Object.assign(service, { isGone: false, before: async () => undefined, after: () => undefined });

describe('a run that is killed at night', () => {
  test.each([
    ['before the record', 'record', false, true],
    ['between the record and the switch', 'record', true, false],
    ['at the switch', 'rule', false, false],
    ['after the switch', 'rule', true, false],
  ] as const)('while it switches off, %s: the next deployment does what is recorded', (_, write, isDone, expected) =>
    withService(async (shell, service) => {
      killAt(service, write, 1, isDone);
      const { code, err } = await off(shell, 'Floods');
      expect(code).not.toBe(0);
      expect(err.includes('Rule 07 still runs in prod, though it is recorded as off')).toBe(write === 'rule');
      alive(service);
      expect(await afterwards(shell)).toBe(expected);
    }),
  );

  test.each([
    ['before the record', 'record', 1, false, false],
    ['between the record and the switch', 'record', 1, true, true],
    ['at the switch', 'rule', 1, false, true],
    ['between the switch and what is recorded of it', 'rule', 1, true, true],
    ['at the last record', 'record', 2, false, true],
    ['after the last record', 'record', 2, true, true],
  ] as const)(
    'while it switches on, %s: the next deployment does what is recorded',
    (_, write, time, isDone, expected) =>
      withService(async (shell, service) => {
        expect(await off(shell, 'Floods')).toMatchObject({ code: 0 });
        killAt(service, write, time, isDone);
        expect((await on(shell)).code).not.toBe(0);
        alive(service);
        expect(await afterwards(shell)).toBe(expected);
      }),
  );
});

/** Holds the first write of a kind until it is let go; gives when it has come, and how to let it go. */
const hold = (service: Service, write: Write): { readonly come: Promise<void>; readonly release: () => void } => {
  let release: () => void = () => undefined;
  let arrive: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (release = resolve));
  const come = new Promise<void>((resolve) => (arrive = resolve));
  let isHeld = false;
  service.before = async (each) => {
    if (each !== write || isHeld) return;
    isHeld = true;
    arrive();
    await gate;
  };
  return { come, release: () => release() };
};

describe('two people at night', () => {
  test('who switch off the same rule at once both stand in its history, and the later word holds', () =>
    withService(async (shell, service) => {
      const { come, release } = hold(service, 'record');
      const first = off(shell, 'Floods', id, '4h');
      await come;
      expect(await off(shell, 'Known scanner')).toMatchObject({ code: 0 });
      release();
      expect(await first).toMatchObject({ code: 0, out: expect.stringContaining('until 2026-11-22T16:00:00Z') });
      expect(await runs(shell)).toBe(false);
      const { out } = await shell.picket('history', id, '-w', 'prod');
      expect(out).toContain('Floods');
      expect(out).toContain('Known scanner');
      expect((await shell.picket('plan', '-w', 'prod')).out).toContain('off until 2026-11-22T16:00:00Z');
    }));

  test('who switch off two rules at once get both', () =>
    withService(async (shell, service) => {
      const { come, release } = hold(service, 'record');
      const first = off(shell, 'Floods');
      await come;
      expect(await off(shell, 'Floods too', other)).toMatchObject({ code: 0 });
      release();
      expect(await first).toMatchObject({ code: 0 });
      expect([await runs(shell), await runs(shell, other)]).toEqual([false, false]);
      expect(await deploy(shell)).toMatchObject({ code: 0, out: expect.stringContaining('0 to update') });
    }));

  test('one of whom switches it on amid the other’s switching off: the later word counts, and the other is told', () =>
    withService(async (shell, service) => {
      const { come, release } = hold(service, 'rule');
      const first = off(shell, 'Floods');
      await come;
      expect(await on(shell)).toMatchObject({ code: 0, out: 'Rule 07 was on already in prod.\n' });
      release();
      expect(await first).toMatchObject({
        code: 5,
        err: expect.stringContaining('Rule 07 in prod: ana switched it on again at the same time, and that counts.'),
      });
      expect(await afterwards(shell)).toBe(true);
    }));

  test('one of whom switches it off amid the other’s switching on: the later word counts, and the other is told', () =>
    withService(async (shell, service) => {
      await off(shell, 'Floods');
      const { come, release } = hold(service, 'rule');
      const first = on(shell);
      await come;
      expect(await off(shell, 'Floods still', id, '9h')).toMatchObject({ code: 0 });
      release();
      expect(await first).toMatchObject({
        code: 5,
        err: expect.stringContaining('ana switched it off again, until 2026-11-22T21:00:00Z at the same time'),
      });
      expect(await runs(shell)).toBe(false);
      expect(await afterwards(shell)).toBe(false);
    }));
});

describe('a machine whose clock is not that of the service', () => {
  test.each([
    ['ahead', 30],
    ['behind', -30],
  ])('that of the service %s: an override ends by the clock of the machine that deploys', (_, minutes) =>
    withService(async (shell, service) => {
      expect(await off(shell, 'Floods')).toMatchObject({ code: 0 });
      shell.later(479 * minute);
      service.ahead += 479 * minute;
      expect(await afterwards(shell)).toBe(false);
      shell.later(2 * minute);
      service.ahead += 2 * minute;
      expect(await deploy(shell)).toMatchObject({ code: 0, out: expect.stringContaining('1 written') });
      expect(await afterwards(shell)).toBe(true);
    }, minutes * minute),
  );

  test('and who ends an override before the moment at which it began, by their own clock, ends it', () =>
    withService(async (shell) => {
      expect(await off(shell, 'Floods')).toMatchObject({ code: 0 });
      shell.later(-30 * minute);
      expect(await deploy(shell)).toMatchObject({ code: 0, out: expect.stringContaining('0 to update') });
      expect(await runs(shell)).toBe(false);
      expect(await on(shell)).toMatchObject({ code: 0, out: 'Rule 07 is on in prod.\n' });
      expect(await afterwards(shell)).toBe(true);
    }));
});
