/** Where dom0 keeps what is for clients. */
export const clientFolder = '/var/lib/stateless';

/** Where its domains' configurations lie. */
export const clientConfigDir = '/etc/xen';
