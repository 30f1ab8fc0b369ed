import { describe, expect, test } from '@jest/globals';
import { toDialect } from '../../../../src/content/analytics-rule/forms/dialects.ts';
import { readDocument } from '../../../../src/core/text/read-document.ts';

const convert = (text: string, to: Parameters<typeof toDialect>[1]) =>
  toDialect(readDocument('x.yaml', text).document, to);

const pascal = `# ours
AlertRuleTemplateName: 
Id: d7278191-3928-4aea-805d-e3a88e1abeb3
DisplayName: Quickstart # a name
QueryFrequency: PT5H
TriggerOperator: GreaterThan
Tactics: []
EventGroupSettings:
  aggregationKind: SingleAlert
IncidentConfiguration:
  createIncident: true
  groupingConfiguration:
    lookbackDuration: P1D
    entitiesMatchingMethod: None
`;

const camel = `# ours
alertRuleTemplateName: 
id: d7278191-3928-4aea-805d-e3a88e1abeb3
name: Quickstart # a name
queryFrequency: 5h
triggerOperator: gt
tactics: []
eventGroupingSettings:
  aggregationKind: SingleAlert
incidentConfiguration:
  createIncident: true
  groupingConfiguration:
    lookbackDuration: 1d
    matchingMethod: AnyAlert
`;

describe('bringing a rule file into another dialect', () => {
  test('renames keys and values of PascalCase in place, comments included', () => {
    expect(convert(pascal, 'azure-sentinel')).toEqual({ text: camel, problems: [] });
  });

  test('gives the same file back when it is brought back', () => {
    expect(convert(camel, 'pascal-case')).toEqual({ text: pascal, problems: [] });
  });

  test('writes techniques, durations and operators as the service does', () => {
    const text = 'queryFrequency: 1h10m\ntriggerOperator: ne\nrelevantTechniques: [T1078]\n';
    const service = 'queryFrequency: PT1H10M\ntriggerOperator: NotEqual\ntechniques: [T1078]\n';
    expect(convert(text, 'service').text).toBe(service);
    expect(convert(service, 'azure-sentinel').text).toBe(text);
  });

  test('brings two lists of techniques together', () => {
    expect(convert('techniques: [T1078]\nrelevantTechniques: [T1110, T1078]\n', 'azure-sentinel').text).toBe(
      'relevantTechniques: [T1110, T1078]\n',
    );
  });

  test('leaves a file alone that has the form already', () => {
    const text = 'queryFrequency: 60m\ntriggerOperator: eq\n';
    expect(convert(text, 'azure-sentinel').text).toBe(text);
  });

  test('removes a key that no rule file has where it says nothing, and names it where it does', () => {
    expect(convert('Id: x\nPlaybook: \n', 'azure-sentinel')).toEqual({ text: 'id: x\n', problems: [] });
    const { text, problems } = convert('Id: x\nPlaybook: p\n', 'azure-sentinel');
    expect(text).toBe('Id: x\nPlaybook: p\n');
    expect(problems).toEqual(['`Playbook` has no place in a rule file.']);
  });

  test.each([
    ['DisplayName: a\nname: b\n', '`DisplayName` means `name`'],
    ['queryFrequency: 5\n', '`queryFrequency: 5` is no duration'],
    ['triggerOperator: more\n', '`triggerOperator: more` is none of'],
    [
      'incidentConfiguration:\n  groupingConfiguration:\n    entitiesMatchingMethod: Some\n',
      'is none of All, None, Custom',
    ],
  ])('refuses %j', (text, message) => {
    expect(convert(text, 'azure-sentinel').problems.join('\n')).toContain(message);
  });
});
