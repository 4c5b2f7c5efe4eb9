import { describe, expect, it } from 'vitest';
import { groupsOf, nextChoice } from '../../../../src/renderer/features/search/palette-groups.ts';

const thing = (name: string) => ({
  item: { name, hostId: 'h 1', vmName: name, also: [] },
  score: 1,
  by: null,
});

describe('the groups of the palette', () => {
  it('leave out what is empty, and give each line an id that no space breaks', () => {
    const finds = { things: [thing('a b/c')], allThings: 7, offers: [], offersFirst: false };
    const groups = groupsOf(finds, [], []);
    expect(groups.map(({ title, all }) => [title, all])).toEqual([['Hosts and VMs', 7]]);
    expect(groups[0]?.rows[0]?.id).toMatch(/^\S+$/);
  });

  it('tell a VM from its host, and two of the same name on two hosts', () => {
    const finds = {
      things: [thing('a'), thing('a/b')],
      allThings: 2,
      offers: [],
      offersFirst: false,
    };
    const ids = groupsOf(finds, [], [])[0]?.rows.map(({ id }) => id) ?? [];
    expect(new Set(ids).size).toBe(2);
  });
});

describe('the choice in the palette', () => {
  it('goes round by arrows, stops at the ends by pages, and leaves other keys to the field', () => {
    expect(nextChoice('ArrowDown', 2, 3)).toBe(0);
    expect(nextChoice('ArrowUp', 0, 3)).toBe(2);
    expect(nextChoice('PageDown', 0, 3)).toBe(2);
    expect(nextChoice('PageUp', 2, 3)).toBe(0);
    expect(nextChoice('Home', 2, 3)).toBeNull();
    expect(nextChoice('ArrowDown', 0, 0)).toBeNull();
  });
});
