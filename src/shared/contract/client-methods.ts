import { z } from 'zod';
import { conversionRequestSchema, conversionSchema } from '../images/conversion.ts';
import { nameSchema } from '../images/names.ts';
import { method } from './method.ts';

const serverId = z.string();
const request = z.object({ serverId, request: conversionRequestSchema }).strict();
const begun = z.object({ jobIds: z.array(z.string()) });

/** VMs that become clients of an image server. */
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
} as const;
