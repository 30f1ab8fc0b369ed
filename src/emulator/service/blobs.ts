import { sha256 } from '../../core/digest.ts';
import { textOf } from '../../core/json.ts';
import { covers } from '../covers.ts';
import type { Exchange } from '../exchange.ts';
import type { Reply } from '../reply.ts';
import type { Transaction } from '../store/store.ts';

/** A container of a storage account, and a blob in it; `host` is that of the account. */
export type BlobPlace = { readonly host: string; readonly container: string; readonly blob: string | undefined };

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const xml = (body: string): Pick<Reply, 'text' | 'headers'> => ({
  text: `<?xml version="1.0" encoding="utf-8"?>${body}`,
  headers: { 'content-type': 'application/xml' },
});

/** The error envelope of the Blob service (Microsoft Learn, "Status and error codes" of Azure Storage). */
const refused = (status: number, code: string, message: string): Reply => {
  const { text, headers } = xml(`<Error><Code>${code}</Code><Message>${message}</Message></Error>`);
  return { status, ...(text === undefined ? {} : { text }), headers: { ...headers, 'x-ms-error-code': code } };
};

const etagOf = (text: string): string => `"0x${sha256(text).slice(0, 15).toUpperCase()}"`;

const modified = ({ now }: Exchange): string => new Date(now).toUTCString();

/** Source: Microsoft Learn, "List Blobs". Names come in their order, a page of at most 5000 at a time. */
const list = (
  exchange: Exchange,
  transaction: Transaction,
  collection: string,
  { host, container }: BlobPlace,
): Reply => {
  const asked = exchange.url.searchParams;
  const most = Math.min(Number(asked.get('maxresults') ?? 5000), 5000);
  const after = asked.get('marker') ?? '';
  const names = [...transaction.entries(collection)].map(([name]) => name).toSorted();
  const left = names.filter((name) => name > after);
  const shown = left.slice(0, most);
  const blobs = shown.map(
    (name) =>
      `<Blob><Name>${escaped(name)}</Name><Properties><Last-Modified>${modified(exchange)}</Last-Modified>` +
      '<BlobType>BlockBlob</BlobType></Properties></Blob>',
  );
  const next =
    left.length > shown.length ? `<NextMarker>${escaped(shown.at(-1) ?? '')}</NextMarker>` : '<NextMarker />';
  return {
    status: 200,
    ...xml(
      `<EnumerationResults ServiceEndpoint="https://${escaped(host)}/" ContainerName="${escaped(container)}">` +
        `<Blobs>${blobs.join('')}</Blobs>${next}</EnumerationResults>`,
    ),
  };
};

const read = (exchange: Exchange, held: string | undefined): Reply =>
  held === undefined
    ? refused(404, 'BlobNotFound', 'The specified blob does not exist.')
    : {
        status: 200,
        text: held,
        headers: {
          'content-type': 'application/json',
          'content-length': String(Buffer.byteLength(held)),
          etag: etagOf(held),
          'last-modified': modified(exchange),
          'x-ms-blob-type': 'BlockBlob',
        },
      };

/** Source: Microsoft Learn, "Put Blob", "Specifying conditional headers for Blob service operations". */
const put = (exchange: Exchange, held: string | undefined, set: (text: string) => void): Reply => {
  const { headers, body = '' } = exchange.request;
  if (headers['x-ms-blob-type'] !== 'BlockBlob')
    return refused(400, 'InvalidHeaderValue', 'The value for one of the HTTP headers is not in the correct format.');
  if (headers['if-none-match'] === '*' && held !== undefined)
    return refused(409, 'BlobAlreadyExists', 'The specified blob already exists.');
  const match = headers['if-match'];
  if (match !== undefined && (held === undefined || (match !== '*' && match !== etagOf(held))))
    return refused(412, 'ConditionNotMet', 'The condition specified using HTTP conditional header(s) is not met.');
  set(body);
  return { status: 201, headers: { etag: etagOf(body), 'last-modified': modified(exchange) } };
};

/**
 * Block blobs of a storage account, as far as texts are put, read and listed. Each container that is named is there. Who
 * may do what is looked at before any condition, as the service does.
 */
export const blobs = (exchange: Exchange, transaction: Transaction, place: BlobPlace): Reply => {
  const { request, settings } = exchange;
  const collection = `blobs/${place.host}/${place.container}`;
  const action = `Microsoft.Storage/storageAccounts/blobServices/containers/blobs/${request.method === 'GET' ? 'read' : 'write'}`;
  if (settings.denied.some((pattern) => covers(pattern, action)))
    return refused(
      403,
      'AuthorizationPermissionMismatch',
      'This request is not authorized to perform this operation using this permission.',
    );
  const { blob } = place;
  if (request.method === 'GET' && blob === undefined) return list(exchange, transaction, collection, place);
  if (blob !== undefined) {
    const kept = transaction.get(collection, blob)?.['text'];
    const held = textOf(kept);
    if (request.method === 'GET') return read(exchange, held);
    if (request.method === 'PUT') return put(exchange, held, (text) => transaction.set(collection, blob, { text }));
  }
  return refused(405, 'UnsupportedHttpVerb', 'The resource does not support the specified HTTP verb.');
};
