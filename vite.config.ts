import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/**
 * Builds the renderer once for both shells. Every script and style is a file of its own, because
 * the shells' content policy allows nothing inline and no eval.
 */
export default defineConfig({
  root: path('src/renderer'),
  base: './',
  plugins: [react()],
  build: {
    outDir: path('out/renderer'),
    emptyOutDir: true,
    target: 'chrome140',
    assetsInlineLimit: 0,
    modulePreload: false,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1500,
  },
});
