import { createContext, Script } from 'node:vm';
import { errorCode, PicketError } from '../core/errors.ts';

const context = createContext(Object.create(null));
const work = new Script('work()');

/**
 * Does work that keeps this thread busy, and cuts it off where it stands once its time is over: whatever it is at, a sort
 * or an expression over one long text, is ended by the engine of JavaScript itself. What work leaves half done, and its
 * `finally` too, is not run then. Gives undefined where the time was over; throws `interrupted` where somebody presses
 * Ctrl-C meanwhile, and what the work throws.
 * @param milliseconds by the clock of the machine
 */
export const withinTime = <T>(milliseconds: number, run: () => T): { readonly value: T } | undefined => {
  let result: { readonly value: T } | undefined;
  context['work'] = (): void => {
    result = { value: run() };
  };
  try {
    work.runInContext(context, { timeout: Math.max(1, Math.ceil(milliseconds)), breakOnSigint: true });
  } catch (error) {
    switch (errorCode(error)) {
      case 'ERR_SCRIPT_EXECUTION_TIMEOUT':
        return undefined;
      case 'ERR_SCRIPT_EXECUTION_INTERRUPTED':
        throw new PicketError('interrupted', 'Interrupted while a query ran.', { code: 'interrupted' });
      default:
        throw error;
    }
  }
  return result;
};
