import { join } from 'node:path';
import { root } from './dependencies.mjs';

/**
 * Has Node keep what it compiled: a console that was started before is up in half the time. Node
 * itself finds out when a file has changed.
 */
export const compileCache = { NODE_COMPILE_CACHE: join(root, 'out', 'compile-cache') };
