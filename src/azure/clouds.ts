import type { WorkspaceTarget } from '../core/resource.ts';

/** The addresses of one Azure cloud. */
export type Cloud = {
  /** Azure Resource Manager, without a slash at the end. */
  readonly endpoint: string;
  /** The token scope of Azure Resource Manager. */
  readonly scope: string;
  /** Where tokens are issued. */
  readonly authority: string;
  /** Where logs are queried, without a slash at the end. */
  readonly logs: string;
};

const cloud = (endpoint: string, authority: string, logs: string): Cloud => ({
  endpoint,
  scope: `${endpoint}/.default`,
  authority,
  logs,
});

/**
 * Source: the constants of the Azure SDK (AzureAuthorityHosts, cloud settings of the ARM clients,
 * KnownMonitorLogsQueryAudience).
 */
export const clouds: Readonly<Record<WorkspaceTarget['cloud'], Cloud>> = {
  public: cloud('https://management.azure.com', 'https://login.microsoftonline.com', 'https://api.loganalytics.io'),
  usgov: cloud(
    'https://management.usgovcloudapi.net',
    'https://login.microsoftonline.us',
    'https://api.loganalytics.us',
  ),
  china: cloud(
    'https://management.chinacloudapi.cn',
    'https://login.chinacloudapi.cn',
    'https://api.loganalytics.azure.cn',
  ),
};

/** The cloud that a host of a storage account is in, by its end; public for a domain of somebody's own. */
export const cloudOfHost = (host: string): WorkspaceTarget['cloud'] => {
  if (host.endsWith('.usgovcloudapi.net')) return 'usgov';
  return host.endsWith('.chinacloudapi.cn') ? 'china' : 'public';
};
