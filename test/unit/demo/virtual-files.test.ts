import { describe, expect, it } from 'vitest';
import type { FileEntry } from '../../../src/main/demo/host/virtual-files.ts';
import { normalise, VirtualFiles } from '../../../src/main/demo/host/virtual-files.ts';

const text = (content: string): FileEntry => ({ kind: 'text', text: content, mtime: 1 });

function sample() {
  let filled = 0;
  const shared = new VirtualFiles(() => [
    ['/srv/xen/web/disk.img', { kind: 'disk', block: false, sizeMiB: 10 }],
  ]);
  const files = new VirtualFiles(() => {
    filled++;
    return [
      ['/etc/xen/web.cfg', text('name="web"')],
      ['/etc/xen/auto/web.cfg', { kind: 'link', target: '../web.cfg', mtime: 1 }],
      ['/etc/loop', { kind: 'link', target: '/etc/loop', mtime: 1 }],
    ];
  }, [['/srv/xen/', shared]]);
  return { files, shared, filled: () => filled };
}

describe('a demo host’s file system', () => {
  it('is made up at the first look and only then', () => {
    const { files, filled } = sample();
    expect(filled()).toBe(0);
    expect(files.read('/etc/xen/web.cfg')).toBe('name="web"');
    expect(files.read('/etc/xen/web.cfg')).toBe('name="web"');
    expect(filled()).toBe(1);
  });

  it('follows links, and gives up on one that leads to itself', () => {
    const { files } = sample();
    expect(files.read('/etc/xen/auto/web.cfg')).toBe('name="web"');
    expect(files.read('/etc/loop')).toBeNull();
  });

  it('lists folders, mounted ones too', () => {
    const { files } = sample();
    expect(files.list('/etc/xen')).toEqual(['auto', 'web.cfg']);
    expect(files.list('/')).toEqual(['etc', 'srv']);
    expect(files.list('/srv/xen/web')).toEqual(['disk.img']);
    expect(files.isFolder('/srv')).toBe(true);
    expect(files.exists('/nowhere')).toBe(false);
  });

  it('shows what is written under a mount to every host that mounts it', () => {
    const { files, shared } = sample();
    files.write('/srv/xen/new', 'x', 2);
    expect(shared.read('/srv/xen/new')).toBe('x');
    expect(files.remove('/srv/xen/new')).toBe(true);
    expect(shared.read('/srv/xen/new')).toBeNull();
  });

  it('replaces a file whole when another one is renamed over it', () => {
    const { files } = sample();
    files.write('/etc/xen/.web.cfg.new', 'name="other"', 2);
    expect(files.rename('/etc/xen/.web.cfg.new', '/etc/xen/web.cfg')).toBe(true);
    expect(files.read('/etc/xen/web.cfg')).toBe('name="other"');
    expect(files.entry('/etc/xen/.web.cfg.new')).toBeNull();
    expect(files.rename('/etc/none', '/etc/x')).toBe(false);
  });

  it.each([
    ['/a/../b/./c//d', '/b/c/d'],
    ['/..', '/'],
    ['/', '/'],
  ])('knows %s as %s', (path, real) => {
    expect(normalise(path)).toBe(real);
  });
});
