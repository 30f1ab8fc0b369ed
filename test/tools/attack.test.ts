import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { attackVersion, techniques } from '../../src/content/analytics-rule/facts/attack.ts';
import {
  mergeTechniques,
  renewAttackText,
  rowsOf,
  shortIds,
  techniquesIn,
  versionIn,
} from '../../tools/facts/attack-stix.ts';

const pattern = (id: string, phases: readonly string[], more: object = {}) => ({
  type: 'attack-pattern',
  name: `Name of ${id}`,
  external_references: [
    { source_name: 'capec', external_id: 'CAPEC-1' },
    { source_name: 'mitre-attack', external_id: id },
  ],
  kill_chain_phases: phases.map((phase_name) => ({ kill_chain_name: 'mitre-attack', phase_name })),
  ...more,
});
const bundle = {
  type: 'bundle',
  objects: [
    { type: 'x-mitre-collection', x_mitre_version: '20.1' },
    pattern('T9001', ['stealth', 'defense-impairment', 'command-and-control']),
    pattern('T9001.001', ['execution']),
    pattern('T9002', ['execution'], { revoked: true }),
    { type: 'malware', name: 'none' },
  ],
};

describe("MITRE's STIX bundles", () => {
  test('give techniques with their tactics as Sentinel spells them', () => {
    expect(versionIn(bundle)).toBe('20.1');
    expect(techniquesIn(bundle)).toEqual([
      { id: 'T9001', name: 'Name of T9001', tactics: ['CommandAndControl', 'DefenseEvasion'], retired: false },
      { id: 'T9001.001', name: 'Name of T9001.001', tactics: ['Execution'], retired: false },
      { id: 'T9002', name: 'Name of T9002', tactics: ['Execution'], retired: true },
    ]);
    expect(techniquesIn([])).toEqual([]);
    expect(versionIn({ objects: [] })).toBeUndefined();
  });

  test('of several matrices are one list, in which what is in use counts', () => {
    const [used] = techniquesIn(bundle);
    if (used === undefined) throw new Error('no technique');
    const retired = { ...used, retired: true };
    expect(mergeTechniques([[retired], [used]])).toEqual([used]);
    expect(mergeTechniques([[used], [retired]])).toEqual([used]);
  });
});

describe('the shipped table of techniques', () => {
  const shipped = [...techniques()].map(([id, technique]) => ({ id, name: id, ...technique }));

  test('is printed as it stands, so that a renewal shows what changed and nothing else', () => {
    const text = readFileSync('src/content/analytics-rule/facts/attack.ts', 'utf8');
    const flat = (code: string): string => code.replaceAll(/\s+/g, '').replaceAll(',]', ']');
    expect(flat(renewAttackText(text, mergeTechniques([shipped]), attackVersion))).toBe(flat(text));
  });

  test('takes other techniques and their version', () => {
    const text = readFileSync('src/content/analytics-rule/facts/attack.ts', 'utf8');
    const renewed = renewAttackText(text, techniquesIn(bundle), '20.1');
    expect(renewed).toContain("['CommandAndControl DefenseEvasion', '9001'],");
    expect(renewed).toContain("attackVersion = '20.1'");
    expect(renewed).not.toContain('0801 0802');
  });

  test('has ids in short', () => {
    expect(shortIds(['T1001', 'T1001.001', 'T1001.002', 'T1001.004', 'T1574.002', 'T1600'])).toBe(
      '1001:1-2,4 1574!:2 1600',
    );
    expect(rowsOf([])).toEqual([]);
  });
});
