/** node scripts/build.ts [renderer|all]: builds what the shells load, into out/. */
import { join } from 'node:path';
import { build } from 'vite';

const root = join(import.meta.dirname, '..');

/** Electron's own files: Node built-ins and packages stay outside, our sources become one file. */
async function buildNodeSide(
  entry: string,
  outDir: string,
  format: 'es' | 'cjs',
  inline: boolean,
): Promise<void> {
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    ssr: inline ? { noExternal: true, external: ['electron'] } : { external: true },
    build: {
      ssr: join(root, entry),
      outDir: join(root, outDir),
      emptyOutDir: true,
      target: 'node24',
      minify: false,
      sourcemap: true,
      rolldownOptions: {
        external: ['electron'],
        output: { format, entryFileNames: `[name].${format === 'cjs' ? 'cjs' : 'mjs'}` },
      },
    },
  });
}

await build({ configFile: join(root, 'vite.config.ts'), logLevel: 'warn' });
if (process.argv[2] !== 'renderer') {
  await buildNodeSide('src/main/electron/main.ts', 'out/main', 'es', false);
  await buildNodeSide('src/main/preload/preload.ts', 'out/preload', 'cjs', true);
}
