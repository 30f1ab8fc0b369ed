import type { FieldReader } from '../../tables/table-pipeline.ts';
import { accountIn, ipIn, view } from './shared.ts';

/** Names of operations; the texts of modified properties, which are JSON, stand among the targets. */
const message: FieldReader = {
  column: 'OperationName',
  otherwise: { holds: ['":', 'modifiedProperties'], field: 'TargetResources' },
};

export const auditLogs = view('AuditLogs', {
  fields: {
    ActivityType: 'OperationName',
    'Initiatied.By': 'InitiatedBy',
    Initiatedby: 'InitiatedBy',
    Status: { column: 'Result', values: { Sucess: 'success', Successful: 'success', Failed: 'failure' } },
    Target: 'TargetResources',
    'TargetResources.ModifiedProperties': 'TargetResources',
    'TargetResources.ModifiedProperties.DisplayName': 'TargetResources',
    'TargetResources.ModifiedProperties.NewValue': 'TargetResources',
    message,
    'properties.message': message,
    riskEventType: {
      name: 'AlertText',
      expression: 'strcat(OperationName, " ", tostring(TargetResources), " ", tostring(AdditionalDetails))',
      within: 'json',
    },
  },
  unmapped: 'columns',
  strip: ['properties.'],
  keywords: ['OperationName', 'TargetResources', 'AdditionalDetails'],
  connectors: [{ connectorId: 'AzureActiveDirectory', dataTypes: ['AuditLogs'] }],
  entities: [
    {
      entityType: 'Account',
      identifiers: [
        {
          identifier: 'Name',
          name: 'InitiatorName',
          expression: 'tostring(split(tostring(InitiatedBy.user.userPrincipalName), "@")[0])',
        },
        {
          identifier: 'UPNSuffix',
          name: 'InitiatorSuffix',
          expression: 'tostring(split(tostring(InitiatedBy.user.userPrincipalName), "@")[1])',
        },
        { identifier: 'AadUserId', name: 'InitiatorId', expression: 'tostring(InitiatedBy.user.id)' },
      ],
      why: 'the account that made the change',
    },
    {
      entityType: 'IP',
      identifiers: [
        { identifier: 'Address', name: 'InitiatorAddress', expression: 'tostring(InitiatedBy.user.ipAddress)' },
      ],
      why: 'the address the change was made from',
    },
  ],
  notes: 'Microsoft Entra ID audit logs.',
});

export const signInLogs = view('SigninLogs', {
  fields: {
    ClientApp: 'ClientAppUsed',
    'DeviceDetail.deviceId': { name: 'DeviceId', expression: 'tostring(DeviceDetail.deviceId)' },
    'DeviceDetail.trusttype': { name: 'DeviceTrustType', expression: 'tostring(DeviceDetail.trustType)' },
    'DeviceDetail.isCompliant': { name: 'DeviceIsCompliant', expression: 'tostring(DeviceDetail.isCompliant)' },
    Status: { name: 'SignInStatus', expression: 'iff(ResultType == "0", "Success", "Failure")' },
    Username: 'UserPrincipalName',
    'properties.message': 'ResultDescription',
  },
  unmapped: 'columns',
  strip: ['properties.'],
  keywords: ['ResultDescription', 'AppDisplayName', 'UserPrincipalName'],
  connectors: [{ connectorId: 'AzureActiveDirectory', dataTypes: ['SigninLogs'] }],
  entities: [
    {
      entityType: 'Account',
      identifiers: [
        { identifier: 'Name', name: 'UserName', expression: 'tostring(split(UserPrincipalName, "@")[0])' },
        { identifier: 'UPNSuffix', name: 'UserSuffix', expression: 'tostring(split(UserPrincipalName, "@")[1])' },
        { identifier: 'AadUserId', column: 'UserId' },
      ],
      why: 'the account that signed in',
    },
    ipIn('IPAddress', 'the address it signed in from'),
    {
      entityType: 'CloudApplication',
      identifiers: [
        { identifier: 'Name', column: 'AppDisplayName' },
        { identifier: 'AppId', column: 'AppId' },
      ],
      whenRead: ['AppDisplayName', 'AppId', 'ResourceDisplayName'],
      why: 'the application that the query reads',
    },
  ],
  notes: 'Microsoft Entra ID interactive sign-ins.',
});

export const azureActivity = view('AzureActivity', {
  fields: {
    eventName: 'OperationNameValue',
    eventSource: 'ResourceProviderValue',
    message: 'OperationNameValue',
    operationName: 'OperationNameValue',
    'properties.message': 'OperationNameValue',
    resourceId: { name: 'ResourceIdText', expression: 'tostring(column_ifexists("_ResourceId", ""))' },
    status: 'ActivityStatusValue',
  },
  unmapped: 'columns',
  strip: ['properties.'],
  keywords: ['OperationNameValue', 'Properties'],
  connectors: [{ connectorId: 'AzureActivity', dataTypes: ['AzureActivity'] }],
  entities: [
    accountIn('Caller', 'Caller', 'the account that called'),
    ipIn('CallerIpAddress', 'the address it called from'),
    {
      entityType: 'AzureResource',
      identifiers: [{ identifier: 'ResourceId', column: '_ResourceId' }],
      why: 'the resource concerned',
    },
  ],
  notes: 'Azure activity log.',
});

export const userRisk = view('AADUserRiskEvents', {
  fields: {},
  unmapped: 'columns',
  connectors: [{ connectorId: 'AzureActiveDirectoryIdentityProtection', dataTypes: ['AADUserRiskEvents'] }],
  entities: [
    accountIn('UserPrincipalName', 'User', 'the account at risk'),
    ipIn('IpAddress', 'the address of the event'),
  ],
  notes: 'Microsoft Entra ID Protection risk events.',
});
