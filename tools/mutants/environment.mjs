import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import PicketEnvironment from '../../test/environment.mjs';
import { Trials } from './trials.mjs';

/**
 * Runs a bundled test file while one defect is awake, or none. `run.json` in the folder PICKET_DEFECTS says which defect and, by the path of a
 * bundle, which of its tests (all where nothing is said). After the first failure the rest of a file is
 * skipped while a defect is awake. Each
 * test leaves a line in `results.jsonl`: its name, whether it failed, how long it took, the defects it reached.
 * What is reached outside of a test (by loading, by a hook for several) counts for the whole file, under the name ''.
 *
 * Where `run.json` has `trials`, several defects are tried in one go, and how each of them ended is a line in `trials.jsonl`.
 */
export default class extends PicketEnvironment {
  constructor(config, context) {
    super(config, context);
    this.folder = process.env.PICKET_DEFECTS;
    this.path = context.testPath;
    this.test = '';
    this.failed = false;
    this.reached = new Map();
    this.loadingSince = performance.now();
  }

  async setup() {
    await super.setup();
    const { defect, only, trials, ...rest } = JSON.parse(readFileSync(join(this.folder, 'run.json'), 'utf8'));
    this.only = only[this.path];
    this.defect = defect;
    if (trials !== undefined)
      this.trials = new Trials(trials, {
        nameOf,
        // Programs that a test starts read it from the file.
        wake: (id) => {
          this.defect = id;
          writeFileSync(join(this.folder, 'run.json'), JSON.stringify({ ...rest, only, defect: id }));
        },
        say: (line) => appendFileSync(join(this.folder, 'trials.jsonl'), `${JSON.stringify(line)}\n`),
      });
    this.global.isAwake = (id) => {
      if (this.trials === undefined) this.reachedBy(this.test).add(id);
      return id === this.defect;
    };
  }

  reachedBy(test) {
    const known = this.reached.get(test) ?? new Set();
    this.reached.set(test, known);
    return known;
  }

  /** Programs that a test started say what they reached in a file. */
  takeFromPrograms() {
    const file = join(this.folder, 'reached');
    if (!existsSync(file)) return;
    for (const id of readFileSync(file, 'utf8').split('\n')) if (id !== '') this.reachedBy(this.test).add(id);
    rmSync(file);
  }

  note(failed, ms) {
    this.takeFromPrograms();
    const line = {
      path: this.path,
      test: this.test,
      failed,
      ms: Math.round(ms),
      reached: [...this.reachedBy(this.test)],
    };
    appendFileSync(join(this.folder, 'results.jsonl'), `${JSON.stringify(line)}\n`);
  }

  handleTestEvent(event, state) {
    const { name, test } = event;
    // On a busy machine everything takes long; what hangs is ended with the whole run.
    if (name === 'run_start') state.testTimeout = 600_000;
    if (this.trials !== undefined) this.trials.handle(event, state);
    else this.handleOneDefect({ name, test }, state);
  }

  handleOneDefect({ name, test }, state) {
    if (name === 'run_start') {
      this.loading = performance.now() - this.loadingSince;
      if (this.only !== undefined)
        for (const one of testsIn(state.rootDescribeBlock)) if (!this.only.includes(nameOf(one))) one.mode = 'skip';
    }
    if (name === 'test_start') {
      if (this.failed && this.defect !== undefined) test.mode = 'skip';
      this.test = nameOf(test);
      this.startedAt = performance.now();
    }
    if (name === 'test_done') {
      this.failed ||= test.errors.length > 0;
      this.note(test.errors.length > 0, performance.now() - this.startedAt);
    }
    if (name === 'test_done' || name === 'test_skip') this.test = '';
  }

  async teardown() {
    this.test = '';
    this.note(false, this.loading ?? 0);
    await super.teardown();
  }
}

const testsIn = ({ children }) => children.flatMap((child) => (child.type === 'test' ? [child] : testsIn(child)));

const nameOf = (test) => {
  const names = [test.name];
  for (let block = test.parent; block?.parent !== undefined; block = block.parent) names.unshift(block.name);
  return names.join(' ');
};
