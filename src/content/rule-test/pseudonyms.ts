import { isArray, isObject, type JsonObject, type JsonValue } from '../../core/json.ts';

/** A value that must not be in a test, and where: `AuditLogs, row 2, Details holds a token (JWT)`. */
export type FoundSecret = {
  readonly table: string;
  readonly row: number;
  readonly column: string;
  readonly what: string;
};

type Rows = ReadonlyMap<string, readonly JsonObject[]>;

/** What a secret looks like. Sources: the publishers' pages on the form of their tokens and connection strings. */
const secrets: readonly (readonly [what: string, form: RegExp])[] = [
  ['a token (JWT)', /\beyJ[\w-]{8,4096}\.[\w-]{8,8192}\./],
  ['a private key', /-----BEGIN (?:[A-Z]{1,20} ){0,2}PRIVATE KEY-----/],
  ['an access key of Azure', /\b(?:AccountKey|SharedAccessKey|SharedSecret)=[\w+/]{20,200}/i],
  ['a signature of a shared access link', /[?&;]sig=[\w%+/]{20,200}/i],
  [
    'a password',
    /\b(?:password|passwd|pwd|client_secret|secret|api[_-]?key)["']?\s{0,3}[:=]\s{0,3}["']?[^\s"',;&]{4,200}/i,
  ],
  ['a password on a command line', /\s[-/](?:p|pass|password|pw)[ :=][^\s"]{4,200}/i],
  ['a token of GitHub', /\bgh[pousr]_\w{30,100}/],
  ['a token of Slack', /\bxox[abprs]-[\w-]{10,200}/],
  ['an access key of AWS', /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/],
  ['an authorization header', /\b(?:Bearer|Basic)\s{1,3}[\w+/=.~-]{16,8192}/],
];

const secretIn = (value: JsonValue): string | undefined => {
  if (typeof value === 'string') return secrets.find(([, form]) => form.test(value))?.[0];
  if (isArray(value)) return value.map(secretIn).find((found) => found !== undefined);
  if (isObject(value))
    return (
      secretIn(Object.keys(value)) ??
      secretIn(Object.entries(value).map(([key, inner]) => (typeof inner === 'string' ? `${key}=${inner}` : inner)))
    );
  return undefined;
};

/** What looks like a secret in rows. */
export const secretsIn = (rows: Rows): readonly FoundSecret[] =>
  [...rows].flatMap(([table, list]) =>
    list.flatMap((row, index) =>
      Object.entries(row).flatMap(([column, value]) => {
        const what = secretIn(value);
        return what === undefined ? [] : [{ table, row: index + 1, column, what }];
      }),
    ),
  );

const guidForm = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;
const mailForm = /[\w.+%-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}\.)[A-Za-z0-9.-]{1,190}/g;
const address4Form = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/g;
/** Eight groups, or fewer around `::`: a time of day (`12:30:00`) is none. */
const address6Form =
  /(?<![\w:])(?:(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}|[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,6}::(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,6})?)(?![\w:])/gi;
const sidForm = /\bS-1-(?:5-21|12-1)(?:-\d{1,12}){1,8}\b/g;

const hostColumn = /computer|host(?:name)?$|^dvc$|devicename|workstation|machine/i;
const userColumn =
  /user(?:name|id)?$|account(?:name)?$|principalname$|^upn|(?:initiated|caller|actor|owner|requestor)(?:by)?$|displayname$|mailbox/i;
const domainColumn = /domain(?:name)?$|tenantname/i;

/** Names that mean the same in every tenant. */
const everywhere =
  /^(?:-|system|nt authority|local service|network service|anonymous(?: logon)?|builtin|administrators?|n\/a|unknown|true|false|\d+)$/i;

const isPrivate = (address: string): boolean =>
  /^(?:10\.|127\.|169\.254\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)/.test(address);

/** The how many-th value of a kind a value is, from 1. */
type Count = (kind: string, value: string) => number;

const counter = (): Count => {
  const known = new Map<string, Map<string, number>>();
  return (kind, value) => {
    const of = known.get(kind) ?? new Map<string, number>();
    known.set(kind, of);
    const key = value.toLowerCase();
    const index = of.get(key) ?? of.size + 1;
    of.set(key, index);
    return index;
  };
};

const publicAddress = (index: number): string =>
  index < 255 ? `203.0.113.${index}` : `198.51.100.${((index - 255) % 254) + 1}`;

/** Addresses that documents may use (RFC 5737, RFC 3849), and private ones of one network. */
const addressFor = (count: Count, address: string): string =>
  isPrivate(address)
    ? `10.0.${Math.floor(count('private', address) / 250)}.${(count('private', address) % 250) + 1}`
    : publicAddress(count('public', address));

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);

const word = (pattern: string, flags: string): RegExp =>
  new RegExp(`(?<![A-Za-z0-9])(?:${pattern})(?![A-Za-z0-9])`, flags);

/**
 * Rows with other names for people, addresses, hosts, domains, tenants and ids, the same for the same throughout, whatever
 * column they stand in; times, and what the query itself names, stay.
 * @param query whose words are no secret of anybody
 */
export const pseudonymised = (rows: Rows, query: string): Rows => {
  const count = counter();
  // As a word of its own: somebody called Ali is not named by a query that says `normalize`.
  const isNamed = (text: string): boolean => word(escaped(text), 'i').test(query);
  /** Names to replace wherever they stand, by their pseudonym. */
  const names = new Map<string, string>();

  const domainFor = (domain: string): string => {
    if (isNamed(domain)) return domain;
    const index = count('domain', domain);
    return index === 1 ? 'contoso.com' : `domain-${index}.example`;
  };
  const userFor = (user: string): string => `user-${count('user', user)}`;
  const nameFor = (kind: 'user' | 'host' | 'domain', text: string): void => {
    if (text.length < 2 || everywhere.test(text) || isNamed(text)) return;
    if (kind === 'user') names.set(text, userFor(text));
    else if (kind === 'host') names.set(text, `host-${count('host', text)}`);
    else names.set(text, domainFor(text));
  };

  const learnMail = (mail: string): void => {
    const [user = '', domain = ''] = mail.split('@');
    nameFor('user', user);
    nameFor('domain', domain);
  };
  const learn = (column: string, value: JsonValue): void => {
    if (isArray(value)) for (const inner of value) learn(column, inner);
    else if (isObject(value)) for (const [key, inner] of Object.entries(value)) learn(key, inner);
    else if (typeof value === 'string') {
      const mails = value.match(mailForm) ?? [];
      for (const mail of mails) learnMail(mail);
      if (mails.length > 0 || value.search(guidForm) >= 0 || value.search(address4Form) >= 0 || value.length > 120)
        return;
      const [first = '', ...rest] = value.split('\\');
      if (userColumn.test(column) && rest.length === 1) {
        nameFor('domain', first);
        nameFor('user', rest[0] ?? '');
      } else if (userColumn.test(column)) nameFor('user', value);
      else if (hostColumn.test(column)) {
        const [host = '', ...domain] = value.split('.');
        nameFor('host', host);
        nameFor('domain', domain.join('.'));
      } else if (domainColumn.test(column)) nameFor('domain', value);
    }
  };
  for (const list of rows.values())
    for (const row of list)
      for (const [column, value] of Object.entries(row)) if (column !== 'TimeGenerated') learn(column, value);

  // A name within a word is another word; the longest first, so that none is cut by a part of it.
  const ordered = [...names.keys()].toSorted((left, right) => right.length - left.length);
  const anyName = ordered.length === 0 ? undefined : word(ordered.map(escaped).join('|'), 'gi');
  const byName = new Map([...names].map(([name, other]) => [name.toLowerCase(), other]));
  const text = (value: string): string => {
    const whole =
      anyName === undefined ? value : value.replaceAll(anyName, (name) => byName.get(name.toLowerCase()) ?? name);
    return whole
      .replaceAll(guidForm, (guid) =>
        isNamed(guid) ? guid : `00000000-0000-4000-8000-${String(count('guid', guid)).padStart(12, '0')}`,
      )
      .replaceAll(sidForm, (sid) => (isNamed(sid) ? sid : `S-1-5-21-1-2-3-${1000 + count('sid', sid)}`))
      .replaceAll(address4Form, (address) => (isNamed(address) ? address : addressFor(count, address)))
      .replaceAll(address6Form, (address) =>
        isNamed(address) ? address : `2001:db8::${count('six', address).toString(16)}`,
      );
  };
  const changed = (value: JsonValue): JsonValue => {
    if (typeof value === 'string') return text(value);
    if (isArray(value)) return value.map(changed);
    return isObject(value)
      ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, changed(inner)]))
      : value;
  };
  return new Map(
    [...rows].map(([table, list]) => [
      table,
      list.map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([column, value]) => [column, isTime(value) ? value : changed(value)]),
        ),
      ),
    ]),
  );
};

const isTime = (value: JsonValue): boolean =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/.test(value);
