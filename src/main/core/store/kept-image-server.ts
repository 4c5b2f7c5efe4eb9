import { z } from 'zod';
import { type Access, accessSchema } from '../../../shared/model/connection.ts';

/** An image server as the user entered it. */
export interface KeptImageServer {
  id: string;
  label: string;
  access: Access;
  root: string;
}

const row = z.object({ id: z.string(), label: z.string(), access: z.string(), root: z.string() });

/** A server from its row of `image_servers`. Throws at a row that is none. */
export function keptImageServer(raw: unknown): KeptImageServer {
  const { access, ...rest } = row.parse(raw);
  return { ...rest, access: accessSchema.parse(JSON.parse(access)) };
}
