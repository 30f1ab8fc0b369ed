/**
 * What runs in a worker thread: compiles one query after the other, each as it is asked for. It makes the schema again
 * out of what it was made of, so that its answers are those of any other thread.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { inThisThread, schemaFrom } from '../kql/index.ts';
import type { WorkerTask } from './task.ts';

const task: WorkerTask = workerData;
const compiler = await inThisThread()(task.count, schemaFrom(task.origins), task.tokens);
parentPort?.on('message', (query: string) => {
  void compiler.analyze(query).then((compiled) => parentPort?.postMessage(compiled, []));
});
parentPort?.postMessage('ready', []);
