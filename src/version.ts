declare const PICKET_VERSION: string | undefined;

/** Picket's own version; the build puts it in, and a run from the sources has none. */
export const version: string = typeof PICKET_VERSION === 'string' ? PICKET_VERSION : '0.0.0-source';
