import type { WorkspaceTarget } from '../core/resource.ts';

/** The addresses of one Azure cloud. */
export type Cloud = {
  /** Azure Resource Manager, without a slash at the end. */
  readonly endpoint: string;
  /** The token scope of Azure Resource Manager. */
  readonly scope: string;
  /** Where tokens are issued. */
  readonly authority: string;
};

const cloud = (endpoint: string, authority: string): Cloud => ({ endpoint, scope: `${endpoint}/.default`, authority });

/** Source: the constants of the Azure SDK (AzureAuthorityHosts, cloud settings of the ARM clients). */
export const clouds: Readonly<Record<WorkspaceTarget['cloud'], Cloud>> = {
  public: cloud('https://management.azure.com', 'https://login.microsoftonline.com'),
  usgov: cloud('https://management.usgovcloudapi.net', 'https://login.microsoftonline.us'),
  china: cloud('https://management.chinacloudapi.cn', 'https://login.chinacloudapi.cn'),
};
