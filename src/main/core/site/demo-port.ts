import type { Access, HostKey } from '../../../shared/model/connection.ts';

/** The embedded demo site as the core sees it: hosts to connect to, keys and all, and an end. */
export interface DemoPort {
  readonly hosts: readonly { id: string; label: string; access: Access; hostKey: HostKey }[];
  readonly imageServers: readonly {
    id: string;
    label: string;
    access: Access;
    hostKey: HostKey;
    root: string;
  }[];
  close(): Promise<void>;
}
