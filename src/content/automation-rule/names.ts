/** Names that the service takes in automation rules, from the published schemas of the api-versions up to 2025-09-01. */

export const triggers = ['Incidents', 'Alerts'] as const;
export const moments = ['Created', 'Updated'] as const;
export const actionTypes = ['RunPlaybook', 'ModifyProperties', 'AddIncidentTask'] as const;
export const conditionTypes = [
  'Property',
  'PropertyArray',
  'PropertyChanged',
  'PropertyArrayChanged',
  'Boolean',
] as const;

export const operators = [
  'Equals',
  'NotEquals',
  'Contains',
  'NotContains',
  'StartsWith',
  'NotStartsWith',
  'EndsWith',
  'NotEndsWith',
] as const;
export const combinations = ['And', 'Or'] as const;

/** Properties whose values are ids of analytics rules. */
export const ruleProperties = ['IncidentRelatedAnalyticRuleIds', 'AlertAnalyticRuleIds'] as const;

export const properties = [
  'IncidentTitle',
  'IncidentDescription',
  'IncidentSeverity',
  'IncidentStatus',
  'IncidentTactics',
  'IncidentLabel',
  'IncidentProviderName',
  'IncidentUpdatedBySource',
  'IncidentCustomDetailsKey',
  'IncidentCustomDetailsValue',
  ...ruleProperties,
  'AlertProductNames',
  'AccountAadTenantId',
  'AccountAadUserId',
  'AccountName',
  'AccountNTDomain',
  'AccountObjectGuid',
  'AccountPUID',
  'AccountSid',
  'AccountUPNSuffix',
  'AzureResourceResourceId',
  'AzureResourceSubscriptionId',
  'CloudApplicationAppId',
  'CloudApplicationAppName',
  'DNSDomainName',
  'FileDirectory',
  'FileHashValue',
  'FileName',
  'HostAzureID',
  'HostName',
  'HostNetBiosName',
  'HostNTDomain',
  'HostOSVersion',
  'IoTDeviceId',
  'IoTDeviceModel',
  'IoTDeviceName',
  'IoTDeviceOperatingSystem',
  'IoTDeviceType',
  'IoTDeviceVendor',
  'IPAddress',
  'MailboxDisplayName',
  'MailboxPrimaryAddress',
  'MailboxUPN',
  'MailMessageDeliveryAction',
  'MailMessageDeliveryLocation',
  'MailMessageP1Sender',
  'MailMessageP2Sender',
  'MailMessageRecipient',
  'MailMessageSenderIP',
  'MailMessageSubject',
  'MalwareCategory',
  'MalwareName',
  'ProcessCommandLine',
  'ProcessId',
  'RegistryKey',
  'RegistryValueData',
  'Url',
] as const;

export const changedProperties = ['IncidentSeverity', 'IncidentStatus', 'IncidentOwner'] as const;
export const changes = ['ChangedFrom', 'ChangedTo'] as const;
export const growingLists = ['Alerts', 'Labels', 'Tactics', 'Comments'] as const;
/** `IncidentLabels` is known to previews only. */
export const searchedLists = ['CustomDetails', 'CustomDetailValues', 'IncidentLabels'] as const;

export const severities = ['High', 'Medium', 'Low', 'Informational'] as const;
export const statuses = ['New', 'Active', 'Closed'] as const;
export const classifications = ['Undetermined', 'TruePositive', 'BenignPositive', 'FalsePositive'] as const;
export const reasons = [
  'SuspiciousActivity',
  'SuspiciousButExpected',
  'IncorrectAlertLogic',
  'InaccurateData',
] as const;
