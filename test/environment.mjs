import { createRequire } from 'node:module';
import { TestEnvironment } from 'jest-environment-node';
import { news } from './reached/news.mjs';

/**
 * The KQL engine takes two seconds and 65 MB to load in every module registry. It is loaded once per worker, in the
 * parent realm, and only by the test files that touch it: `Kusto` and `Bridge` are lazy getters on the test's global.
 */
const require = createRequire(import.meta.url);
const load = (name) => {
  if (globalThis.Kusto === undefined) {
    require('@kusto/language-service-next/bridge.min.js');
    require('@kusto/language-service-next/Kusto.Language.Bridge.min.js');
  }
  return globalThis[name];
};

/**
 * Where modules count what is reached, with `--coverage`, and where Jest takes it from. A module that a test leaves
 * loading may still begin to count when Jest has what it needs, so that these are two.
 */
const [counted, taken] = ['__counted__', '__coverage__'];

export default class PicketEnvironment extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    this.seed = config.globalConfig.seed;
  }

  async setup() {
    await super.setup();
    for (const name of ['Kusto', 'Bridge'])
      Object.defineProperty(this.global, name, { configurable: true, get: () => load(name) });
  }

  /** After all tests and hooks of a file, right before Jest takes what was counted. */
  handleTestEvent({ name }) {
    const coverage = this.global[counted];
    if (name === 'teardown' && coverage !== undefined) this.global[taken] = news(coverage, this.seed);
  }
}
