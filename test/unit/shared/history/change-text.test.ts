import { describe, expect, it } from 'vitest';
import { changeText, fieldText, valueText } from '../../../../src/shared/history/change-text.ts';
import type { ObjectChange } from '../../../../src/shared/history/diff-sites.ts';
import { hostFields } from '../../../../src/shared/history/object-fields.ts';
import { sampleFacts } from '../../../support/sample-facts.ts';
import { sampleHost } from '../../../support/sample-site.ts';

describe('what changed, in words', () => {
  it('names a field as people would, its unit kept', () => {
    expect(fieldText('maxMemoryMiB')).toBe('max memory MiB');
    expect(fieldText('xenVersion')).toBe('xen version');
  });

  it.each<[unknown, string]>([
    [undefined, ''],
    [null, 'none'],
    ['', '""'],
    [[], 'none'],
    [false, 'false'],
    [['pv', 'hvm'], 'pv\nhvm'],
    [{ id: 0, memoryMiB: 51200 }, 'id 0, memory MiB 51200'],
    [[{ vdev: 'xvda' }, { vdev: 'xvdb' }], 'vdev xvda\nvdev xvdb'],
    [{ list: ['a', 'b'], nothing: null }, 'list a b, nothing none'],
  ])('tells %j as %j, and nothing as JSON', (value, text) => {
    expect(valueText(value)).toBe(text);
  });

  it('tells a host’s Xen as one version, and no number that changes all the time', () => {
    const fields = hostFields(sampleHost({ facts: sampleFacts() }));
    expect(fields.xenVersion).toMatch(/^\d+\.\d+/);
    expect(JSON.stringify(fields)).not.toMatch(/freeMiB|clockSkewMs|"domains"/);
  });

  it('names the host that a VM came from, and what an image server keeps by its kind', () => {
    const name = (id: string) => id.toUpperCase();
    const moved: ObjectChange = {
      ...{ kind: 'vm', change: 'moved', hostId: 'b', name: 'web', fields: [] },
      from: { hostId: 'a', name: 'web' },
    };
    expect(changeText(moved, name)).toBe('moved from A to B');
    const image: ObjectChange = { ...moved, kind: 'image', change: 'added', from: null };
    expect(changeText(image, name)).toBe('image added on B');
  });
});
