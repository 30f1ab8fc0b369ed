/**
 * Counts the exceptions to the rules in src and tests. The linter allows no cast (`as X`), so that a cast is a comment
 * that switches the rule off, like every other exception. Each is allowed as often as tools/budget.json says, and the
 * number may only go down.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const budget = JSON.parse(readFileSync('tools/budget.json', 'utf8'));
const files = execFileSync('git', ['ls-files', '-z', 'src', 'test', 'tools'], { encoding: 'utf8' })
  .split('\0')
  .filter((name) => /\.(?:ts|mjs)$/.test(name) && name !== 'tools/budget.mjs');
const found = files.flatMap((path) =>
  readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line, index) =>
      /(?:oxlint|eslint)-disable|@ts-(?:ignore|expect-error|nocheck)/.test(line)
        ? [`${path}:${index + 1} ${line.trim()}`]
        : [],
    ),
);
console.log(`exceptions to lint and types: ${found.length}, allowed ${budget.exceptions}`);
if (found.length !== budget.exceptions) {
  process.exitCode = 1;
  for (const place of found) console.error(`  ${place}`);
  if (found.length < budget.exceptions)
    console.error(`  There are fewer now: lower the number in tools/budget.json to ${found.length}.`);
}
