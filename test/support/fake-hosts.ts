import { appError } from '../../src/shared/app-error.ts';
import type { MethodInput, MethodName, MethodOutput } from '../../src/shared/contract/methods.ts';
import { accessSchema } from '../../src/shared/model/connection.ts';
import type { SiteEvent, SiteState } from '../../src/shared/model/site.ts';
import { err, ok, type Result } from '../../src/shared/result.ts';

type HostHandlers = {
  [M in Extract<MethodName, `hosts.${string}`>]: (input: MethodInput<M>) => Result<MethodOutput<M>>;
};

/** Hosts of a core without any: they are put into the site as they are entered, and stay on their way. */
export function createFakeHosts(site: {
  state: () => SiteState;
  emit: (events: readonly SiteEvent[]) => void;
}): HostHandlers {
  const { state, emit } = site;
  const unknownHost = err(appError('host-not-found', 'There is no such host.'));
  return {
    'hosts.suggestions': () =>
      ok({
        hosts: [
          { alias: 'xen-a', address: '10.77.0.1', port: 22, user: 'root' },
          { alias: 'xen-b', address: '10.77.0.2', port: 22, user: 'root' },
          { alias: 'backup', address: 'backup.example.org', port: 2222, user: 'admin' },
        ],
        problem: null,
      }),
    'hosts.add': ({ label, access }) => {
      const id = `new-${Object.keys(state().hosts).length + 1}`;
      emit([
        { type: 'site', kind: 'own' },
        {
          type: 'host-put',
          host: {
            id,
            label,
            access: accessSchema.parse(access),
            link: {
              state: 'connecting',
              since: Date.now(),
              lastSeen: null,
              retryAt: null,
              error: null,
            },
            toolstack: 'unknown',
            facts: null,
            usage: null,
          },
        },
      ]);
      return ok({ hostId: id });
    },
    'hosts.update': ({ hostId, label }) => {
      const host = state().hosts[hostId];
      if (!host) return unknownHost;
      emit([{ type: 'host-put', host: { ...host, label } }]);
      return ok({});
    },
    'hosts.remove': ({ hostId }) => {
      emit([{ type: 'host-removed', hostId }]);
      return ok({});
    },
    'hosts.connect': ({ hostId }) => {
      const host = state().hosts[hostId];
      if (!host) return unknownHost;
      const link = { ...host.link, state: 'connecting' as const, retryAt: null };
      emit([{ type: 'host-put', host: { ...host, link } }]);
      return ok({});
    },
    'hosts.disconnect': ({ hostId }) => {
      const host = state().hosts[hostId];
      if (!host) return unknownHost;
      const link = { ...host.link, state: 'idle' as const, error: null, retryAt: null };
      emit([{ type: 'host-put', host: { ...host, link } }]);
      return ok({});
    },
    'hosts.refresh': () => ok({}),
    'hosts.pinnedKey': () =>
      ok({
        key: {
          type: 'ssh-ed25519',
          fingerprint: 'SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU',
          blob: '',
        },
      }),
  };
}
