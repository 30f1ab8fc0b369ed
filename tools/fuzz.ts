/** Mutates rule files and checks them, by hand: `npm run fuzz -- [--rounds N] [--seed N] [--also DIR]`. Exits with 1 on a crash. */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fuzz } from './fuzz/check.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
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
const rounds = Number(values.rounds);
const step = 5000;
let crashed = 0;
let rendered = 0;
for (let done = 0; done < rounds; done += step) {
  const result = fuzz(texts, Math.min(step, rounds - done), Number(values.seed) + done);
  rendered += result.rendered;
  for (const { text, error } of result.crashes) {
    crashed += 1;
    const file = join(tmpdir(), `picket-crash-${crashed}.yaml`);
    writeFileSync(file, text);
    console.error(`${file}: ${error instanceof Error ? error.stack : String(error)}`);
  }
}
console.log(`${rounds} mutations of ${texts.length} files: ${crashed} crashes, ${rendered} still rendered`);
process.exitCode = crashed === 0 ? 0 : 1;
