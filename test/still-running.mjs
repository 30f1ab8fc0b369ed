/** How often it is looked, and from when on a file is said to be still running, in milliseconds. */
const every = 60_000;
const long = 300_000;

/**
 * A reporter of Jest that names the test files which have been running for long. Jest says a file once it has ended; one
 * that never does would be missing from what a run prints.
 */
export default class StillRunning {
  #since = new Map();
  #timer = setInterval(() => {
    for (const [path, since] of this.#since) {
      const passed = Date.now() - since;
      if (passed >= long) process.stderr.write(`RUNS ${path} since ${Math.round(passed / 1000)} s\n`);
    }
  }, every).unref();

  onTestFileStart({ path }) {
    this.#since.set(path, Date.now());
  }

  onTestFileResult({ path }) {
    this.#since.delete(path);
  }

  onRunComplete() {
    clearInterval(this.#timer);
  }
}
