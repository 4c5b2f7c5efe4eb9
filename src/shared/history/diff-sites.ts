import { z } from 'zod';
import type { Vm } from '../model/vm.ts';
import { diffFields, type FieldChange, fieldChangeSchema } from './diff-fields.ts';
import { hunkSchema } from './hunk.ts';
import { hostFields, volatileVmFields } from './object-fields.ts';
import type { PastSite } from './past-site.ts';

const changeKinds = [
  'host',
  'vm',
  'config',
  // What image servers are and keep.
  'image-server',
  'role',
  'image',
  'packed-image',
  'channel',
  'client',
  'rollout',
] as const;

/** One object that is not as it was. `fields` are all that differ, for a new one all it has. */
export const objectChangeSchema = z.object({
  /** `config`: a VM's configuration file. */
  kind: z.enum(changeKinds),
  /** `moved`: the same guest, by its UUID, on another host. */
  change: z.enum(['added', 'removed', 'changed', 'moved']),
  /** The host, or the image server, where it is, or was before it went. */
  hostId: z.string(),
  /** The VM's name; the host's label; the file's path; of an image its role and digest. */
  name: z.string(),
  /** For `moved`: where it was, and under which name. */
  from: z.object({ hostId: z.string(), name: z.string() }).nullable(),
  fields: z.array(fieldChangeSchema),
  /** For `config`: the lines that differ. */
  hunks: z.array(hunkSchema).optional(),
});
export type ObjectChange = z.infer<typeof objectChangeSchema>;

/**
 * What makes one site into the other, hosts first, each in the order of the later site and then
 * what is gone. Equal sites have no changes. Objects that are shared are not looked into.
 */
export function diffSites(before: PastSite, after: PastSite): ObjectChange[] {
  return [...diffHosts(before, after), ...diffVms(before, after)];
}

function diffHosts(before: PastSite, after: PastSite): ObjectChange[] {
  const changes: ObjectChange[] = [];
  const base = { kind: 'host', from: null } as const;
  for (const [hostId, host] of Object.entries(after.hosts)) {
    const old = before.hosts[hostId];
    if (old === host) continue;
    const fields = diffFields(old ? hostFields(old) : {}, hostFields(host));
    if (fields.length === 0) continue;
    const change = old ? 'changed' : 'added';
    changes.push({ ...base, change, hostId, name: host.label, fields });
  }
  for (const [hostId, host] of Object.entries(before.hosts)) {
    if (after.hosts[hostId]) continue;
    const fields = diffFields(hostFields(host), {});
    changes.push({ ...base, change: 'removed', hostId, name: host.label, fields });
  }
  return changes;
}

function diffVms(before: PastSite, after: PastSite): ObjectChange[] {
  const changes: ObjectChange[] = [];
  const came: Vm[] = [];
  for (const vm of allVms(after)) {
    const old = vmAt(before, vm.hostId, vm.name);
    if (!old) came.push(vm);
    else if (old !== vm) {
      const fields = diffFields(old, vm, volatileVmFields);
      if (fields.length > 0) changes.push(vmChange('changed', vm, fields));
    }
  }
  const went = [...allVms(before)].filter((vm) => !vmAt(after, vm.hostId, vm.name));
  const wentByUuid = new Map(went.flatMap((vm) => (vm.uuid === null ? [] : [[vm.uuid, vm]])));
  for (const vm of came) {
    const old = vm.uuid === null ? undefined : wentByUuid.get(vm.uuid);
    if (!old || old.hostId === vm.hostId) {
      changes.push(vmChange('added', vm, diffFields({}, vm, volatileVmFields)));
      continue;
    }
    wentByUuid.delete(old.uuid ?? '');
    went.splice(went.indexOf(old), 1);
    const from = { hostId: old.hostId, name: old.name };
    const fields = diffFields(old, vm, volatileVmFields);
    changes.push({ ...vmChange('moved', vm, fields), from });
  }
  for (const vm of went)
    changes.push(vmChange('removed', vm, diffFields(vm, {}, volatileVmFields)));
  return changes;
}

function vmChange(change: ObjectChange['change'], vm: Vm, fields: FieldChange[]): ObjectChange {
  return { kind: 'vm', change, hostId: vm.hostId, name: vm.name, from: null, fields };
}

function* allVms(site: PastSite): Generator<Vm> {
  for (const vms of Object.values(site.vms)) yield* Object.values(vms);
}

/** A VM may be named like a property of every object. */
function vmAt(site: PastSite, hostId: string, name: string): Vm | undefined {
  const vms = site.vms[hostId];
  return vms && Object.hasOwn(vms, name) ? vms[name] : undefined;
}
