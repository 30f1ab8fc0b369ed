/**
 * Columns that only the edition of a table in Microsoft Defender's advanced hunting has, with what Sentinel's edition
 * has instead; an empty text where it has nothing like it. `*` is for every table. Source: Microsoft Learn, the pages of
 * IdentityInfo in advanced hunting and in the Azure Monitor table reference.
 */
const defenderColumns: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '*': { Timestamp: 'TimeGenerated' },
  IdentityInfo: {
    AccountUpn: 'AccountUPN',
    OnPremSid: 'AccountSID',
    CloudSid: 'AccountCloudSID',
    EmailAddress: 'MailAddress',
    DistinguishedName: 'OnPremisesDistinguishedName',
    Address: 'StreetAddress',
    CreatedDateTime: 'AccountCreationTime',
    ReportId: '',
    SipProxyAddress: '',
    SourceProvider: '',
    CriticalityLevel: '',
    PrivilegedEntraPimRoles: '',
    IdentityEnvironment: '',
    TenantMembershipType: '',
  },
};

/** What to do about a column of Defender's edition of one of the tables; undefined for any other column. */
export const defenderHint = (column: string, tables: readonly string[]): string | undefined => {
  for (const table of [...tables, '*']) {
    const columns = Object.hasOwn(defenderColumns, table) ? defenderColumns[table] : undefined;
    const own = columns !== undefined && Object.hasOwn(columns, column) ? columns[column] : undefined;
    if (own === undefined) continue;
    const where = table === '*' ? "Microsoft Defender's advanced hunting" : `Defender's edition of \`${table}\``;
    return own === ''
      ? `Only ${where} has \`${column}\`; Sentinel's has nothing like it.`
      : `\`${column}\` is a column of ${where}: in Sentinel it is \`${own}\`.`;
  }
  return undefined;
};
