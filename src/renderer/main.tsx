import './app/zod-without-eval.ts';
import { startApp } from './app/start-app.tsx';
import { pickTransport } from './transport/pick-transport.ts';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
startApp(root, pickTransport());
