import type { Plugin } from 'esbuild';

export declare const checksAhead: () => Promise<Plugin>;
