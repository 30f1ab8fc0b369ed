import { ownMember } from '../core/json.ts';

/** Tactics as Sigma tags spell them, in Sentinel's spelling. Source: MITRE ATT&CK; Sentinel's list of tactics. */
const tactics: Readonly<Record<string, string>> = {
  collection: 'Collection',
  'command-and-control': 'CommandAndControl',
  'credential-access': 'CredentialAccess',
  'defense-evasion': 'DefenseEvasion',
  // ATT&CK v19 splits Defense Evasion in two; Sentinel knows neither part.
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
};

/** Tactics by number. */
const numbers: Readonly<Record<string, string>> = {
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

export type Attack = {
  readonly tactics: readonly string[];
  readonly techniques: readonly string[];
  /** Tags outside ATT&CK: `cve.2024-1708`, `detection.threat-hunting`. */
  readonly others: readonly string[];
  readonly warnings: readonly string[];
};

/** Tactics and techniques of a rule's tags; software and groups (`attack.s0002`, `attack.g0016`) are left out. */
export const readAttack = (tags: readonly string[]): Attack => {
  const found = { tactics: new Set<string>(), techniques: new Set<string>() };
  const others: string[] = [];
  const warnings: string[] = [];
  for (const tag of tags) {
    const lower = tag.toLowerCase();
    if (!lower.startsWith('attack.')) {
      others.push(tag);
      continue;
    }
    const name = lower.slice('attack.'.length).replaceAll('_', '-');
    const tactic = ownMember(tactics, name) ?? ownMember(numbers, name);
    if (tactic !== undefined) found.tactics.add(tactic);
    else if (/^t\d{4}(?:\.\d{3})?$/.test(name)) found.techniques.add(name.toUpperCase());
    else if (!/^[sg]\d{4}$/.test(name))
      warnings.push(`The tag \`${tag}\` is no tactic or technique that Sentinel knows, and is left out.`);
  }
  return { tactics: [...found.tactics], techniques: [...found.techniques].toSorted(), others, warnings };
};
