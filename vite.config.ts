import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/**
 * Names the app's own scripts in the page: else they would be loaded only when the first one, which
 * asks for the site, calls for them.
 */
const appWithPage: Plugin = {
  name: 'app-with-page',
  transformIndexHtml: {
    order: 'post',
    handler(_html, { bundle }) {
      const app = Object.values(bundle ?? {}).find(
        (output) => output.type === 'chunk' && output.name === 'start-app',
      );
      if (app?.type !== 'chunk') return [];
      return [app.fileName, ...app.imports].map((file) => {
        const attrs = { rel: 'modulepreload', href: `./${file}`, crossorigin: true };
        return { tag: 'link', attrs, injectTo: 'head' as const };
      });
    },
  },
};

/**
 * Builds the renderer once for both shells. Every script and style is a file of its own, because
 * the shells' content policy allows nothing inline and no eval.
 */
export default defineConfig({
  root: path('src/renderer'),
  base: './',
  plugins: [react(), appWithPage],
  build: {
    outDir: path('out/renderer'),
    emptyOutDir: true,
    target: 'chrome140',
    assetsInlineLimit: 0,
    modulePreload: false,
    // One style for all parts: a page that is opened has its own at once.
    cssCodeSplit: false,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1500,
  },
});
