/** The mark of assets/icon.svg, drawn for small sizes. */
export function Logo({ size }: { size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="7.5" fill="#12384f" />
      <rect x="6" y="7" width="9" height="8" rx="2" fill="#7fb2cf" />
      <rect
        x="17"
        y="7"
        width="9"
        height="8"
        rx="2"
        fill="none"
        stroke="#7fb2cf"
        strokeWidth="1.6"
        strokeDasharray="2.4 1.8"
      />
      <rect x="6" y="17" width="9" height="8" rx="2" fill="#7fb2cf" />
      <rect x="17" y="17" width="9" height="8" rx="2" fill="#4fd1b0" />
    </svg>
  );
}
