export const kinds = [
  'Scheduled',
  'NRT',
  'MicrosoftSecurityIncidentCreation',
  'Fusion',
  'MLBehaviorAnalytics',
  'ThreatIntelligence',
] as const;
export type Kind = (typeof kinds)[number];

/** Kinds with a query of their own. */
export const queryKinds = ['Scheduled', 'NRT'] as const;
/** Kinds that are their template, but for being on or off and (Fusion) the choice of sources. */
export const builtInKinds = ['Fusion', 'MLBehaviorAnalytics', 'ThreatIntelligence'] as const;

export const severities = ['Informational', 'Low', 'Medium', 'High'] as const;

export const triggerOperators = ['GreaterThan', 'LessThan', 'Equal', 'NotEqual'] as const;
export type TriggerOperator = (typeof triggerOperators)[number];

/** The tactics that the service knows. Source: the REST specification of alert rules, enum AttackTactic, 2025-10-01-preview. */
export const tactics = [
  'Reconnaissance',
  'ResourceDevelopment',
  'InitialAccess',
  'Execution',
  'Persistence',
  'PrivilegeEscalation',
  'DefenseEvasion',
  'CredentialAccess',
  'Discovery',
  'LateralMovement',
  'Collection',
  'Exfiltration',
  'CommandAndControl',
  'Impact',
  'PreAttack',
  'ImpairProcessControl',
  'InhibitResponseFunction',
] as const;
