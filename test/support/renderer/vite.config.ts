import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** The renderer on a site in memory, for tests and for looking at it. Never shipped. */
export default defineConfig({
  root: path('.'),
  base: './',
  plugins: [react()],
  build: {
    outDir: path('../../../out/fake-renderer'),
    emptyOutDir: true,
    target: 'chrome140',
    assetsInlineLimit: 0,
    modulePreload: false,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1000,
  },
});
