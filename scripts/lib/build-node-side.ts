import { join } from 'node:path';
import { build } from 'vite';

const root = join(import.meta.dirname, '..', '..');

/**
 * Makes one file of a program for Node or Electron: Node built-ins and packages stay outside,
 * unless `inline` (but for HiGHS, which reads its WebAssembly from beside itself), and our sources become `outDir`/NAME.mjs (or .cjs).
 */
export async function buildNodeSide(
  entry: string,
  outDir: string,
  format: 'es' | 'cjs',
  inline: boolean,
  target = 'node24',
): Promise<void> {
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    ssr: inline ? { noExternal: true, external: ['electron', 'highs'] } : { external: true },
    build: {
      ssr: join(root, entry),
      outDir: join(root, outDir),
      emptyOutDir: true,
      target,
      minify: false,
      sourcemap: true,
      rolldownOptions: {
        external: ['electron'],
        output: { format, entryFileNames: `[name].${format === 'cjs' ? 'cjs' : 'mjs'}` },
      },
    },
  });
}
