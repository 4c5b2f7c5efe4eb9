import { readFileSync } from 'node:fs';
import { extname, join, normalize, sep } from 'node:path';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};

/**
 * Finds a file of the renderer's build by the path of a URL, never outside of `root`.
 * Null for a path that leaves it, that cannot be decoded, or of a type that is not served.
 */
export function rendererPath(root: string, urlPath: string): { path: string; type: string } | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(urlPath);
  } catch {
    return null;
  }
  if (decoded.includes('\0') || decoded.includes('\\')) return null;
  const path = normalize(join(root, decoded === '/' ? 'index.html' : decoded));
  if (!path.startsWith(root.endsWith(sep) ? root : root + sep)) return null;
  const type = types[extname(path)];
  return type ? { path, type } : null;
}

/**
 * The file and its type; null when there is none. Read at once: that takes less than a millisecond,
 * and by turns it would wait for what a console that starts does between them.
 */
export function readRendererFile(
  root: string,
  urlPath: string,
): { body: Buffer<ArrayBuffer>; type: string } | null {
  const found = rendererPath(root, urlPath);
  if (!found) return null;
  try {
    return { body: readFileSync(found.path), type: found.type };
  } catch {
    return null;
  }
}
