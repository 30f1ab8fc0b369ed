import { fileStore } from '../../src/emulator/store/file-store.ts';

/**
 * A process for the tests of the file store: adds numbered entries of its own to a journal, each in a transaction
 * that also counts up a number all writers share, and says each on its standard output once it is written.
 */
const [path = '', writer = '', count = '0'] = process.argv.slice(2);
const store = await fileStore(path);
for (let index = 0; index < Number(count); index += 1) {
  const shared = await store.transact((transaction) => {
    const before = transaction.get('shared', 'count')?.['value'];
    const value = (typeof before === 'number' ? before : 0) + 1;
    transaction.set('shared', 'count', { value });
    transaction.set('entries', `${writer}-${index}`, { value, filler: 'x'.repeat(2000) });
    return value;
  });
  process.stdout.write(`${index} ${shared}\n`);
}
