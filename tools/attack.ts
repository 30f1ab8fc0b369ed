/**
 * Renews the techniques of MITRE ATT&CK that Picket ships from the STIX bundles that MITRE publishes
 * (https://github.com/mitre-attack/attack-stix-data): `npm run attack -- --from enterprise-attack.json --from ics-attack.json`.
 * Writes the table of tactics and the names, and says what came and went; `npm run format` lays the table out. The terms of
 * use ask for MITRE's notice: its year stands in NOTICE and in the table.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { techniques } from '../src/content/analytics-rule/facts/attack.ts';
import { parseJson } from '../src/core/json.ts';
import { mergeTechniques, renewAttackText, techniquesIn, versionIn } from './facts/attack-stix.ts';

const table = join('src', 'content', 'analytics-rule', 'facts', 'attack.ts');
const names = join('assets', 'catalogue', 'techniques.json');

const { values } = parseArgs({ options: { from: { type: 'string', multiple: true } } });
const [first, ...rest] = (values.from ?? []).map((path) => parseJson(readFileSync(path, 'utf8')));
if (first === undefined)
  throw new Error('usage: npm run attack -- --from enterprise-attack.json [--from ics-attack.json]');
const version = versionIn(first);
if (version === undefined) throw new Error('the first bundle does not say which version of ATT&CK it is of');

const found = mergeTechniques([first, ...rest].map((bundle) => techniquesIn(bundle)));
const known = techniques();
writeFileSync(table, renewAttackText(readFileSync(table, 'utf8'), found, version));
writeFileSync(names, `${JSON.stringify(Object.fromEntries(found.map(({ id, name }) => [id, name])))}\n`);
for (const { id, name, retired } of found)
  if (known.get(id)?.retired !== retired) console.log(`${retired ? 'retired' : 'new'} ${id} ${name}`);
for (const id of known.keys()) if (!found.some((each) => each.id === id)) console.log(`gone ${id}`);
console.log(`ATT&CK ${version}: ${found.length} techniques`);
