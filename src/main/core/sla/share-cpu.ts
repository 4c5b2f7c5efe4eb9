/** What one domain wants of its host's CPU: pCPUs, and what its weight says against others. */
interface CpuClaim {
  readonly demand: number;
  readonly weight: number;
}

/**
 * What a domain's weight comes to against others': credit gives it to the domain as a whole,
 * credit2 to each of its vCPUs that has work.
 */
export function claimWeight(scheduler: string, weight: number, busyVcpus: number): number {
  return scheduler === 'credit2' ? weight * Math.max(Math.ceil(busyVcpus), 1) : weight;
}

/**
 * How Xen's credit schedulers divide a host: by weight, none more than it wants, and what one
 * leaves goes to the others by weight again. Answers pCPUs, in the claims' order.
 */
export function shareCpu(claims: readonly CpuClaim[], pcpus: number): number[] {
  const shares = claims.map(() => 0);
  let left = pcpus;
  let hungry = claims.map((_, index) => index);
  while (hungry.length > 0 && left > 1e-9) {
    const weights = hungry.reduce((sum, index) => sum + (claims[index]?.weight ?? 0), 0);
    const part = left / weights;
    const isSated = (index: number) => {
      const { demand = 0, weight = 0 } = claims[index] ?? {};
      return demand <= part * weight;
    };
    const sated = hungry.filter(isSated);
    for (const index of sated.length > 0 ? sated : hungry) {
      const { demand = 0, weight = 0 } = claims[index] ?? {};
      const given = sated.length > 0 ? demand : part * weight;
      shares[index] = given;
      left -= given;
    }
    hungry = sated.length > 0 ? hungry.filter((index) => !isSated(index)) : [];
  }
  return shares;
}
