/** Terms after which a series or fraction has long settled at the precision of a double. */
const maxTerms = 500;
const tiny = 1e-300;

const lanczos = [
  0.999_999_999_999_809_93, 676.520_368_121_885_1, -1259.139_216_722_402_8, 771.323_428_777_653_13,
  -176.615_029_162_140_59, 12.507_343_278_686_905, -0.138_571_095_265_720_12, 9.984_369_578_019_571_6e-6,
  1.505_632_735_149_311_6e-7,
];

/** The gamma function by Lanczos' approximation; exact for small whole numbers; NaN at its poles. */
export const gamma = (x: number): number => {
  if (Number.isInteger(x)) {
    if (x <= 0) return Number.NaN;
    if (x <= 171) return Array.from({ length: x - 1 }, (_, index) => index + 1).reduce((product, n) => product * n, 1);
  }
  if (x < 0.5) return Math.PI / (Math.sin(Math.PI * x) * gamma(1 - x));
  return Math.exp(logGamma(x));
};

/** The logarithm of the gamma function's size. */
export const logGamma = (x: number): number => {
  if (x < 0.5) return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * x))) - logGamma(1 - x);
  const shifted = x - 1;
  const base = shifted + 7.5;
  const sum = lanczos.reduce((total, part, index) => (index === 0 ? part : total + part / (shifted + index)), 0);
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(base) - base + Math.log(sum);
};

/** The error function: a series of positive terms near zero, what the complement leaves further out. */
export const erf = (x: number): number => {
  const size = Math.abs(x);
  if (size > 3) return Math.sign(x) * (1 - erfc(size));
  let term = x;
  let sum = x;
  for (let n = 1; n < maxTerms && Math.abs(term) > Math.abs(sum) * 1e-17; n += 1) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
};

/** The complement of the error function: a continued fraction far out. */
export const erfc = (x: number): number => {
  if (x < 2) return 1 - erf(x);
  if (x === Infinity) return 0;
  let fraction = 0;
  for (let n = maxTerms; n > 0; n -= 1) fraction = n / 2 / (x + fraction);
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * (x + fraction));
};

const logBeta = (alpha: number, beta: number): number => logGamma(alpha) + logGamma(beta) - logGamma(alpha + beta);

/** Lentz's method for the continued fraction of the incomplete beta function. */
const betaFraction = (x: number, alpha: number, beta: number): number => {
  let c = 1;
  let d = 1 / Math.max(1 - ((alpha + beta) * x) / (alpha + 1), tiny);
  let result = d;
  for (let m = 1; m < maxTerms; m += 1) {
    const even = (m * (beta - m) * x) / ((alpha + 2 * m - 1) * (alpha + 2 * m));
    const odd = (-(alpha + m) * (alpha + beta + m) * x) / ((alpha + 2 * m) * (alpha + 2 * m + 1));
    for (const part of [even, odd]) {
      d = 1 / (1 + part * d || tiny);
      c = 1 + part / c || tiny;
      result *= c * d;
    }
    if (Math.abs(c * d - 1) < 1e-16) break;
  }
  return result;
};

/** Distribution of the beta law. As the engine has it: NaN outside of 0 to 1, and 1 for a parameter that is not positive. */
export const betaDistribution = (x: number, alpha: number, beta: number): number => {
  if (Number.isNaN(x + alpha + beta) || x < 0 || x > 1) return Number.NaN;
  if (alpha <= 0 || beta <= 0 || x === 1) return 1;
  if (x === 0) return 0;
  const front = Math.exp(alpha * Math.log(x) + beta * Math.log1p(-x) - logBeta(alpha, beta));
  return x < (alpha + 1) / (alpha + beta + 2)
    ? (front * betaFraction(x, alpha, beta)) / alpha
    : 1 - (front * betaFraction(1 - x, beta, alpha)) / beta;
};

/** Density of the beta law; NaN where a parameter is not positive or the value is outside of 0 to 1. */
export const betaDensity = (x: number, alpha: number, beta: number): number => {
  if (!(x >= 0 && x <= 1) || !(alpha > 0) || !(beta > 0)) return Number.NaN;
  return Math.exp((alpha - 1) * Math.log(x) + (beta - 1) * Math.log1p(-x) - logBeta(alpha, beta));
};

/** The value below which so much of the beta law lies; null for a probability outside of 0 to 1. */
export const betaQuantile = (probability: number, alpha: number, beta: number): number | null => {
  if (probability < 0 || probability > 1) return null;
  if (!(alpha > 0) || !(beta > 0) || Number.isNaN(probability)) return Number.NaN;
  // Close to its ends the distribution is flat: a search would end early.
  if (probability === 0 || probability === 1) return probability;
  let low = 0;
  let high = 1;
  for (let step = 0; step < 200; step += 1) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (betaDistribution(middle, alpha, beta) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
};
