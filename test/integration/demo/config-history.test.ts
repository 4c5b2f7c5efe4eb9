import { afterAll, beforeAll, expect, it } from 'vitest';
import { startDemoSite } from '../../../src/main/demo/start-demo-site.ts';
import type { ObjectChange } from '../../../src/shared/history/diff-sites.ts';
import { createCleanups } from '../../support/cleanups.ts';
import { demoDoors } from '../../support/demo-doors.ts';
import { type OwnCore, openOwnCore } from '../../support/own-core.ts';
import { until } from '../../support/until.ts';

const path = '/etc/xen/web-01.cfg';
const cleanups = createCleanups();
let core: OwnCore;

beforeAll(async () => {
  const demo = cleanups.add(await startDemoSite({ hosts: 6, vms: 40, seed: 7, speed: 4 }));
  const doors = cleanups.add(demoDoors(demo.hosts));
  core = cleanups.add(await openOwnCore(doors.doors));
});
afterAll(() => cleanups.run());

/** What became of the file between a moment and the newest one, once that is what is expected. */
function fileChange(from: number, change: ObjectChange['change']): Promise<ObjectChange> {
  return until(async () => {
    const { changes } = await core.must('history.diff', { from, to: Date.now() });
    return changes.find((each) => each.name === path && each.change === change);
  }, `${path} ${change}`);
}

it('the history of a whole site tells of the configuration files, and where they went', async () => {
  const file = await core.must('vms.readConfig', core.vm('xen-01', 'web-01'));
  expect(file.path).toBe(path);
  const added = await fileChange(0, 'added');
  expect(added.hostId).toBe(core.idOf('xen-01'));
  expect(added.hunks?.flatMap(({ lines }) => lines)).toEqual(
    file.text
      .trimEnd()
      .split('\n')
      .map((line) => `+${line}`),
  );

  const before = Date.now();
  const { jobIds } = await core.must('moves.start', {
    moves: [{ vm: core.vm('xen-01', 'web-01'), targetHostId: core.idOf('xen-03'), mode: 'live' }],
  });
  expect(await core.ended(jobIds[0] ?? '')).toMatchObject({ state: 'succeeded' });
  expect(await fileChange(before, 'moved')).toMatchObject({
    kind: 'config',
    hostId: core.idOf('xen-03'),
    from: { hostId: core.idOf('xen-01'), name: path },
    hunks: [],
  });
});
