const hour = 60 * 60 * 1000;

/**
 * What the service takes as queryFrequency and queryPeriod of a scheduled rule, in milliseconds: either between `shortest`
 * and `longest`, and with a period from `longPeriod` on a frequency of `longFrequency` at least. Source: Microsoft Learn,
 * "Create a scheduled analytics rule"; Microsoft's published rule validator.
 */
export const scheduleLimits = {
  shortest: hour / 12,
  longest: 14 * 24 * hour,
  longPeriod: 48 * hour,
  longFrequency: hour,
} as const;
