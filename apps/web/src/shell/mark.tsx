/** The product's mark. */
export function Mark({ size = 20 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden>
      <rect width="32" height="32" rx="8" fill="#3f51c9" />
      <path d="M6 16h5.5M20.5 16H26" stroke="#fff" strokeWidth="2.6" strokeLinecap="round" />
      <circle cx="16" cy="16" r="4.5" fill="none" stroke="#fff" strokeWidth="2.6" />
    </svg>
  );
}
