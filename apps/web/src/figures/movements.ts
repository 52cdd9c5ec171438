/** The slice that tells what moved recurring revenue. */
export const MOVEMENT = 'movement';

/** What moves recurring revenue: up, then down, each with the colour it has wherever it is drawn. */
export const MOVEMENTS = [
  { name: 'new', colour: 'var(--ch-blue)' },
  { name: 'expansion', colour: 'var(--ch-teal)' },
  { name: 'reactivation', colour: 'var(--ch-violet)' },
  { name: 'contraction', colour: 'var(--ch-yellow)' },
  { name: 'churn', colour: 'var(--ch-red)' },
] as const;
