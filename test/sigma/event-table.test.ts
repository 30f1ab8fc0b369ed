import { describe, expect, test } from '@jest/globals';
import { readShippedFacts } from '../../src/files/assets.ts';
import { loadKql, shippedSchema } from '../../src/kql/index.ts';
import type { WindowsEventTables } from '../../src/core/config/config.ts';
import { withWindowsEvents } from '../../src/sigma/index.ts';
import { picket } from '../../src/sigma/pipelines/picket/index.ts';
import { outcome, sigmaRule } from './rules.ts';

const kql = await loadKql();
const schema = shippedSchema(await readShippedFacts());

const query = (choice: WindowsEventTables, detection: string, logsource: string): string => {
  const result = outcome(sigmaRule(detection, logsource), withWindowsEvents(picket, choice));
  return typeof result === 'string' ? result : (result[0] ?? '');
};
const errors = (text: string) =>
  kql
    .analyze(text, schema, { analyzers: 'off' })
    .diagnostics.filter(({ severity }) => severity === 'error')
    .map(({ message }) => message);

const pipe = ['sel:\n  PipeName: evil\ncondition: sel', 'category: pipe_created, product: windows'] as const;

describe('the channels of Windows', () => {
  test('are in WindowsEvent unless something else is chosen', () => {
    expect(withWindowsEvents(picket, 'WindowsEvent')).toBe(picket);
    expect(query('WindowsEvent', ...pipe)).toMatch(/^WindowsEvent\n/);
  });

  test('are read out of the XML of Event', () => {
    expect(query('Event', ...pipe).split('\n')).toEqual([
      'Event',
      '| where EventLog == "Microsoft-Windows-Sysmon/Operational"',
      '| where EventID in (17, 18)',
      '| extend PipeName = extract("<Data Name=\\"PipeName\\">([^<]*)<", 1, EventData)',
      '| where PipeName =~ "evil"',
    ]);
  });

  test('are read in both tables', () => {
    const text = query('both', ...pipe);
    expect(text).toMatch(/^union \(WindowsEvent /);
    expect(text).toContain('| where Channel == "Microsoft-Windows-Sysmon/Operational"');
    expect(text).toContain('coalesce(tostring(EventBag.PipeName), extract(');
  });

  test.each(['Event', 'both'] as const)('make queries that compile over %s', (choice) => {
    const sources = [
      pipe,
      ['kw: [one, two]\ncondition: kw', 'product: windows, service: powershell'],
      ['sel: {ProcessName: a.exe, EventID: 1116}\ncondition: sel', 'product: windows, service: windefend'],
      ['sel: {Provider_Name: x, Level: 2, Channel: Y}\ncondition: sel', 'product: windows, service: system'],
      ["sel: {ScriptBlockText|contains: 'iex'}\ncondition: sel", 'category: ps_script, product: windows'],
    ] as const;
    for (const [detection, logsource] of sources) {
      const text = query(choice, detection, logsource);
      expect(text).toMatch(choice === 'both' ? /^union / : /^Event\n/);
      expect(errors(text)).toEqual([]);
    }
  });
});
