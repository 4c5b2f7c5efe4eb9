const whole = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 0 });

/** 0.374 → 37 %. A fraction that is there but under half a percent is `<1 %`, never a plain 0. */
export function formatPercent(fraction: number): string {
  if (fraction > 0 && fraction < 0.005) return '<1 %';
  return whole.format(fraction).replace('%', ' %');
}
