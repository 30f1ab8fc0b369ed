import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { afterWork } from '../../src/workers/crew.ts';

describe('a budget of work', () => {
  let work = 0;
  const over = jest.fn();

  beforeEach(() => {
    jest.useFakeTimers();
    over.mockClear();
    work = 500;
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  test('is used up by work alone, however long the machine lets it wait', () => {
    afterWork(100, over, () => work);
    jest.advanceTimersByTime(100);
    work += 60;
    jest.advanceTimersByTime(100);
    expect(over).not.toHaveBeenCalled();
    work += 40;
    jest.advanceTimersByTime(40);
    expect(over).toHaveBeenCalledTimes(1);
  });

  test('ends in time where the machine does nothing else', () => {
    afterWork(100, over, () => work);
    work += 100;
    jest.advanceTimersByTime(99);
    expect(over).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(over).toHaveBeenCalledTimes(1);
  });

  test('is not waited for without an end', () => {
    afterWork(100, over, () => work);
    jest.advanceTimersByTime(1999);
    expect(over).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(over).toHaveBeenCalledTimes(1);
  });

  test('is forgotten once the work is done', () => {
    const done = afterWork(100, over, () => work);
    work += 50;
    jest.advanceTimersByTime(100);
    done();
    work += 50;
    jest.advanceTimersByTime(10_000);
    expect(over).not.toHaveBeenCalled();
  });
});
