import { describe, expect, test } from '@jest/globals';
import { automationRule } from '../../../src/content/automation-rule/index.ts';
import { conditionShape } from '../../../src/content/automation-rule/lint/condition-shape.ts';
import { defineContentType } from '../../../src/core/content-type.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import { checkSchema } from '../../../src/core/schema/schema.ts';
import { readDocument } from '../../../src/core/text/read-document.ts';

const type = defineContentType(automationRule);

const conditions: Readonly<Record<string, JsonObject>> = {
  Property: { propertyName: 'IncidentSeverity', operator: 'Equals', propertyValues: ['High'] },
  PropertyArray: {
    arrayType: 'CustomDetails',
    arrayConditionType: 'AnyItem',
    itemConditions: [],
  },
  PropertyChanged: {
    propertyName: 'IncidentSeverity',
    changeType: 'ChangedTo',
    operator: 'Equals',
    propertyValues: ['High'],
  },
  PropertyArrayChanged: { arrayType: 'Alerts', changeType: 'Added' },
};

const ruleWith = (conditionType: string, conditionProperties: JsonObject, triggersWhen = 'Updated'): JsonObject => ({
  id: 'tell',
  displayName: 'Tell',
  order: 1,
  triggeringLogic: {
    triggersOn: 'Incidents',
    triggersWhen,
    conditions: [{ conditionType, conditionProperties }],
  },
  actions: [{ actionType: 'AddIncidentTask', actionConfiguration: { title: 'Call' } }],
});

const found = (value: JsonObject): readonly string[] => {
  const { document } = readDocument('a.yaml', JSON.stringify(value));
  return checkSchema(type.schema, document).map(({ message }) => message);
};

describe('a condition of an automation rule', () => {
  // SecurityInsights 2025-09-01, AutomationRulePropertyConditionSupportedProperty.
  test.each(
    `IncidentTitle IncidentDescription IncidentSeverity IncidentStatus IncidentRelatedAnalyticRuleIds IncidentTactics
     IncidentLabel IncidentProviderName IncidentUpdatedBySource IncidentCustomDetailsKey IncidentCustomDetailsValue
     AccountAadTenantId AccountAadUserId AccountName AccountNTDomain AccountPUID AccountSid AccountObjectGuid
     AccountUPNSuffix AlertProductNames AlertAnalyticRuleIds AzureResourceResourceId AzureResourceSubscriptionId
     CloudApplicationAppId CloudApplicationAppName DNSDomainName FileDirectory FileName FileHashValue HostAzureID HostName
     HostNetBiosName HostNTDomain HostOSVersion IoTDeviceId IoTDeviceName IoTDeviceType IoTDeviceVendor IoTDeviceModel
     IoTDeviceOperatingSystem IPAddress MailboxDisplayName MailboxPrimaryAddress MailboxUPN MailMessageDeliveryAction
     MailMessageDeliveryLocation MailMessageRecipient MailMessageSenderIP MailMessageSubject MailMessageP1Sender
     MailMessageP2Sender MalwareCategory MalwareName ProcessCommandLine ProcessId RegistryKey RegistryValueData Url`.split(
      /\s+/,
    ),
  )('may ask for %s', (propertyName) => {
    expect(found(ruleWith('Property', { ...conditions['Property'], propertyName }))).toEqual([]);
  });

  test('may not ask for what the service has no name for', () => {
    expect(found(ruleWith('Property', { ...conditions['Property'], propertyName: 'IncidentMood' }))).toHaveLength(1);
  });

  test.each([
    ['Property', false],
    ['PropertyArray', false],
    ['PropertyChanged', true],
    ['PropertyArrayChanged', true],
  ])('of the type %s looks at a change, which nothing new has had: %s', (name, isChange) => {
    const changes = (triggersWhen: 'Created' | 'Updated'): number => {
      const raw = ruleWith(name, conditions[name] ?? {}, triggersWhen);
      const { document } = readDocument('a.yaml', JSON.stringify(raw));
      const values = {
        triggeringLogic: { isEnabled: true, triggersOn: 'Incidents', triggersWhen, conditions: [] },
      } as const;
      const said = conditionShape.check({ document, raw, draft: { values, invalid: [] } }, { apiVersion: '', now: 0 });
      return [...said].filter(({ message }) => message.includes('looks at a change')).length;
    };
    expect([changes('Created'), changes('Updated')]).toEqual([isChange ? 1 : 0, 0]);
  });
});
