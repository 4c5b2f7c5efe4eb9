import { join } from 'node:path';
import { build } from 'vite';

const root = join(import.meta.dirname, '..', '..');

/** Packages that load other files from beside their own. */
const notInOneFile = ['electron', 'highs', 'pino', 'ssh2'];

/**
 * Makes one file of a program for Node or Electron: our sources become `outDir`/NAME.mjs (or .cjs),
 * and so do the packages if `inline`, else they stay outside. Node's own modules always do. What
 * several programs that are made at once have in common is in files that they share.
 */
export async function buildNodeSide(
  entries: string | readonly string[],
  outDir: string,
  format: 'es' | 'cjs',
  inline: boolean,
  target = 'node24',
  /** Modules that were made already, into the same folder: from there they are loaded when called for. */
  made: readonly string[] = [],
): Promise<void> {
  const ending = format === 'cjs' ? 'cjs' : 'mjs';
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    plugins: [
      {
        name: 'made-already',
        enforce: 'pre',
        resolveId(source) {
          const name = made.find((each) => source.endsWith(`/${each}.ts`));
          return name ? { id: `./${name}.${ending}`, external: true } : null;
        },
      },
    ],
    ssr: inline ? { noExternal: true, external: notInOneFile } : { external: true },
    build: {
      ssr: true,
      outDir: join(root, outDir),
      emptyOutDir: made.length === 0,
      target,
      minify: false,
      chunkSizeWarningLimit: 5000,
      sourcemap: true,
      rolldownOptions: {
        input: [entries].flat().map((entry) => join(root, entry)),
        external: ['electron'],
        // Else a file that is to be loaded before another would load that one for what they share.
        experimental: { chunkOptimization: typeof entries === 'string' },
        // What one program needs at once, and loads so, another may load with its first use.
        checks: { ineffectiveDynamicImport: false },
        output: {
          format,
          // Node would read a module of that form through a second time, for the names it exports.
          dynamicImportInCjs: false,
          entryFileNames: `[name].${ending}`,
          chunkFileNames: `[name]-[hash].${ending}`,
        },
      },
    },
  });
}
