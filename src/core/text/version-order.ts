const numbersOf = (version: string): readonly number[] | undefined =>
  /^\d+(?:\.\d+)*$/.test(version) ? version.split('.').map(Number) : undefined;

/** Whether a version comes after another one, number by number; where one is no numbers it only has to differ. */
export const isHigher = (version: string, than: string): boolean => {
  const [left, right] = [numbersOf(version), numbersOf(than)];
  if (left === undefined || right === undefined) return version !== than;
  const length = Math.max(left.length, right.length);
  const place = Array.from({ length }, (_, index) => index).find((index) => (left[index] ?? 0) !== (right[index] ?? 0));
  return place !== undefined && (left[place] ?? 0) > (right[place] ?? 0);
};
