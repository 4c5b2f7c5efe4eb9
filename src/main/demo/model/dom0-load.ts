/** dom0's own work in pCPUs, whatever its guests do. */
export const dom0Idle = 0.12;

/** What dom0 works per pCPU that its guests use: their I/O is charged to it. */
export const dom0PerGuest = 0.06;
