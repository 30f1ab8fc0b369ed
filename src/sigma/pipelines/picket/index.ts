import type { TablePipeline } from '../../table-pipeline.ts';
import { auditLogs, azureActivity, signInLogs, userRisk } from './azure.ts';
import { awsTrail, cloudAppAlerts, gcpAudit, gitHubAudit, kubernetesAudit, officeActivity, oktaLogs } from './cloud.ts';
import { antivirus, defenderConnections, defenderFiles, defenderImages } from './defender.ts';
import { files, processes, registry } from './endpoint.ts';
import { auditd, syslog } from './linux.ts';
import { connections, dns, firewalls, web } from './network.ts';
import { sysmonEvents } from './sysmon.ts';
import { windowsEvents } from './windows-events.ts';
import { securityEvents, sysmonGuard, windowsSources } from './windows.ts';

/** Picket's own pipeline: typed comparisons, and only what the tables really hold. */
export const picket: TablePipeline = {
  name: 'picket',
  description: 'Sentinel tables and built-in ASIM parsers, with every value compared by the type of its column.',
  kind: 'tables',
  sources: [
    {
      category: 'process_creation',
      views: ['processes', 'sysmon-events'],
      where: { 'sysmon-events': sysmonGuard(1) },
    },
    {
      category: 'file_event',
      views: ['files', 'defender-files', 'sysmon-events'],
      where: {
        files: ['EventType in ("FileCreated", "FileModified")'],
        'defender-files': ['ActionType in ("FileCreated", "FileModified")'],
        'sysmon-events': sysmonGuard(11),
      },
    },
    { category: 'file_delete', views: ['files'], where: { files: ['EventType == "FileDeleted"'] } },
    { category: 'file_access', views: ['files'], where: { files: ['EventType == "FileAccessed"'] } },
    { category: 'file_rename', views: ['files'], where: { files: ['EventType == "FileRenamed"'] } },
    {
      category: 'registry_set',
      views: ['registry', 'sysmon-events'],
      where: { registry: ['EventType == "RegistryValueSet"'], 'sysmon-events': sysmonGuard(13) },
    },
    { category: 'registry_add', views: ['registry'], where: { registry: ['EventType == "RegistryKeyCreated"'] } },
    {
      category: 'registry_delete',
      views: ['registry'],
      where: { registry: ['EventType in ("RegistryKeyDeleted", "RegistryValueDeleted")'] },
    },
    {
      category: 'registry_event',
      views: ['registry', 'sysmon-events'],
      where: { 'sysmon-events': sysmonGuard(12, 13, 14) },
    },
    {
      category: 'network_connection',
      views: ['connections', 'defender-connections', 'sysmon-events'],
      where: { 'sysmon-events': sysmonGuard(3) },
    },
    {
      category: 'image_load',
      product: 'windows',
      views: ['defender-images', 'sysmon-events'],
      where: { 'sysmon-events': sysmonGuard(7) },
    },
    { category: 'dns_query', views: ['dns', 'sysmon-events'], where: { 'sysmon-events': sysmonGuard(22) } },
    { category: 'dns', views: ['dns'] },
    { category: ['proxy', 'webserver'], views: ['web'] },
    { category: 'firewall', views: ['firewalls'] },
    { category: 'antivirus', views: ['antivirus'] },
    ...windowsSources,
    { product: 'linux', service: 'auditd', views: ['auditd'] },
    {
      product: 'linux',
      service: ['auth', 'sshd', 'sudo'],
      views: ['syslog'],
      where: { syslog: ['Facility in ("auth", "authpriv")'] },
    },
    { product: 'linux', service: 'cron', views: ['syslog'], where: { syslog: ['Facility == "cron"'] } },
    { product: 'linux', service: ['vsftpd', 'clamav', 'guacamole', 'syslog', 'modsecurity'], views: ['syslog'] },
    { product: 'linux', views: ['syslog'] },
    { product: 'rpc_firewall', views: ['windows-events'] },
    { product: 'azure', service: ['auditlogs', 'pim'], views: ['audit-logs'] },
    { product: 'azure', service: ['signinlogs', 'azure.signinlogs'], views: ['sign-in-logs'] },
    { product: 'azure', service: ['activitylogs', 'azureactivity'], views: ['azure-activity'] },
    { product: 'azure', service: 'riskdetection', views: ['user-risk'] },
    { product: 'aws', service: 'cloudtrail', views: ['aws-trail'] },
    { product: 'm365', service: ['threat_management', 'threat_detection'], views: ['cloud-app-alerts'] },
    { product: 'm365', views: ['office-activity'] },
    { product: 'okta', views: ['okta-logs'] },
    { product: 'gcp', service: 'gcp.audit', views: ['gcp-audit'] },
    { product: 'github', views: ['github-audit'] },
    { product: 'kubernetes', views: ['kubernetes-audit'] },
  ],
  views: {
    antivirus,
    auditd,
    'audit-logs': auditLogs,
    'aws-trail': awsTrail,
    'azure-activity': azureActivity,
    'cloud-app-alerts': cloudAppAlerts,
    connections,
    'defender-connections': defenderConnections,
    'defender-files': defenderFiles,
    'defender-images': defenderImages,
    dns,
    files,
    firewalls,
    'gcp-audit': gcpAudit,
    'github-audit': gitHubAudit,
    'kubernetes-audit': kubernetesAudit,
    'office-activity': officeActivity,
    'okta-logs': oktaLogs,
    processes,
    registry,
    'security-events': securityEvents,
    'sign-in-logs': signInLogs,
    syslog,
    'sysmon-events': sysmonEvents,
    'user-risk': userRisk,
    web,
    'windows-events': windowsEvents,
  },
};
