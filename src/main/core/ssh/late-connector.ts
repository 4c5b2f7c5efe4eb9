import type { SshConnector } from './ssh-connector.ts';

/** The connector on ssh2, which is loaded with the first connection: a board needs none to be shown. */
export function createLateConnector(): SshConnector {
  let loaded: Promise<SshConnector> | null = null;
  return {
    async connect(request) {
      loaded ??= import('./ssh2-connector.ts').then((module) => module.createSsh2Connector());
      return (await loaded).connect(request);
    },
  };
}
