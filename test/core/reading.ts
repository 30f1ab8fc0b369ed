import { readDocument, type ReadResult } from '../../src/core/read-document.ts';

export const read = (content: string | Uint8Array): ReadResult => readDocument('rule.yaml', content);
