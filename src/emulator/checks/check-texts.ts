import { firstIn, firstOf, inEnum, isAbsent, tooLong, unknownEnum, type Check } from './checks.ts';
import { invalidColumn } from './check-entities.ts';
import { invalidModel } from '../reply.ts';
import { wordList } from '../word-list.ts';
import { listOf, objectOf, textOrEmpty } from '../../core/json.ts';

const severities = ['High', 'Medium', 'Low', 'Informational'];
const operators = ['GreaterThan', 'LessThan', 'Equal', 'NotEqual'];
const tactics = wordList(
  'Reconnaissance ResourceDevelopment InitialAccess Execution Persistence PrivilegeEscalation ' +
    'DefenseEvasion CredentialAccess Discovery LateralMovement Collection Exfiltration ' +
    'CommandAndControl Impact PreAttack ImpairProcessControl InhibitResponseFunction',
);
const alertProperties = wordList(
  'AlertLink ConfidenceLevel ConfidenceScore ExtendedLinks ProductName ProviderName ' +
    'ProductComponentName RemediationSteps Techniques SubTechniques',
);
/** The published enum, and what the service's own gallery has besides. */
const products = [
  'Microsoft Cloud App Security',
  'Azure Security Center',
  'Azure Advanced Threat Protection',
  'Azure Active Directory Identity Protection',
  'Azure Security Center for IoT',
  'Office 365 Advanced Threat Protection',
  'Microsoft Defender Advanced Threat Protection',
  'Microsoft 365 Insider Risk Management',
];

const enumOf =
  (name: string, type: string, allowed: readonly string[]): Check =>
  ({ properties, settings }) => {
    const value = properties[name];
    return isAbsent(value) || inEnum(value, allowed, settings) ? undefined : unknownEnum(value, type, name);
  };

const enumList =
  (name: string, type: string, allowed: readonly string[]): Check =>
  ({ properties, settings }) =>
    firstIn(listOf(properties[name]), (value) =>
      inEnum(value, allowed, settings) ? undefined : unknownEnum(value, type, name),
    );

const names: Check = ({ properties }) => {
  const name = properties['displayName'];
  if (typeof name === 'string' && name.trim() === '') return invalidModel('The DisplayName field is required.');
  if (textOrEmpty(name).length > 256) return tooLong('DisplayName', 256);
  if (textOrEmpty(properties['description']).length > 5000) return tooLong('Description', 5000);
  return undefined;
};

const techniques: Check = ({ properties, settings }) => {
  const given = listOf(properties['techniques']).map(textOrEmpty);
  const wrong = given.find((technique) => !/^T\d{4}$/.test(technique));
  if (wrong !== undefined)
    return invalidModel(
      `The technique '${wrong}' is invalid. The expected format is 'T####', where '#' represents a digit.`,
    );
  const own = listOf(properties['tactics']).map(textOrEmpty);
  return firstIn(given, (technique) => {
    const allowed = settings.techniqueTactics[technique];
    return allowed === undefined || allowed.some((tactic) => own.includes(tactic))
      ? undefined
      : invalidModel(`No valid tactic corresponding to the technique ${technique} was provided in the tactics field.`);
  });
};

const subTechniques: Check = ({ properties }) => {
  const parents = listOf(properties['techniques']).map(textOrEmpty);
  return firstIn(listOf(properties['subTechniques']).map(textOrEmpty), (technique) => {
    if (!/^T\d{4}\.\d{3}$/.test(technique))
      return invalidModel(
        `The sub-technique '${technique}' is invalid. The expected format is 'T####.###', where '#' represents a digit.`,
      );
    return parents.includes(technique.slice(0, 5))
      ? undefined
      : invalidModel(`The technique of the sub-technique '${technique}' is missing from the techniques field.`);
  });
};

const template: Check = ({ properties }) => {
  const version = properties['templateVersion'];
  if (isAbsent(version)) return undefined;
  const start = 'Invalid Properties for alert rule:';
  if (textOrEmpty(properties['alertRuleTemplateName']) === '')
    return invalidModel(`${start} 'templateVersion' can only be used if 'alertRuleTemplateName' is not empty.`);
  return /^\d+\.\d+\.\d+$/.test(textOrEmpty(version)) && textOrEmpty(version).length <= 20
    ? undefined
    : invalidModel(`${start} 'templateVersion' should be in format X.Y.Z (all numbers).`);
};

const format = (member: string, limit: number, value: string | undefined) => {
  if (value === undefined) return undefined;
  if (value.length < 1 || value.length > limit)
    return invalidModel(
      `Invalid length of '${value.length}' for '${member}'. '${member}' length should be between '1' and '${limit}'`,
    );
  const parameters = [...value.matchAll(/\{\{([^{}]*)\}\}/g)].length;
  return parameters > 3
    ? invalidModel(`You have defined ${parameters} parameters in '${member}'. The maximum allowed is 3.`)
    : undefined;
};

const override: Check = ({ properties, settings }) => {
  const value = objectOf(properties['alertDetailsOverride']);
  const text = (name: string): string | undefined => (isAbsent(value[name]) ? undefined : textOrEmpty(value[name]));
  const column = (name: string) => {
    const given = text(name);
    return given === undefined ? undefined : invalidColumn(given);
  };
  return (
    format('AlertDisplayNameFormat', 256, text('alertDisplayNameFormat')) ??
    format('AlertDescriptionFormat', 5000, text('alertDescriptionFormat')) ??
    column('alertTacticsColumnName') ??
    column('alertSeverityColumnName') ??
    firstIn(listOf(value['alertDynamicProperties']).map(objectOf), (item) => {
      const property = item['alertProperty'] ?? null;
      return inEnum(property, alertProperties, settings)
        ? invalidColumn(textOrEmpty(item['value']))
        : unknownEnum(property, 'AlertProperty', 'alertDetailsOverride.alertDynamicProperties');
    })
  );
};

const aggregation: Check = ({ properties, settings }) => {
  const value = objectOf(properties['eventGroupingSettings'])['aggregationKind'];
  return isAbsent(value) || inEnum(value, ['SingleAlert', 'AlertPerResult'], settings)
    ? undefined
    : invalidModel(`Invalid aggregation kind '${textOrEmpty(value)}' for property 'AggregationKind'.`);
};

/** What a rule is called and says. */
export const checkTexts: Check = firstOf(
  names,
  enumOf('severity', 'AlertSeverity', severities),
  enumOf('triggerOperator', 'AlertTriggerOperator', operators),
  enumOf('productFilter', 'MicrosoftSecurityProductName', products),
  enumList('severitiesFilter', 'AlertSeverity', severities),
  enumList('tactics', 'AttackTactic', tactics),
  techniques,
  subTechniques,
  template,
  override,
  aggregation,
);
