import type { TableView } from '../../table-pipeline.ts';
import { columnsOf } from '../columns.ts';
import { accountIn, ipIn } from './shared.ts';

const view = (source: string, rest: Omit<TableView, 'source' | 'columns'>): TableView => ({
  source,
  columns: columnsOf(source),
  ...rest,
});

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
    message: 'OperationName',
    'properties.message': 'OperationName',
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

export const awsTrail = view('AWSCloudTrail', {
  fields: {
    additionalEventData: 'AdditionalEventData',
    eventType: 'EventTypeName',
    src_ip: 'SourceIpAddress',
    sourceIPAddress: 'SourceIpAddress',
    status: {
      name: 'CallStatus',
      expression: 'iff(isempty(ErrorCode), "success", "failure")',
    },
    errorCode: { column: 'ErrorCode', values: { Success: '' } },
    'requestParameters.containerDefinitions.command': {
      name: 'ContainerDefinitions',
      expression: 'tostring(parse_json(RequestParameters).containerDefinitions)',
      within: 'json',
    },
    'userIdentity.accessKeyId': 'UserIdentityAccessKeyId',
    'userIdentity.accountId': 'UserIdentityAccountId',
    'userIdentity.arn': 'UserIdentityArn',
    'userIdentity.invokedBy': 'UserIdentityInvokedBy',
    'userIdentity.principalId': 'UserIdentityPrincipalid',
    'userIdentity.sessionContext.attributes.mfaAuthenticated': 'SessionMfaAuthenticated',
    'userIdentity.sessionContext.sessionIssuer.type': 'SessionIssuerType',
    'userIdentity.type': 'UserIdentityType',
    'userIdentity.userName': 'UserIdentityUserName',
  },
  unmapped: 'columns',
  rest: [
    { prefix: 'requestParameters.', column: 'RequestParameters', form: 'json' },
    { prefix: 'responseElements.', column: 'ResponseElements', form: 'json' },
    { prefix: 'additionalEventData.', column: 'AdditionalEventData', form: 'json' },
  ],
  keywords: ['EventName', 'RequestParameters', 'ResponseElements', 'ErrorMessage'],
  connectors: [
    { connectorId: 'AWS', dataTypes: ['AWSCloudTrail'] },
    { connectorId: 'AWSS3', dataTypes: ['AWSCloudTrail'] },
  ],
  entities: [
    {
      entityType: 'Account',
      identifiers: [
        {
          identifier: 'Name',
          name: 'CallerName',
          expression: 'coalesce(UserIdentityUserName, tostring(split(UserIdentityArn, "/")[-1]))',
        },
        {
          identifier: 'UPNSuffix',
          name: 'CallerSuffix',
          expression: 'iff(UserIdentityArn contains "@", tostring(split(UserIdentityArn, "@")[1]), "")',
        },
      ],
      why: 'the identity that called',
    },
    ipIn('SourceIpAddress', 'the address it called from'),
  ],
  notes: 'AWS CloudTrail.',
});

export const officeActivity = view('OfficeActivity', {
  fields: {
    ApplicationId: 'AppId',
    ObjectId: 'OfficeObjectId',
    eventName: 'Operation',
    eventSource: { column: 'OfficeWorkload', values: { SecurityComplianceCenter: 'SecurityComplianceCenter' } },
    status: { column: 'ResultStatus', values: { success: ['Succeeded', 'Success', 'True', 'PartiallySucceeded'] } },
  },
  unmapped: 'columns',
  keywords: ['Operation', 'Parameters', 'OfficeObjectId'],
  connectors: [{ connectorId: 'Office365', dataTypes: ['OfficeActivity'] }],
  entities: [accountIn('UserId', 'User', 'the account that acted'), ipIn('ClientIP', 'the address of the client')],
  notes: 'Microsoft 365 audit log.',
});

/** Alerts of Defender for Cloud Apps, which Sigma knows as events of the compliance center. */
export const cloudAppAlerts = view('SecurityAlert', {
  where: ['ProviderName == "MCAS"'],
  fields: {
    eventName: 'AlertName',
    eventSource: { implied: ['SecurityComplianceCenter'] },
    status: { implied: ['success'] },
  },
  unmapped: 'columns',
  connectors: [{ connectorId: 'MicrosoftCloudAppSecurity', dataTypes: ['SecurityAlert'] }],
  entities: [],
  notes: 'Alerts of Microsoft Defender for Cloud Apps.',
});

export const gcpAudit = view('GCPAuditLogs', {
  fields: {
    'authorizationInfo.granted': {
      name: 'AuthorizationText',
      expression: 'tostring(AuthorizationInfo)',
      values: { true: '*"granted":true*', false: '*"granted":false*' },
    },
    'authorizationInfo.permission': {
      name: 'AuthorizationText',
      expression: 'tostring(AuthorizationInfo)',
      within: 'json',
    },
    'gcp.audit.method_name': 'MethodName',
    logName: 'LogName',
    methodName: 'MethodName',
    'resource.type': 'GCPResourceType',
    serviceName: 'ServiceName',
  },
  unmapped: 'columns',
  strip: ['data.protoPayload.'],
  keywords: ['MethodName', 'GCPResourceName'],
  connectors: [{ connectorId: 'GCPAuditLogsDefinition', dataTypes: ['GCPAuditLogs'] }],
  entities: [
    accountIn('PrincipalEmail', 'Principal', 'the identity that called'),
    ipIn('CallerIpAddress', 'the address it called from'),
  ],
  notes: 'Google Cloud audit logs.',
});

export const oktaLogs = view('OktaV2_CL', {
  fields: {
    'debugContext.debugData': 'DebugData',
    'target.displayName': 'OriginalTarget',
    displayMessage: 'EventMessage',
    eventType: 'EventOriginalType',
    'outcome.result': 'OriginalOutcomeResult',
  },
  unmapped: 'columns',
  rest: [{ prefix: 'debugContext.debugData.', column: 'DebugData', form: 'bag' }],
  connectors: [{ connectorId: 'OktaSSOv2', dataTypes: ['OktaV2_CL'] }],
  entities: [
    accountIn('ActorUsername', 'Actor', 'the account that acted'),
    ipIn('SrcIpAddr', 'the address of the client'),
  ],
  notes: 'Okta Single Sign-On (the connector of the codeless platform).',
});

export const gitHubAudit = view('GitHubAuditLogsV2_CL', {
  fields: {},
  unmapped: 'columns',
  connectors: [{ connectorId: 'GitHubAuditDefinitionV2', dataTypes: ['GitHubAuditLogsV2_CL'] }],
  entities: [],
  notes: 'GitHub Enterprise audit log.',
});

export const kubernetesAudit = view('AKSAudit', {
  fields: {
    'objectRef.apiGroup': { name: 'ObjectApiGroup', expression: 'tostring(ObjectRef.apiGroup)' },
    'objectRef.namespace': { name: 'ObjectNamespace', expression: 'tostring(ObjectRef.namespace)' },
    'objectRef.resource': { name: 'ObjectResource', expression: 'tostring(ObjectRef.resource)' },
    'objectRef.subresource': { name: 'ObjectSubresource', expression: 'tostring(ObjectRef.subresource)' },
    requestURI: 'RequestUri',
    'responseStatus.code': { name: 'ResponseCode', expression: 'tostring(ResponseStatus.code)' },
    sourceIPs: 'SourceIps',
    userAgent: 'UserAgent',
    verb: 'Verb',
  },
  unmapped: 'columns',
  connectors: [{ connectorId: 'AzureKubernetes', dataTypes: ['AKSAudit'] }],
  entities: [],
  notes: 'Audit log of Azure Kubernetes Service, in its resource-specific table.',
});
