/** Hives as the reference rewrites them; the last one is not what Windows calls it. */
export const registryPrefixes: Readonly<Record<string, string>> = {
  HKLM: 'HKEY_LOCAL_MACHINE',
  HKU: 'HKEY_USERS',
  HKCR: String.raw`HKEY_LOCAL_MACHINE\CLASSES`,
  'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet': String.raw`HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet001`,
};

/** Sysmon's event types of the registry, as the reference rewrites them. */
export const registryEventTypes = {
  CreateKey: 'RegistryKeyCreated',
  DeleteKey: ['RegistryKeyDeleted', 'RegistryValueDeleted'],
  RenameKey: ['RegistryValueSet', 'RegistryKeyCreated'],
  SetValue: 'RegistryValueSet',
} as const;
