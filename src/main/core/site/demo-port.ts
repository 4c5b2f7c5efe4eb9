import type { Access, HostKey } from '../../../shared/model/connection.ts';
import type { Fencing } from '../../../shared/outage/outage.ts';
import type { SamplePast } from '../samples/with-past.ts';

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
  /** What it used before it was started; null: that is not known. */
  readonly past: SamplePast | null;
  /** How its hosts are fenced, by host. */
  readonly fencing: Readonly<Record<string, Fencing>>;
  /** As if a host's plug were pulled, or put in again. Answers when it is. */
  setPower(hostId: string, on: boolean): Promise<void>;
  close(): Promise<void>;
}
