/** Numbers of RFC 3492, section 5. */
const base = 36;
const tMin = 1;
const tMax = 26;
const skew = 38;
const damp = 700;
const firstBias = 72;
const firstCode = 128;

const threshold = (k: number, bias: number): number => Math.min(Math.max(k - bias, tMin), tMax);

const adapt = (delta: number, points: number, isFirst: boolean): number => {
  let rest = isFirst ? Math.floor(delta / damp) : Math.floor(delta / 2);
  rest += Math.floor(rest / points);
  let k = 0;
  for (; rest > ((base - tMin) * tMax) / 2; k += base) rest = Math.floor(rest / (base - tMin));
  return k + Math.floor(((base - tMin + 1) * rest) / (rest + skew));
};

const digitOf = (value: number): string => String.fromCharCode(value < 26 ? value + 97 : value + 22);

const valueOf = (digit: string): number => {
  if (/^\d$/.test(digit)) return Number(digit) + 26;
  return /^[a-z]$/i.test(digit) ? digit.toLowerCase().charCodeAt(0) - 97 : base;
};

/** Punycode of a text (RFC 3492); of a text of ASCII alone the text with a hyphen. */
export const encodePunycode = (text: string): string => {
  const points = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  const basic = points.filter((point) => point < firstCode);
  let output = basic.length === 0 ? '' : `${String.fromCodePoint(...basic)}-`;
  let n = firstCode;
  let delta = 0;
  let bias = firstBias;
  for (let handled = basic.length; handled < points.length; n += 1, delta += 1) {
    const next = points.reduce((least, point) => (point >= n && point < least ? point : least), Infinity);
    delta += (next - n) * (handled + 1);
    n = next;
    for (const point of points) {
      if (point < n) delta += 1;
      if (point !== n) continue;
      let q = delta;
      for (let k = base; ; k += base) {
        const t = threshold(k, bias);
        if (q < t) break;
        output += digitOf(t + ((q - t) % (base - t)));
        q = Math.floor((q - t) / (base - t));
      }
      output += digitOf(q);
      bias = adapt(delta, handled + 1, handled === basic.length);
      delta = 0;
      handled += 1;
    }
  }
  return output;
};

/** The text that Punycode stands for; undefined where it is none. */
export const decodePunycode = (text: string): string | undefined => {
  const cut = text.lastIndexOf('-');
  const points = Array.from(cut === -1 ? '' : text.slice(0, cut), (character) => character.codePointAt(0) ?? 0);
  if (points.some((point) => point >= firstCode)) return undefined;
  let n = firstCode;
  let i = 0;
  let bias = firstBias;
  for (let at = cut + 1; at < text.length;) {
    const before = i;
    let weight = 1;
    for (let k = base; ; k += base) {
      const value = valueOf(text.charAt(at));
      if (at >= text.length || value >= base) return undefined;
      at += 1;
      i += value * weight;
      const t = threshold(k, bias);
      if (value < t) break;
      weight *= base - t;
      if (weight > Number.MAX_SAFE_INTEGER) return undefined;
    }
    bias = adapt(i - before, points.length + 1, before === 0);
    n += Math.floor(i / (points.length + 1));
    i %= points.length + 1;
    if (n > 0x10_ff_ff) return undefined;
    points.splice(i, 0, n);
    i += 1;
  }
  return String.fromCodePoint(...points);
};
