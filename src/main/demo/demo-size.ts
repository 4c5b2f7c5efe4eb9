/** What `npm start` opens: hosts that differ in all that matters, and a row of one kind that is far too large. */
export const demoSize = { hosts: 10, vms: 64, seed: 7 } as const;
