import type { Plugin } from 'esbuild';

export declare const checksAhead: (beside?: string) => Promise<Plugin>;
