import { describe, expect, test } from '@jest/globals';
import { array, assert, constantFrom, dictionary, property, tuple } from 'fast-check';
import { isExcluded, proposalsOf, type AlertVerdict, type JudgedAlert } from '../../../src/core/service/tuning.ts';

const alert = (
  verdict: AlertVerdict,
  values: Readonly<Record<string, readonly string[]>>,
  incident = 1,
): JudgedAlert => ({
  verdict,
  incidents: [incident],
  values: new Map(Object.entries(values)),
});

const named = (): boolean => true;

const scanner = { 'IP.Address': ['10.0.0.1'], 'Host.HostName': ['scan'] };

describe('proposals from closed incidents', () => {
  test('are as narrow as their alerts allow, and count every alert that would be gone', () => {
    const alerts = [
      alert('benign', scanner, 7),
      alert('benign', scanner, 9),
      alert('open', scanner, 8),
      alert('true', { 'IP.Address': ['10.0.0.1'], 'Host.HostName': ['dc'] }),
    ];
    expect(proposalsOf(alerts, named)).toEqual([
      { where: { 'IP.Address': '10.0.0.1', 'Host.HostName': 'scan' }, removed: 3, harmed: 0, incidents: [7, 8, 9] },
    ]);
  });

  test('do not count alerts that would keep a row, and do count a row of an alert that was right', () => {
    const alerts = [
      alert('benign', { 'IP.Address': ['10.0.0.1'] }),
      alert('benign', { 'IP.Address': ['10.0.0.1'] }),
      alert('benign', { 'IP.Address': ['10.0.0.1', '10.0.0.2'] }),
      alert('true', { 'IP.Address': ['10.0.0.1', '10.0.0.3'] }),
    ];
    expect(proposalsOf(alerts, named)).toMatchObject([{ removed: 2, harmed: 1 }]);
  });

  test('are narrowed by a second value where one alone would touch an alert that was right', () => {
    const pair = (host: string, verdict: AlertVerdict) =>
      alert(verdict, { 'IP.Address': ['10.0.0.1'], 'Host.HostName': [host] });
    const alerts = [
      pair('a', 'benign'),
      pair('a', 'benign'),
      pair('b', 'benign'),
      pair('b', 'benign'),
      pair('c', 'true'),
    ];
    expect(proposalsOf(alerts, named)).toMatchObject([
      { where: { 'IP.Address': '10.0.0.1', 'Host.HostName': 'a' }, removed: 2, harmed: 0 },
      { where: { 'IP.Address': '10.0.0.1', 'Host.HostName': 'b' }, removed: 2, harmed: 0 },
    ]);
  });

  test('need several alerts, and a name that says whom they are about', () => {
    expect(proposalsOf([alert('benign', scanner)], named)).toEqual([]);
    expect(proposalsOf([alert('benign', scanner), alert('benign', scanner)], () => false)).toEqual([]);
    expect(proposalsOf([alert('open', scanner), alert('open', scanner)], named)).toEqual([]);
  });

  test('say what is so whatever the alerts are', () => {
    const values = dictionary(
      constantFrom('a', 'b', 'c'),
      array(constantFrom('1', '2', '3', 'x', 'X'), { minLength: 1, maxLength: 3 }),
    );
    const anyAlert = tuple(constantFrom<AlertVerdict>('benign', 'true', 'open'), values).map(([verdict, each]) =>
      alert(verdict, each),
    );
    assert(
      property(array(anyAlert, { maxLength: 12 }), (alerts) => {
        for (const { where, removed, harmed } of proposalsOf(alerts, named)) {
          const wanted = Object.fromEntries(Object.entries(where).map(([key, value]) => [key, [value]]));
          const gone = alerts.filter((each) => isExcluded(each, wanted, (key) => key));
          expect(gone).toHaveLength(removed);
          expect(gone.filter(({ verdict }) => verdict === 'true').length).toBeLessThanOrEqual(harmed);
        }
      }),
    );
  });
});
