/** The only two IPC channels: calls into the core, deltas out of it. */
export const invokeChannel = 'stateroom:invoke';
export const deltaChannel = 'stateroom:delta';
