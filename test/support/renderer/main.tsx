/// <reference types="vite/client" />
import { startApp } from '../../../src/renderer/app/start-app.tsx';
import { fakeScenario } from '../fake-scenario.ts';
import { createFakeCore } from '../fake-transport.ts';

/** The real app on a site in memory: `?hosts=3&vms=24&scenario=broken&seed=7&theme=dark&moves=stepped`. */
const query = new URLSearchParams(location.search);
const number = (name: string, fallback: number) => Number(query.get(name) ?? fallback);

const core = createFakeCore(
  fakeScenario(query.get('scenario') ?? 'calm', {
    seed: number('seed', 7),
    hosts: number('hosts', 3),
    vms: number('vms', 24),
    now: Date.now(),
  }),
  query.get('moves') === 'stepped' ? 'stepped' : 'timed',
);
const theme = query.get('theme');
if (theme === 'light' || theme === 'dark') {
  core.emit([{ type: 'settings', settings: { ...core.state().settings, theme } }]);
}
const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
const store = startApp(root, core);
Reflect.set(window, 'fake', { core, store });
