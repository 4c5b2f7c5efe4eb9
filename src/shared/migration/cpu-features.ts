/**
 * Names of CPU feature bits by word and bit of Xen's hw_caps: 1d, 1c, e1d, e1c, Da1, 7b0, 7c0, e7d
 * (xen/include/public/arch-x86/cpufeatureset.h). Only those that guests are known to miss; the
 * others are named by word and bit.
 */
const names: Record<string, string> = {
  '0:23': 'mmx',
  '0:25': 'sse',
  '0:26': 'sse2',
  '0:28': 'htt',
  '1:0': 'sse3',
  '1:1': 'pclmulqdq',
  '1:9': 'ssse3',
  '1:12': 'fma',
  '1:13': 'cx16',
  '1:19': 'sse4.1',
  '1:20': 'sse4.2',
  '1:21': 'x2apic',
  '1:22': 'movbe',
  '1:23': 'popcnt',
  '1:25': 'aes',
  '1:26': 'xsave',
  '1:28': 'avx',
  '1:29': 'f16c',
  '1:30': 'rdrand',
  '2:20': 'nx',
  '2:26': 'page1gb',
  '2:27': 'rdtscp',
  '2:29': 'lm',
  '3:5': 'abm',
  '3:6': 'sse4a',
  '4:0': 'xsaveopt',
  '4:1': 'xsavec',
  '4:3': 'xsaves',
  '5:0': 'fsgsbase',
  '5:3': 'bmi1',
  '5:5': 'avx2',
  '5:7': 'smep',
  '5:8': 'bmi2',
  '5:9': 'erms',
  '5:16': 'avx512f',
  '5:18': 'rdseed',
  '5:19': 'adx',
  '5:20': 'smap',
  '5:29': 'sha',
  '6:2': 'umip',
  '6:3': 'pku',
};

/** vmx and svm are the host's own: a guest has them only with nestedhvm, which cannot move anyway. */
const hostOnly: Record<number, number> = { 1: 1 << 5, 3: 1 << 2 };

/**
 * Features that the source's CPU has and the target's lacks, by name. Both are hw_caps as
 * `xl info` prints them; null when either is not in that form, so nothing can be said.
 */
export function missingFeatures(sourceCaps: string, targetCaps: string): string[] | null {
  const source = words(sourceCaps);
  const target = words(targetCaps);
  if (!source || !target) return null;
  const missing: string[] = [];
  source.forEach((word, index) => {
    const lacking = (word & ~(target[index] ?? 0) & ~(hostOnly[index] ?? 0)) >>> 0;
    for (let bit = 0; lacking >>> bit !== 0 && bit < 32; bit++) {
      if ((lacking >>> bit) & 1)
        missing.push(names[`${index}:${bit}`] ?? `word ${index} bit ${bit}`);
    }
  });
  return missing;
}

function words(caps: string): number[] | null {
  if (!/^[0-9a-f]{8}(?::[0-9a-f]{8})*$/i.test(caps)) return null;
  return caps.split(':').map((word) => Number.parseInt(word, 16));
}
