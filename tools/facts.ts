/**
 * Renews the tables and functions that Picket ships from a checkout of Azure-Sentinel:
 * `npm run facts -- --from DIR --date YYYY-MM-DD [--commit SHA] [--out FILE]`. The columns of a parser are those that its body
 * yields; where its body says less, those of Microsoft's own query validation. Prints what changed, and never drops a
 * name: a table that the checkout lacks may stand in somebody's query.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { isObject, parseJson, type JsonObject, type JsonValue } from '../src/core/json.ts';
import { loadKql, mergeSchemas, schemaOf, shippedSchema } from '../src/kql/index.ts';
import { readCheckout } from './facts/checkout.ts';
import { Dictionary, printFacts } from './facts/facts-file.ts';
import { renewFunctions, renewTables } from './facts/renew.ts';

const { values } = parseArgs({
  options: {
    from: { type: 'string' },
    date: { type: 'string' },
    commit: { type: 'string' },
    out: { type: 'string', default: join('schemas', 'log-analytics', 'facts.json') },
  },
});
const { from, date, commit, out } = values;
if (from === undefined || date === undefined || !/^\d{4}-\d\d-\d\d$/.test(date))
  throw new Error('usage: npm run facts -- --from CHECKOUT --date YYYY-MM-DD [--commit SHA] [--out FILE]');

const current = parseJson(readFileSync(out, 'utf8'));
if (!isObject(current)) throw new Error(`${out} holds no facts`);
const objectAt = (name: string): JsonObject => {
  const value = current[name];
  return isObject(value) ? value : {};
};
const listAt = (name: string): readonly JsonValue[] => {
  const value = current[name];
  return Array.isArray(value) ? value : [];
};

const checkout = readCheckout(from);
const dictionary = new Dictionary(listAt('columns').filter((entry): entry is string => typeof entry === 'string'));
const shipped = shippedSchema(current);
const declared = schemaOf({ tables: checkout.tables, functions: [...checkout.functions, ...checkout.parsers] });
const kql = await loadKql();

const standard = objectAt('standard');
const tables = renewTables(objectAt('tables'), checkout, shipped, dictionary, {
  columns: dictionary.decode(standard['columns']),
  customLog: dictionary.decode(standard['customLog']),
});
const functions = renewFunctions(objectAt('functions'), checkout, shipped, dictionary, (parser) =>
  kql.columnsOf(parser, mergeSchemas(shipped, declared)),
);
const source: JsonObject = { name: 'Azure/Azure-Sentinel', read: date, ...(commit === undefined ? {} : { commit }) };
const others = listAt('sources').filter((each) => !isObject(each) || each['name'] !== source['name']);
writeFileSync(
  out,
  printFacts({
    ...current,
    date,
    sources: [...others, source],
    columns: dictionary.entries,
    tables: tables.entries,
    functions: functions.entries,
  }),
);
for (const line of [...tables.changes, ...functions.changes]) console.log(line);
for (const line of checkout.passedOver) console.log(`passed over ${line}`);
console.log(`${tables.changes.length} tables and ${functions.changes.length} functions changed`);
