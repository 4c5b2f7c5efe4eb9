/** node scripts/build.ts [renderer|browser|all]: builds what the shells load, into out/. */
import { join } from 'node:path';
import { build } from 'vite';
import { buildNodeSide } from './lib/build-node-side.ts';

const root = join(import.meta.dirname, '..');

await build({ configFile: join(root, 'vite.config.ts'), logLevel: 'warn' });
// For the Node of an image server, which is its system's: Debian 12 has 18.
const onServers = 'src/main/core/images/timer/advance-rollouts.ts';
await buildNodeSide(onServers, 'out/timer', 'es', true, 'node18');
const [what = 'all'] = process.argv.slice(2);
if (what !== 'renderer') {
  await buildNodeSide('src/main/core/planner/plan-worker.ts', 'out/planner', 'es', true);
  const host = 'src/main/browser-host';
  const core = ['core-packages', 'core-contract', 'start-core'];
  const cores = core.map((name) => `${host}/${name}.ts`);
  await buildNodeSide(cores, 'out/browser-host', 'cjs', true);
  await buildNodeSide(`${host}/main.ts`, 'out/browser-host', 'cjs', true, 'node24', core);
}
if (what === 'all') {
  await buildNodeSide('src/main/electron/main.ts', 'out/main', 'es', false);
  await buildNodeSide('src/main/preload/preload.ts', 'out/preload', 'cjs', true);
}
