import { z } from 'zod';

/** One address as it stands in an envelope: no name, no quotes, nothing that could end a header. */
export const mailAddressSchema = z
  .string()
  .max(254)
  .regex(/^[^\s@<>()[\],;:"\\]+@[^\s@<>()[\],;:"\\]+$/u);

/** `tls` from the first byte on, `starttls` before anything is said, `none`: not at all. */
export const mailSecurities = ['starttls', 'tls', 'none'] as const;
export type MailSecurity = (typeof mailSecurities)[number];

export const usualPorts: Readonly<Record<MailSecurity, number>> = {
  starttls: 587,
  tls: 465,
  none: 25,
};

/** How reports get to people by mail. The password is no part of it: it is a secret of the shell's. */
export const mailRouteSchema = z
  .object({
    server: z.string().regex(/^[^\s/@]{1,253}$/),
    port: z.number().int().min(1).max(65_535),
    security: z.enum(mailSecurities),
    /** Whoever logs in; empty: nobody does. */
    user: z.string().max(320),
    from: mailAddressSchema,
    to: z.array(mailAddressSchema).min(1).max(50),
  })
  .strict()
  .refine(({ security, user }) => security !== 'none' || user === '', {
    message: 'Nobody logs in without TLS: the password would be read on the way.',
  });
export type MailRoute = z.infer<typeof mailRouteSchema>;
