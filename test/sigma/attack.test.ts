import { expect, test } from '@jest/globals';
import { readAttack } from '../../src/sigma/attack.ts';

const tactics: Readonly<Record<string, string>> = {
  collection: 'Collection',
  'command-and-control': 'CommandAndControl',
  'credential-access': 'CredentialAccess',
  'defense-evasion': 'DefenseEvasion',
  'defense-impairment': 'DefenseEvasion',
  discovery: 'Discovery',
  evasion: 'DefenseEvasion',
  execution: 'Execution',
  exfiltration: 'Exfiltration',
  impact: 'Impact',
  'impair-process-control': 'ImpairProcessControl',
  'inhibit-response-function': 'InhibitResponseFunction',
  'initial-access': 'InitialAccess',
  'lateral-movement': 'LateralMovement',
  persistence: 'Persistence',
  'privilege-escalation': 'PrivilegeEscalation',
  reconnaissance: 'Reconnaissance',
  'resource-development': 'ResourceDevelopment',
  stealth: 'DefenseEvasion',
  ta0001: 'InitialAccess',
  ta0002: 'Execution',
  ta0003: 'Persistence',
  ta0004: 'PrivilegeEscalation',
  ta0005: 'DefenseEvasion',
  ta0006: 'CredentialAccess',
  ta0007: 'Discovery',
  ta0008: 'LateralMovement',
  ta0009: 'Collection',
  ta0010: 'Exfiltration',
  ta0011: 'CommandAndControl',
  ta0040: 'Impact',
  ta0042: 'ResourceDevelopment',
  ta0043: 'Reconnaissance',
};

const none = { tactics: [], techniques: [], others: [], warnings: [] };

test.each(Object.entries(tactics))('the tag attack.%s is %s, in any letters and with any joint', (name, tactic) => {
  const tags = [name, name.toUpperCase(), name.replaceAll('-', '_')].map((each) => `attack.${each}`);
  for (const tag of tags) expect(readAttack([tag])).toEqual({ ...none, tactics: [tactic] });
});

test('tags of ATT&CK are told apart from others, each once', () => {
  expect(
    readAttack([
      'Attack.T1059.001',
      'attack.t1027',
      'attack.t1059.001',
      'attack.impact',
      'attack.ta0040',
      'attack.s0002',
      'attack.g0016',
      'attack.m1001',
      'attack.t10599',
      'attack.t1059.01',
      'attack.constructor',
      'attack.ta0999',
      'CVE.2024-1708',
      'detection.threat-hunting',
      'impact',
    ]),
  ).toEqual({
    tactics: ['Impact'],
    techniques: ['T1027', 'T1059.001'],
    others: ['CVE.2024-1708', 'detection.threat-hunting', 'impact'],
    warnings: ['attack.m1001', 'attack.t10599', 'attack.t1059.01', 'attack.constructor', 'attack.ta0999'].map(
      (tag) => `The tag \`${tag}\` is no tactic or technique that Sentinel knows, and is left out.`,
    ),
  });
});
