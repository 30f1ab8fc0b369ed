import type { EntityCandidate, TableView } from '../../tables/table-pipeline.ts';
import { columnsOf } from '../columns.ts';

/** The account in a column of the form `DOMAIN\name` or `name@suffix`, in its parts. */
export const accountIn = (
  column: string,
  prefix: string,
  why: string,
  whenRead?: readonly string[],
): EntityCandidate => ({
  entityType: 'Account',
  identifiers: [
    {
      identifier: 'Name',
      name: `${prefix}AccountName`,
      expression: `tostring(split(tostring(split(${column}, "\\\\")[-1]), "@")[0])`,
    },
    {
      identifier: 'NTDomain',
      name: `${prefix}AccountDomain`,
      expression: `iff(${column} contains "\\\\", tostring(split(${column}, "\\\\")[0]), "")`,
    },
    {
      identifier: 'UPNSuffix',
      name: `${prefix}AccountSuffix`,
      expression: `iff(${column} contains "@", tostring(split(${column}, "@")[1]), "")`,
    },
  ],
  ...(whenRead === undefined ? {} : { whenRead }),
  why,
});

/** The host in a column that may hold a full name, in its parts. */
export const hostIn = (column: string, why: string): EntityCandidate => ({
  entityType: 'Host',
  identifiers: [
    { identifier: 'HostName', name: 'HostName', expression: `tostring(split(${column}, ".")[0])` },
    {
      identifier: 'DnsDomain',
      name: 'HostDomain',
      expression: `iff(${column} contains ".", substring(${column}, indexof(${column}, ".") + 1), "")`,
    },
  ],
  why,
});

/** The file in a column with its full path, in its parts. */
export const fileIn = (column: string, prefix: string, why: string, whenRead: readonly string[]): EntityCandidate => ({
  entityType: 'File',
  identifiers: [
    { identifier: 'Name', name: `${prefix}FileName`, expression: `extract(@"([^\\\\/]+)$", 1, ${column})` },
    { identifier: 'Directory', name: `${prefix}FileDirectory`, expression: `extract(@"^(.*)[\\\\/]", 1, ${column})` },
  ],
  whenRead,
  why,
});

/** An address in a column. */
export const ipIn = (column: string, why: string, whenRead?: readonly string[]): EntityCandidate => ({
  entityType: 'IP',
  identifiers: [{ identifier: 'Address', column }],
  ...(whenRead === undefined ? {} : { whenRead }),
  why,
});

/** A hash column with its algorithm. */
export const hashIn = (column: string, algorithm: string, why: string): EntityCandidate => ({
  entityType: 'FileHash',
  identifiers: [
    { identifier: 'Algorithm', name: `${algorithm}Algorithm`, expression: `"${algorithm}"` },
    { identifier: 'Value', column },
  ],
  whenRead: [column],
  why,
});

/**
 * Hives as Sysmon abbreviates them, and as the tables name them. A user's hive is under either name,
 * in HKEY_USERS below the id of the user, for which a star stands; the parsers of ASIM write
 * HKEY_LOCAL_MACHINE\\Classes for HKCR.
 */
export const registryHives: Readonly<Record<string, readonly string[]>> = {
  'HKLM\\': ['HKEY_LOCAL_MACHINE\\'],
  'HKU\\': ['HKEY_USERS\\', 'HKEY_CURRENT_USER\\'],
  'HKCU\\': ['HKEY_CURRENT_USER\\', 'HKEY_USERS\\*\\'],
  'HKCR\\': ['HKEY_CLASSES_ROOT\\', 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Classes\\', 'HKEY_LOCAL_MACHINE\\Classes\\'],
};

/** Sysmon writes the name of the current control set where others write its number. */
export const controlSets: Readonly<Record<string, readonly string[]>> = {
  '\\CurrentControlSet\\': ['\\CurrentControlSet\\', '\\ControlSet001\\'],
};

/** A view of a table whose columns are known. */
export const view = (source: string, rest: Omit<TableView, 'source' | 'columns'>): TableView => ({
  source,
  columns: columnsOf(source),
  ...rest,
});
