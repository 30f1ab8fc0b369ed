import { readDocument, type ReadResult } from '../../../src/core/text/read-document.ts';

export const read = (content: string | Uint8Array): ReadResult => readDocument('rule.yaml', content);
