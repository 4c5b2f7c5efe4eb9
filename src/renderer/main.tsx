import { askEarly } from './transport/ask-early.ts';
import { pickTransport } from './transport/pick-transport.ts';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
const transport = askEarly(pickTransport());
const { startApp } = await import('./app/start-app.tsx');
startApp(root, transport);
