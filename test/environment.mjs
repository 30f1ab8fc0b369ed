import { createRequire } from 'node:module';
import { TestEnvironment } from 'jest-environment-node';

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

export default class PicketEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    for (const name of ['Kusto', 'Bridge'])
      Object.defineProperty(this.global, name, { configurable: true, get: () => load(name) });
  }
}
