import { describe, expect, it } from 'vitest';
import { findItems } from '../../../src/main/core/images/find-items.ts';
import type { LastOverview } from '../../../src/main/core/store/images-seen.ts';
import { accessSchema } from '../../../src/shared/model/connection.ts';
import {
  digest,
  sampleClientRow,
  sampleManifest,
  sampleRolloutRow,
} from '../../support/sample-images.ts';

const access = accessSchema.parse({ address: 'images.example.org', port: 22, user: 'root' });
const server: LastOverview = {
  server: { id: 's1', label: 'images-1', access, root: '/srv/stateless' },
  at: 1,
  overview: {
    ...{ at: 1, roles: [], packed: [], channels: [], problems: [], ended: [] },
    images: [
      {
        manifest: sampleManifest({ digest: digest('b'), origin: 'recipe Büro' }),
        ...{ bytes: 1, desired: 0, previous: 0, running: 0, channels: ['stable'], rollouts: [] },
      },
    ],
    clients: [sampleClientRow('kiosk-7'), sampleClientRow('web-01', { group: 'kiosk-hall' })],
    rollouts: [sampleRolloutRow('web-2026')],
  },
};
const find = (query: string, limit = 10) =>
  findItems([server], query, limit).map(({ part, name }) => `${part} ${name}`);

describe('the search of what image servers keep', () => {
  it('finds clients by name first, then by what is known of them', () => {
    expect(find('KIOSK')).toEqual(['clients kiosk-7', 'clients web-01']);
    expect(find('kiosk', 1)).toEqual(['clients kiosk-7']);
    expect(find('kiosk images-1 hall')).toEqual(['clients web-01']);
  });

  it('finds an image by its digest, its channel and how it was built, diacritics aside', () => {
    expect(find(digest('b').slice(0, 20))).toContain('images web bbbbbbbbbbbb');
    expect(find('buro stable')).toEqual(['images web bbbbbbbbbbbb']);
  });

  it('finds a rollout, and nothing for nothing', () => {
    expect(find('web-2026')).toEqual(['rollouts web-2026']);
    expect(find('  ')).toEqual([]);
    expect(find('nobody')).toEqual([]);
  });
});
