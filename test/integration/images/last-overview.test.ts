import { expect, it } from 'vitest';
import { overviewOf } from '../../../src/main/core/site/image-overview.ts';
import { lastSeenServers } from '../../../src/main/core/site/last-seen-servers.ts';
import type { Site } from '../../../src/main/core/site/open-site.ts';
import { openStore } from '../../../src/main/core/store/open-store.ts';
import type { ImagesOverview } from '../../../src/shared/images/overview.ts';
import { emptySite } from '../../../src/shared/model/apply-event.ts';
import { accessSchema } from '../../../src/shared/model/connection.ts';
import { recordingLog } from '../../support/quiet-log.ts';
import { sampleRole } from '../../support/sample-images.ts';

const overview: ImagesOverview = {
  at: 1000,
  roles: [sampleRole],
  images: [],
  packed: [],
  channels: [],
  clients: [],
  rollouts: [],
  ended: [],
  problems: [],
};

function openSite() {
  const opened = openStore(':memory:', { log: recordingLog() });
  if (!opened.ok) throw new Error(opened.error.message);
  const store = opened.value;
  const access = accessSchema.parse({ address: 'images.example.org', port: 22, user: 'root' });
  store.imageServers.put({ id: 's1', label: 'images', access, root: '/srv/stateless' });
  // None of them is connected to, as in a site file.
  const imageServers = { placeOf: () => undefined, linkOf: () => undefined };
  return { store, site: { store, imageServers: imageServers as unknown as Site['imageServers'] } };
}

it('of an image server that cannot be reached, it is told what it was last seen to keep', async () => {
  const { store, site } = openSite();
  expect(await overviewOf(site, emptySite, 's1')).toMatchObject({
    error: { code: 'image-server-not-found' },
  });
  store.imagesSeen.keep('s1', 5000, { overview, rollouts: [] });
  expect(await overviewOf(site, emptySite, 's1')).toEqual({ ok: true, value: overview });
  store.close();
});

it('a page that reads again and again does not write each time, but what is old is replaced', () => {
  const { store } = openSite();
  const keep = (at: number) =>
    store.imagesSeen.keep('s1', at, { overview: { ...overview, at }, rollouts: [] });
  const kept = () => {
    const last = store.imagesSeen.lastOverviews();
    return last.ok ? last.value.map(({ at, overview: of }) => [at, of.at]) : last.error;
  };
  keep(5000);
  keep(8000);
  expect(kept()).toEqual([[5000, 5000]]);
  keep(30_000);
  expect(kept()).toEqual([[30_000, 30_000]]);
  store.imageServers.remove('s1');
  expect(kept()).toEqual([]);
  store.close();
});

it('before anybody is connected to them, servers are known with when each was last read', () => {
  const { store } = openSite();
  const seen = () => {
    const servers = store.imageServers.all();
    const reads = store.imagesSeen.lastReads();
    if (!servers.ok || !reads.ok) throw new Error('the store cannot be read');
    return lastSeenServers(servers.value, reads.value, new Map());
  };
  expect(seen()).toMatchObject({
    s1: { label: 'images', link: { state: 'idle', lastSeen: null } },
  });
  store.imagesSeen.keep('s1', 5000, { overview, rollouts: [] });
  expect(seen()).toMatchObject({ s1: { link: { state: 'idle', lastSeen: 5000 } } });
  store.close();
});
