import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, jest, test } from '@jest/globals';

/** It compiles every query of this repository. */
jest.setTimeout(300_000);

test('`npm start` shows an edit by a colleague, found by drift and brought back with pull', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['tools/start.mjs'], {
    env: { ...process.env, CI: 'true', NO_COLOR: '1' },
    maxBuffer: 1 << 24,
  });
  const order = [
    '$ picket deploy -w local --yes',
    '$ picket emulator edit',
    'severity: High → Low',
    '$ picket drift -w local',
    'by colleague@contoso.com',
    'severity: workspace Low, git High',
    '$ picket pull -w local --only drifted',
    'pull: 1 updated, ',
    'Drift of local: no drift, 0 unmanaged, ',
  ];
  const places = order.map((text, index) =>
    stdout.indexOf(text, index === 0 ? 0 : stdout.indexOf(order[index - 1] ?? '')),
  );
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
});
