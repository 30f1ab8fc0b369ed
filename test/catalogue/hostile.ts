import type { CatalogueRule } from '../../src/catalogue/model.ts';
import { facts, rule, tableRead } from './sample.ts';

/** A rule that says the same text wherever a rule can say anything; the number keeps several of them apart. */
export const hostileRule = (text: string, number = 0): CatalogueRule =>
  rule({
    id: number === 0 ? text : `${text}${number}`,
    path: text,
    kind: text,
    name: text,
    description: text,
    severity: text,
    tactics: [text],
    techniques: [text],
    connectors: [{ id: text, dataTypes: [text] }],
    tags: [text],
    status: text,
    version: text,
    author: text,
    origin: text,
    sigma: { id: text, title: text, author: text, license: text, path: text },
    query: {
      text,
      tokens: [{ kind: 'string', span: { start: 0, end: text.length } }],
      facts: facts({ tables: [tableRead(text, [text])] }),
    },
    entities: [{ type: text, fields: [{ identifier: text, column: text }] }],
    entityColumns: [text],
    customDetails: [[text, text]],
    alert: {
      title: `{{${text}}}`,
      description: text,
      severityColumn: text,
      tacticsColumn: text,
      properties: [{ name: text, column: text }],
    },
    handling: [text],
    tests: { path: text, cases: [{ name: text, status: 'failed' }], mutants: undefined },
    history: {
      revisions: [{ commit: text, date: text, subject: text, version: text, query: [{ kind: 'added', text }] }],
      older: 1,
      isCut: true,
    },
    yaml: text,
    workspaces: [text],
  });
