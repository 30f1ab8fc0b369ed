// Search that forgives typing mistakes. A word that is found nowhere is taken for the nearest words that are there: up to one
// mistake in a word of four letters, two from eight on (a letter more, less, other, or two that changed places).
(() => {
  'use strict';

  const shortest = 4;
  const most = 6;

  const allowed = (word) => (word.length < shortest ? 0 : word.length < 8 ? 1 : 2);

  /** The words of texts, each once; GUIDs and numbers are left out, nobody means them by another one. */
  const vocabulary = (texts) => {
    const found = new Set();
    for (const text of texts)
      for (const word of text.split(/[^\p{L}\p{N}_]+/u))
        if (word.length >= shortest - 1 && word.length <= 40 && !/^[\d_a-f]*\d[\d_a-f]*$/.test(word)) found.add(word);
    return [...found];
  };

  /**
   * The fewest mistakes between a word and the beginning of another one, or more than `limit`: who types has not come to the end
   * of the word yet.
   */
  const distance = (word, other, limit) => {
    const width = Math.min(other.length, word.length + limit);
    let before = [];
    let last = [];
    let row = Array.from({ length: width + 1 }, (_, index) => index);
    for (let i = 1; i <= word.length; i += 1) {
      before = last;
      last = row;
      row = [i];
      let least = i;
      for (let j = 1; j <= width; j += 1) {
        const same = word[i - 1] === other[j - 1];
        let value = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
        if (i > 1 && j > 1 && word[i - 1] === other[j - 2] && word[i - 2] === other[j - 1])
          value = Math.min(value, before[j - 2] + 1);
        row.push(value);
        least = Math.min(least, value);
      }
      if (least > limit) return limit + 1;
    }
    return Math.min(...row);
  };

  /** The nearest words of a vocabulary; whole words before words that only begin like it. Empty for a word too short to guess at. */
  const nearest = (word, words) => {
    let limit = allowed(word);
    if (limit === 0) return [];
    let found = [];
    for (const other of words) {
      if (other.length < word.length - limit) continue;
      // The first letter is rarely wrong; a mistake in it is looked for as one of two that changed places.
      if (other[0] !== word[0] && other[1] !== word[0] && other[0] !== word[1]) continue;
      const mistakes = distance(word, other, limit);
      if (mistakes > limit) continue;
      if (mistakes < limit) {
        limit = mistakes;
        found = [];
      }
      found.push(other);
    }
    const off = (other) => Math.abs(other.length - word.length);
    return found.sort((left, right) => off(left) - off(right) || (left < right ? -1 : 1)).slice(0, most);
  };

  globalThis.picketSearch = { vocabulary, nearest };
})();
