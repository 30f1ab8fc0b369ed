/** The `code` of a system error (`ENOENT`, `ECONNRESET`); undefined for anything else that was thrown. */
export const errorCode = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
