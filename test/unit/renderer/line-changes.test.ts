import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { LineChanges } from '../../../src/renderer/features/travel/line-changes.tsx';
import { changeText } from '../../../src/shared/history/change-text.ts';
import type { ObjectChange } from '../../../src/shared/history/diff-sites.ts';

describe('a configuration file that changed', () => {
  it('shows each line with its sign, says it in words too, and never as markup', () => {
    const hunk = { beforeLine: 2, afterLine: 2, lines: [' a', '-memory=512', '+<img onerror>'] };
    const html = renderToStaticMarkup(createElement(LineChanges, { hunks: [hunk] }));
    expect(html).toContain('From line 2');
    expect(html).toMatch(/data-change="removed".*−.*removed: .*<bdi>memory=512<\/bdi>/);
    expect(html).toMatch(/data-change="added".*\+.*added: .*<bdi>&lt;img onerror&gt;<\/bdi>/);
    expect(html).toContain('<bdi>a</bdi>');
  });

  it('is said to be of its host, or to have moved between two', () => {
    const change = {
      kind: 'config',
      hostId: 'h2',
      name: '/etc/xen/a.cfg',
      fields: [] as ObjectChange['fields'],
    } as const;
    const upper = (id: string) => id.toUpperCase();
    expect(changeText({ ...change, change: 'added', from: null }, upper)).toBe('added on H2');
    const from = { hostId: 'h1', name: '/etc/xen/a.cfg' };
    expect(changeText({ ...change, change: 'moved', from }, upper)).toBe('moved from H1 to H2');
  });
});
