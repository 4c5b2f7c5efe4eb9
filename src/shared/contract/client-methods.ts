import { z } from 'zod';
import { conversionRequestSchema, conversionSchema } from '../images/conversion.ts';
import { hostClientRequestSchema, plannedHostClientSchema } from '../images/host-client.ts';
import { nameSchema } from '../images/names.ts';
import { newClientsPreviewSchema, newClientsRequestSchema } from '../images/new-clients.ts';
import { method } from './method.ts';

const serverId = z.string();
const request = z.object({ serverId, request: conversionRequestSchema }).strict();
const hostRequest = z.object({ serverId, request: hostClientRequestSchema }).strict();
const newRequest = { serverId, request: newClientsRequestSchema };
const begun = z.object({ jobIds: z.array(z.string()) });
const job = z.object({ jobId: z.string() }).strict();

/** VMs and Xen hosts that become clients of an image server, and clients that are made anew. */
export const clientMethods = {
  /** What is written where, for each VM, or why it cannot be. Changes nothing. */
  'clients.preview': method('read', request, z.object({ vms: z.array(conversionSchema) })),
  /** All of them, or none where one of them cannot be; a job each. */
  'clients.convert': method('destructive', request, begun),
  /** The configuration of before is put back; its file and its drive are set aside. */
  'clients.undo': method(
    'destructive',
    z.object({ serverId, clients: z.array(nameSchema).min(1).max(100) }).strict(),
    begun,
  ),
  /** What a Xen host would be as a client, and what its boot has to give its kernel. Changes nothing. */
  'clients.previewHost': method('read', hostRequest, plannedHostClientSchema),
  /** Writes its file. The host runs on as it is until its next start. */
  'clients.addHost': method('destructive', hostRequest, z.object({ client: nameSchema })),
  /** Everything that would be made, by its name, or why it cannot be. Changes nothing. */
  'clients.newPreview': method('read', z.object(newRequest).strict(), newClientsPreviewSchema),
  /** Makes them by one job. `agreed`: of the preview; `conflict` where it would be another by now. */
  'clients.create': method(
    'destructive',
    z.object({ ...newRequest, agreed: z.string() }).strict(),
    begun,
  ),
  /** Makes what an ended job of that kind has not made; what is there stays. */
  'clients.createRest': method('destructive', job, begun),
  /** Deletes those that such a job has made, and nothing else. */
  'clients.deleteMade': method('destructive', job, begun),
} as const;
