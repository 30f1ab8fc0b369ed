import { isObject } from '../../core/json.ts';
import { readDocument } from '../../core/text/read-document.ts';
import type { SymbolSource } from '../../core/symbols.ts';

/** Columns that every table of a summary rule has besides those of its query, from the documentation of the service. */
const added = [
  { name: 'TimeGenerated', type: 'datetime' },
  { name: '_RuleName', type: 'string' },
  { name: '_RuleLastModifiedTime', type: 'datetime' },
  { name: '_BinSize', type: 'int' },
  { name: '_BinStartTime', type: 'datetime' },
];

/** The tables that summary rules fill; their other columns are those of a query, which is compiled elsewhere. */
export const summarySymbols: SymbolSource = {
  calls: true,
  isFile: (path) => /\.(?:ya?ml|json)$/i.test(path),
  read: (path, text) => {
    const { value } = readDocument(path, text).document;
    const table = isObject(value) ? value['destinationTable'] : undefined;
    return typeof table === 'string'
      ? { tables: [{ name: table, columns: added, open: true, hidden: [], source: 'repository' }], diagnostics: [] }
      : { diagnostics: [] };
  },
};
