import { setImmediate as nextTurn } from 'node:timers/promises';
import type { VmsJson } from '../../../shared/contract/snapshot-parts.ts';
import type { SiteState } from '../../../shared/model/site.ts';
import type { Vm } from '../../../shared/model/vm.ts';

type VmsOfHost = Record<string, Vm>;

/** The VMs of many hosts, each host's parsed when somebody first asks for them. */
export interface LateVms {
  readonly vms: SiteState['vms'];
  readonly vmsJson: VmsJson;
  /**
   * Parses all that nobody has asked for yet, in many turns of the event loop.
   * @returns whether all of it was JSON; what was not was read again, with more care.
   */
  parseVms(): Promise<boolean>;
}

/** A few milliseconds. */
const hostsInTurn = 25;

/**
 * VMs are nearly all of a site. A page is sent the bytes they were stored as, and has them before
 * this side has made objects of them: nobody waits for that before the first look.
 */
export function createLateVms(): LateVms & {
  /** @param read for bytes that turn out to be no JSON. */
  addJson(hostId: string, json: Uint8Array, read: () => VmsOfHost): void;
  add(hostId: string, vms: VmsOfHost): void;
} {
  const vms: SiteState['vms'] = {};
  /** By what stands for a host's VMs: the getter, or the object that it gave to a copy of `vms`. */
  const known = new WeakMap<object, Uint8Array>();
  let sound = true;

  return {
    vms,
    add(hostId, of) {
      Object.defineProperty(vms, hostId, { ...field, value: of, writable: true });
    },
    addJson(hostId, json, read) {
      let parsed: VmsOfHost | undefined;
      function get(): VmsOfHost {
        if (parsed) return parsed;
        const found = parseVms(json);
        if (found) known.set(found, json);
        else {
          sound = false;
          known.delete(get);
        }
        parsed = found ?? read();
        return parsed;
      }
      known.set(get, json);
      Object.defineProperty(vms, hostId, { ...field, get });
    },
    vmsJson(all, hostId) {
      const { get, value } = Object.getOwnPropertyDescriptor(all, hostId) ?? {};
      return known.get(get ?? value);
    },
    async parseVms() {
      let turn = 0;
      for (const hostId of Object.keys(vms)) {
        void vms[hostId];
        if (++turn % hostsInTurn === 0) await nextTurn();
      }
      return sound;
    },
  };
}

/** A host may have any id, so none is assigned to. */
const field = { enumerable: true, configurable: true };

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Null: that is no JSON. */
function parseVms(json: Uint8Array): VmsOfHost | null {
  try {
    return JSON.parse(utf8.decode(json));
  } catch {
    return null;
  }
}
