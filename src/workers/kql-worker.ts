/**
 * What runs in a worker thread: compiles one query after the other, each as it is asked for. It makes the schema again
 * out of what it was made of, so that its answers are those of any other thread.
 */
import { parentPort } from 'node:worker_threads';
import { inThisThread, loadKql, schemaFrom, type Compiler } from '../kql/index.ts';
import type { WorkerTask } from './task.ts';

let compiler: Promise<Compiler> | undefined;
// The task comes first, and may come long after the start: until then the engine is loaded.
parentPort?.on('message', (message: WorkerTask | string) => {
  if (typeof message === 'string')
    void compiler?.then(async ({ analyze }) => parentPort?.postMessage(await analyze(message), []));
  else {
    compiler = inThisThread()(message.count, schemaFrom(message.origins), message.tokens);
    void compiler.then(() => parentPort?.postMessage('ready', []));
  }
});
await loadKql();
