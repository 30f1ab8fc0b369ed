import { accountIn, ipIn, view } from './shared.ts';

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
    Workload: 'OfficeWorkload',
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
    {
      entityType: 'IP',
      identifiers: [{ identifier: 'Address', name: 'CallerAddress', expression: 'tostring(RequestMetadata.callerIp)' }],
      why: 'the address it called from',
    },
  ],
  notes: 'Google Cloud audit logs.',
});

export const oktaLogs = view('OktaV2_CL', {
  fields: {
    'debugContext.debugData': 'DebugData',
    'actor.alternateId': 'OriginalActorAlternateId',
    'actor.displayName': 'ActorDisplayName',
    'actor.id': 'OriginalUserId',
    'actor.type': 'OriginalUserType',
    'client.ipAddress': 'SrcIpAddr',
    'client.userAgent.rawUserAgent': 'HttpUserAgent',
    'client.zone': 'SrcZone',
    'outcome.reason': 'EventOriginalResultDetails',
    'securityContext.isProxy': 'SecurityContextIsProxy',
    'target.alternateId': 'OriginalTarget',
    'target.displayName': 'OriginalTarget',
    'target.type': 'OriginalTarget',
    severity: 'OriginalSeverity',
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

export const googleWorkspace = view('GoogleWorkspaceReports', {
  fields: {
    eventName: 'EventName',
    eventService: { implied: ['admin.googleapis.com'] },
    eventType: 'EventType',
    new_value: 'NewValue',
    old_value: 'OldValue',
    setting_name: {
      name: 'EventParameterText',
      expression: 'tostring(EventParameters)',
      within: 'json',
    },
  },
  unmapped: 'columns',
  keywords: ['EventName', 'EventParameters'],
  connectors: [{ connectorId: 'GoogleWorkspaceCCPDefinition', dataTypes: ['GoogleWorkspaceReports'] }],
  entities: [
    accountIn('ActorEmail', 'Actor', 'the account that acted'),
    ipIn('SrcIpAddr', 'the address it acted from'),
  ],
  notes: 'Google Workspace reports (the connector of the codeless platform).',
});

export const duo = view('CiscoDuo_CL', {
  fields: {
    access_device: 'access_device_ip_s',
    action: 'action_s',
    event_type: 'event_type_s',
    factor: 'factor_s',
    reason: 'reason_s',
    result: 'result_s',
    username: 'user_name_s',
  },
  unmapped: 'columns',
  connectors: [{ connectorId: 'CiscoDuoSecurity', dataTypes: ['CiscoDuo'] }],
  entities: [
    accountIn('user_name_s', 'User', 'the account that signed in'),
    ipIn('access_device_ip_s', 'the address it signed in from'),
  ],
  notes: 'Cisco Duo.',
});

export const oneLogin = view('OneLogin_CL', {
  fields: {
    event_type_id: 'event_type_id_d',
    ipaddr: 'ipaddr_s',
    user_name: 'user_name_s',
    actor_user_name: 'actor_user_name_s',
  },
  unmapped: 'columns',
  connectors: [{ connectorId: 'OneLogin', dataTypes: ['OneLogin_CL'] }],
  entities: [accountIn('user_name_s', 'User', 'the account concerned'), ipIn('ipaddr_s', 'the address of the client')],
  notes: 'OneLogin.',
});
