import { faultOfAnswer, saysUnknownWorkspace, throttledFault, tooDeepFault } from '../../src/azure/faults.ts';
import { plainText, redact, serviceMessage } from '../../src/azure/service-message.ts';
import { faultOfThrown } from '../../src/azure/thrown.ts';
import { PicketError } from '../../src/core/errors.ts';
import { target } from './fake-service.ts';

const json = (value: unknown): string => JSON.stringify(value) ?? 'undefined';
const nested = (levels: number): object =>
  levels === 0 ? { code: 'Deep', message: 'At the bottom.' } : { innererror: nested(levels - 1) };

/** What the body of a failed answer can be. */
const texts: readonly string[] = [
  '',
  '   ',
  'A sentence\n  over   lines.',
  'null',
  '[{"message": "in a list"}]',
  '{}',
  '{"message": "alone"}',
  '{"Code": "C", "MESSAGE": "in another case"}',
  '{"code": "C"}',
  '{"error": "a text"}',
  '{"error": null, "message": "beside no error"}',
  '{"error": {"message": ""}, "message": "beside an empty one"}',
  '{"error": {"message": 5, "code": 6}}',
  '{"error": {"code": "Outer"}, "innererror": {"code": "Inner", "message": "beside"}}',
  '{"error": {"code": "Outer", "message": "outer", "innererror": {"code": "Inner"}}}',
  '{"error": {"code": "Outer", "message": "outer", "innererror": {"message": "inner without code"}}}',
  json({ error: nested(11) }),
  json({ error: nested(12) }),
  json({ code: 'Outer', message: 'Said: {"code": "Hidden", "message": "within"} and more' }),
  json({ code: 'Outer', message: 'Said: {"message": "within, without code"}' }),
  json({ code: 'Outer', message: 'Said: {"error": {"message": "an error within"}}' }),
  json({ code: 'Outer', message: 'Said: {"error": "a text"}' }),
  json({ code: 'Outer', message: 'Said: {"other": 1}' }),
  json({ code: 'Outer', message: 'Said: {broken}' }),
  json({ code: 'Outer', message: '}{' }),
  json({ code: 'Outer', message: 'All of it.', details: [{ message: 'All' }, { message: 'More.' }, {}, null] }),
  json({ code: 'Outer', details: [{ message: 'One.' }, { code: 'X', message: 'Two.' }] }),
  json({ code: 'Outer', details: {} }),
  json({ title: 'A title', detail: 'a detail', errors: { a: 'no list', b: ['one', 2, ''], '': 'of nothing' } }),
  json({ title: '', detail: 'a detail' }),
  json({ errors: { a: [] } }),
  json({ errors: ['x'] }),
  json({ title: 'A title', message: 'a message' }),
  '<!DOCTYPE html><p>One</p><script>no()</script >two<style>no</style>',
  '  <HTML><b>x</b></HTML>',
  '<?xml version="1.0"?><Error><Code>A</Code></Error>',
  '<head><title>t</title></head>',
  '<body>b</body>',
  '<p>no page</p>',
  `<html>${'<b>'.repeat(6700)}behind what is looked at</html>`,
  'x'.repeat(1001),
  'bearer abcdefgh',
  'bearer abcdefg',
  'BEARER  abc.def~+/=-1 and on',
  'client_assertion=abcdefghi client_secret=abcdefghi access_token=abcdefghi password=abcdefghi',
  'eyJab.cd eyJ.ab eyJab beyJab.cd',
];

const messages = (): readonly string[] =>
  texts.flatMap((text) => {
    const shown = text.length > 300 ? `${text.slice(0, 40)} (${text.length} characters)` : text;
    const { code, message } = serviceMessage(text);
    const said = message.length > 400 ? `${message.slice(0, 20)} (${message.length} characters)` : message;
    return [
      `message of ${json(shown)}: ${json([code, said])}${saysUnknownWorkspace(text) ? ' no workspace' : ''}`,
      ...(redact(text) === text && plainText(text) === text ? [] : [`  plain: ${json(plainText(text).slice(0, 200))}`]),
    ];
  });

const refusals: readonly (readonly [code: string | undefined, message: string])[] = [
  [undefined, ''],
  ['Other', 'No.'],
  ['Other', "Workspace 'x' is NOT onboarded to Sentinel."],
  ['Other', "The subscription is not registered to 'Microsoft.SecurityInsights'."],
  ['Other', 'The rule was recently deleted.'],
  ['ResourceGroupNotFound', 'No group.'],
  ['subscriptionnotfound', 'No subscription.'],
  ['ParentResourceNotFound', ''],
  ['InvalidSubscriptionId', 'No id.'],
  ['AResourceGroupNotFound', 'No.'],
  ['InvalidSubscriptionIds', 'No.'],
  ['ResourceNotFound', "The Resource 'Microsoft.OperationalInsights/workspaces/ws' was not found."],
  ['ResourceNotFound', "The Resource 'Microsoft.OperationalInsights/workspaces/ws/tables/t' was not found."],
];
const statuses = [302, 400, 401, 403, 404, 408, 409, 412, 418, 429, 499, 500, 503];

const partsOf = (error: unknown): string => {
  if (!(error instanceof PicketError)) return 'a bug';
  const { kind, code, failure, status, message, hint, open } = error;
  return json([kind, code, failure, status, message, hint, open]);
};

const faults = (): readonly string[] => [
  ...refusals.flatMap(([code, message], index) =>
    statuses.flatMap((status) =>
      (['read', 'write', 'delete'] as const)
        .filter((operation) => operation === 'write' || (index < 2 && status > 399 && status < 404))
        .map((operation) => {
          const text = message === '' && code === undefined ? '' : json({ error: { code, message } });
          const fault = faultOfAnswer(status, text, { what: 'alertRules/x', operation, target });
          return `${operation} ${status} ${code ?? ''} ${message}: ${partsOf(fault)}`;
        }),
    ),
  ),
  ...[1, 999, 1000, 1001].map((asked) =>
    partsOf(throttledFault(asked, 120_000, 503, { what: 'it', operation: 'read', target })),
  ),
  partsOf(tooDeepFault(200, 7, { what: 'it', operation: 'read', target })),
];

const error = (message: string, members: object = {}): Error => Object.assign(new Error(message), members);
const codes = `
  CERT_HAS_EXPIRED ERR_TLS_CERT_ALTNAME_INVALID ERR_SSL_WRONG_VERSION DEPTH_ZERO_SELF_SIGNED_CERT SELF_SIGNED_CERT_IN_CHAIN UNABLE_TO_VERIFY_LEAF_SIGNATURE
  HOSTNAME_MISMATCH ENOTFOUND EPROTO ERR_INVALID_URL EAI_AGAIN ECONNREFUSED
  EHOSTUNREACH ENETUNREACH ECONNRESET ETIMEDOUT EPIPE ENOSPC
  EDQUOT EROFS EISDIR ENOTDIR ENOENT EFBIG
  EIO EMFILE ENFILE EACCES EPERM XENOENT
  ENOENTX X_CERT_
`
  .trim()
  .split(/\s+/);
const credential = (message: string, ...errors: readonly unknown[]): Error =>
  error(message, { name: 'AggregateAuthenticationError', errors });
const things: readonly (readonly [words: string, thrown: unknown])[] = [
  ['nothing', undefined],
  ['null', null],
  ['a text', 'broken'],
  ['an object without a message', { code: 'ECONNRESET' }],
  ['an object that is no Error', { message: 5, code: 'ECONNRESET' }],
  ['an error without a code', error('A bug.')],
  ['an error whose code is no text', error('A bug.', { code: 5 })],
  ['an error of the SDK', error('Closed.', { name: 'RestError' })],
  ['our own', new PicketError('usage', 'Ours.', { code: 'ours' })],
  ...codes.flatMap((code) =>
    [undefined, 'open', ...(code === 'EACCES' ? ['connect'] : [])].map((syscall): readonly [string, unknown] => [
      `${code} at ${syscall ?? 'nothing'}`,
      error('It broke.', { code, ...(syscall === undefined ? {} : { syscall }) }),
    ]),
  ),
  ...['CredentialUnavailableError', 'AuthenticationError', 'AuthenticationRequiredError', 'XAuthenticationError'].map(
    (name): readonly [string, unknown] => [name, error('AzureCliCredential: not here. And on.', { name, code: 'E' })],
  ),
  ['an empty list of credentials', credential('ChainedCredential authentication failed.')],
  ['members that are no list', error('None.', { name: 'AuthenticationError', errors: 'x' })],
  [
    'several credentials',
    credential(
      'ChainedCredential failed.\nTwo.',
      error('CredentialUnavailableError: EnvironmentCredential is unavailable. No variables.'),
      error('ManagedIdentityCredential'),
      error('Error: somebody else. More.'),
      error(`AzureCliCredential - ${'long '.repeat(30)}`),
      'no error',
    ),
  ],
  ...['700024', '700016', '70021', '700213', '7000215', '7000222', '90002', '50076', '700082', '1'].map(
    (number): readonly [string, unknown] => [number, error(`AADSTS${number}: refused by Entra.`)],
  ),
  ['a refusal among credentials', credential('None.', error('No CLI.'), error('AADSTS90002: no tenant.'))],
  ['a refusal within a word', error('XAADSTS90002: no tenant.', { name: 'RestError' })],
];

const thrown = (): readonly string[] =>
  things.map(([words, value]) => {
    const found = faultOfThrown(value, { what: 'alertRules/x' });
    return `thrown ${words}: ${found === undefined ? 'a bug' : `${partsOf(found.fault)} ${found.again ? 'again' : 'not again'}${found.doubtful ? ', in doubt' : ''}`}`;
  });

/** What is said of answers and of what is thrown, a line each. */
export const spoken = (): readonly string[] => [...messages(), ...faults(), ...thrown()];
