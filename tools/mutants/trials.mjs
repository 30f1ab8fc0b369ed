/** A copy of a block with some of its tests, by their names, that runs as if the block had never run. */
const copyOf = (block, parent, names, nameOf) => {
  const copy = { ...block, parent, children: [], tests: [] };
  for (const child of block.children) {
    if (child.type === 'describeBlock') {
      const inner = copyOf(child, copy, names, nameOf);
      if (inner.children.length > 0) copy.children.push(inner);
    } else if (names.includes(nameOf(child))) {
      const test = {
        ...child,
        fullName: nameOf(child),
        parent: copy,
        errors: [],
        invocations: 0,
        duration: null,
        startedAt: null,
        status: null,
        seenDone: false,
        retryReasons: [],
        unhandledRejectionErrorByPromise: new Map(),
      };
      copy.children.push(test);
      copy.tests.push(test);
    }
  }
  return copy;
};

/**
 * Several defects, one after the other, in one run of a test file: of each its tests until one fails, then the same while
 * the defect is asleep, and once more while it is awake. `wake` is told which defect is awake, or none; `say` of each that it
 * begins, and how it ended: `noticed`, `passed`, or `undecided` where the test does not fail for it alone, for instance by
 * what another one left.
 */
export class Trials {
  constructor(trials, { nameOf, wake, say }) {
    Object.assign(this, { trials, nameOf, wake, say });
    this.of = new Map();
  }

  /** Puts the trials in place of a file's tests. */
  begin(root) {
    const sound = { ...root, children: root.children };
    this.blockOf = (trial, names) => {
      const block = { ...copyOf(sound, root, names, this.nameOf), hooks: [], name: '' };
      for (const child of block.children) child.parent = block;
      this.of.set(block, trial);
      return block;
    };
    root.tests = [];
    root.children = this.trials.map((trial) => this.blockOf({ ...trial, turn: 'first' }, trial.tests));
    this.root = root;
  }

  handle({ name, describeBlock, test }, { rootDescribeBlock }) {
    if (name === 'run_start') this.begin(rootDescribeBlock);
    if (name === 'run_describe_start') this.start(describeBlock);
    if (name === 'test_start') this.testStart(test);
    if (name === 'test_done') this.testDone(test);
    if (name === 'run_describe_finish') this.finish(describeBlock);
  }

  start(block) {
    const trial = this.of.get(block);
    if (trial === undefined) return;
    this.now = trial;
    this.wake(trial.turn === 'asleep' ? undefined : trial.defect);
    if (trial.turn === 'first') this.say({ defect: trial.defect, how: 'began' });
  }

  testStart(test) {
    if (this.now?.failed !== undefined) test.mode = 'skip';
  }

  testDone(test) {
    if (this.now !== undefined && test.errors.length > 0) this.now.failed ??= test.fullName;
  }

  finish(block) {
    const trial = this.of.get(block);
    if (trial === undefined) return;
    this.now = undefined;
    this.wake(undefined);
    const { defect, failed, tests, turn } = trial;
    const hasFailed = failed !== undefined;
    const by = trial.by ?? failed;
    if (turn === 'first' && !hasFailed) this.say({ defect, how: 'passed' });
    else if (turn === 'again' && hasFailed) this.say({ defect, how: 'noticed', by });
    else if (turn !== 'first' && hasFailed === (turn === 'asleep')) this.say({ defect, how: 'undecided', by });
    else {
      const same = tests.slice(0, tests.indexOf(by) + 1);
      const next = { defect, tests: same, by, turn: turn === 'first' ? 'asleep' : 'again' };
      this.root.children.splice(this.root.children.indexOf(block) + 1, 0, this.blockOf(next, same));
    }
  }
}
