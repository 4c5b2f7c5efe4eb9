import {
  type NewClientsRequest,
  newClientsRequestSchema,
} from '../../../shared/images/new-clients.ts';

/** The form as it is typed: every number a text. */
export interface NewClientsForm {
  kind: 'xen-vm' | 'bare-metal';
  names: string;
  count: string;
  source: string;
  group: string;
  list: string;
  drive: 'nfs' | 'block';
  device: string;
  hosts: ReadonlySet<string>;
  type: 'pv' | 'pvh';
  memoryMiB: string;
  vcpus: string;
  bridge: string;
  autostart: boolean;
  start: boolean;
}

type Source = Pick<NewClientsRequest, 'role' | 'digest' | 'channel'>;

/** What the form asks for, or the first thing in it that cannot be understood. Pure. */
export function newClientsWish(
  form: NewClientsForm,
  source: Source | undefined,
  seed: string,
): { request: NewClientsRequest } | { request: null; why: string } {
  const not = (why: string) => ({ request: null, why });
  if (!source) return not('There is no image yet: build or import one first.');
  if (form.kind === 'bare-metal' ? form.list.trim() === '' : form.names.trim() === '') {
    return not(form.kind === 'bare-metal' ? 'List the machines.' : 'Say how they are called.');
  }
  if (form.kind === 'xen-vm' && form.hosts.size === 0) return not('Choose a host.');
  const parsed = newClientsRequestSchema.safeParse({
    ...source,
    ...{ group: form.group.trim(), names: form.names, seed },
    count: form.count.trim() === '' ? null : Number(form.count),
    drive:
      form.kind === 'bare-metal' && form.drive === 'block'
        ? { kind: 'block', device: form.device.trim() }
        : { kind: 'nfs' },
    machines:
      form.kind === 'bare-metal'
        ? { kind: 'bare-metal', list: form.list }
        : {
            ...{ kind: 'xen-vm', hostIds: [...form.hosts], type: form.type },
            ...{ memoryMiB: Number(form.memoryMiB), vcpus: Number(form.vcpus) },
            ...{ bridge: form.bridge.trim(), autostart: form.autostart, start: form.start },
          },
  });
  if (parsed.success) return { request: parsed.data };
  const [issue] = parsed.error.issues;
  const field = String(issue?.path.at(-1) ?? '');
  return not(`${fieldNames[field] ?? 'Something'}: ${issue?.message ?? 'cannot be understood'}`);
}

const fieldNames: Record<string, string> = {
  group: 'Group',
  count: 'How many',
  device: 'Device',
  memoryMiB: 'Memory',
  vcpus: 'vCPUs',
  bridge: 'Bridge',
  names: 'Names',
  list: 'Machines',
};
