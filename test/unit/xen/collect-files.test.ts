import { describe, expect, it } from 'vitest';
import { createFileCollector } from '../../../src/main/core/xen/xl/collect-files.ts';
import type { Frame } from '../../../src/main/core/xen/xl/frames.ts';

const frame = (kind: string, text = '', more: Partial<Frame> = {}): Frame => ({
  kind,
  args: [],
  text,
  status: 0,
  stderr: '',
  ...more,
});

function collected(...frames: Frame[]) {
  const collector = createFileCollector();
  for (const each of [frame('files'), ...frames]) collector.push(each);
  const whole = collector.push(frame('files-end'));
  if (!whole) throw new Error('the files were not told whole');
  return whole;
}

describe('a configuration file that is there, but cannot be read', () => {
  const refused = { status: 1, stderr: 'head: error reading: Input/output error' };
  const files = collected(
    frame('file-path', '/etc/xen/web.cfg'),
    frame('file-text', '', refused),
    frame('file-path', '/etc/xen/mail.cfg'),
    frame('file-text', 'name = "mail"\nmemory = 512\n'),
  );

  it('is told as there, and not as empty or gone', () => {
    expect(files.unread).toEqual(['/etc/xen/web.cfg']);
    expect(files.texts).toEqual([
      { path: '/etc/xen/web.cfg', text: null },
      { path: '/etc/xen/mail.cfg', text: 'name = "mail"\nmemory = 512\n' },
    ]);
    expect(files.configs.map(({ path }) => path)).toEqual(['/etc/xen/mail.cfg']);
  });

  it('is a problem in the host’s own words', () => {
    expect(files.problems).toEqual([
      expect.objectContaining({
        message: '/etc/xen/web.cfg is there, but cannot be read.',
        details: 'head: error reading: Input/output error',
      }),
    ]);
  });

  it('whose end never came is not told at all', () => {
    const torn = collected(
      frame('file-path', '/etc/xen/web.cfg'),
      frame('file-text', 'name =', { status: null }),
    );
    expect(torn.texts).toEqual([]);
  });
});
