/**
 * Makes up inputs of each kind and lets Picket read them: `npm run fuzz -- [--rounds N] [--seed N] [--only KIND] [--seconds N]
 * [--also DIR]`. Exits with 1 when one crashes, breaks a law or takes longer than its budget; the input is then in a file, to
 * be moved to test/fixtures/fuzz/KIND.
 *
 * - rule: rule files with texts put in, cut out and swapped; - config: picket.yaml; - kql: queries by the grammar;
 * - live: bodies as a workspace may hold them, through plan, pull and every report;
 * - plan: saved plans, of which none that was tampered with may be read; - sigma, arm: what others wrote;
 * - service: rules in which Picket finds no error, sent to the emulator, which must not find one either.
 *
 * `--rounds` counts for each kind; `--seconds` ends the run earlier, the kinds taking turns.
 */
import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { fuzzKinds } from './fuzz/kinds.ts';
import { fuzzRound } from './fuzz/round.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    seconds: { type: 'string', default: '1000000' },
    also: { type: 'string' },
  },
});
const folders = ['analytics-rules', 'test/fixtures/lint', ...(values.also === undefined ? [] : [values.also])];
const texts = folders.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name))
    .toSorted()
    .map((name) => readFileSync(join(folder, name), 'utf8')),
);
const kinds = Object.entries(fuzzKinds(texts)).filter(([name]) => values.only === undefined || values.only === name);
const rounds = Number(values.rounds);
const seed = Number(values.seed);
let end = Date.now() + Number(values.seconds) * 1000;
// A long run that is ended says what it did until then.
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    end = 0;
  });
const counts = new Map<string, { inputs: number; faults: number; slowest: number }>();
const found = mkdtempSync(join(tmpdir(), 'picket-fuzz-'));
for (const [, { begin }] of kinds) await begin?.();
for (let round = 0; round < rounds && Date.now() < end; round += 1)
  for (const [name, kind] of kinds) {
    const count = counts.get(name) ?? { inputs: 0, faults: 0, slowest: 0 };
    counts.set(name, count);
    // A signal is heard between two inputs, though neither of them waits for anything.
    await turn();
    const { text, fault, milliseconds } = await fuzzRound(kind, seed * 1_000_003 + round);
    count.inputs += 1;
    count.slowest = Math.max(count.slowest, milliseconds);
    if (fault === undefined) continue;
    count.faults += 1;
    const file = join(found, `${name}-${seed}-${round}.txt`);
    writeFileSync(file, text);
    if (count.faults <= 20) console.error(`${file}: ${fault}`);
  }
for (const [name, { inputs, faults, slowest }] of counts)
  console.log(`${name}: ${inputs} inputs, ${faults} faults, slowest ${Math.round(slowest)} ms`);
process.exitCode = [...counts.values()].some(({ faults }) => faults > 0) ? 1 : 0;
