import { describe, expect, it } from 'vitest';
import { keepUnread } from '../../../src/main/core/inventory/keep-unread.ts';
import { sampleVm } from '../../support/sample-site.ts';

const path = '/etc/xen/web.cfg';
const off = sampleVm({ name: 'web', domid: null, state: 'halted', configPath: path });
const known = (vm: typeof off) => ({ [vm.name]: vm });

describe('a VM whose configuration file cannot be read for a moment', () => {
  it('stays on the board while it is off', () => {
    expect(keepUnread([], known(off), [path])).toEqual([off]);
  });

  it('goes when its file is gone', () => {
    expect(keepUnread([], known(off), [])).toEqual([]);
    expect(keepUnread([], known(off), ['/etc/xen/other.cfg'])).toEqual([]);
  });

  it('keeps its file and its autostart while it runs', () => {
    const running = { ...off, domid: 4, state: 'running' as const, autostart: true };
    const seen = { ...running, configPath: null, autostart: false };
    expect(keepUnread([seen], known(running), [path])).toEqual([running]);
  });

  it('is not there twice when it was started meanwhile', () => {
    const seen = { ...off, domid: 4, state: 'running' as const, configPath: null };
    expect(keepUnread([seen], known(off), [path])).toEqual([{ ...seen, configPath: path }]);
  });

  it('does not come back when it went: only what is known is kept', () => {
    const ran = { ...off, domid: 4, state: 'running' as const };
    expect(keepUnread([], known(ran), [path])).toEqual([]);
  });
});
