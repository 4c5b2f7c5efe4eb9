import type { HostFacts } from '../../../../shared/model/host.ts';
import type { HostEntry, TableSource } from '../report-source.ts';
import { column, mebibytes, share, words, yesNo } from '../values.ts';

const kinds: Readonly<Record<HostFacts['storage'][number]['kind'], string>> = {
  filesystem: 'file system',
  'volume-group': 'volume group',
  block: 'block device',
};

export function storageTable(hosts: Iterable<HostEntry>): TableSource {
  return {
    kind: 'table',
    title: 'Storage',
    columns: [
      column('Host'),
      column('Storage'),
      column('Kind'),
      column('Source'),
      column('Shared'),
      column('Size', 'bytes'),
      column('Free', 'bytes'),
      column('Used', 'percent'),
    ],
    rows: (function* () {
      for (const { host } of hosts) {
        for (const { name, kind, type, source, shared, sizeMiB, freeMiB } of host.facts?.storage ??
          []) {
          yield [
            words(host.label),
            words(name),
            kind === 'filesystem' ? words(type) : kinds[kind],
            words(source),
            yesNo(shared),
            mebibytes(sizeMiB),
            mebibytes(freeMiB),
            share(sizeMiB - freeMiB, sizeMiB),
          ];
        }
      }
    })(),
    whenEmpty: 'No host told of any storage.',
  };
}
