const colors: Readonly<Record<string, string>> = {
  user: 'var(--series-1)',
  guardian: 'var(--series-4)',
  hook: 'var(--series-6)',
};

/** Who decided has the same colour on every board. */
export function reviewerColor(reviewer: string): string {
  return colors[reviewer] ?? 'var(--series-other)';
}
