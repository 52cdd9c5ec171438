/** Round numbers from 0, or below it, to a top that holds everything: at most five of them. */
export function ticks(low: number, high: number): readonly number[] {
  const bottom = Math.min(0, low);
  const span = Math.max(high, 0) - bottom || 1;
  const rough = span / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((one) => one * power).find((one) => one >= rough)!;
  const first = Math.floor(bottom / step);
  const last = Math.ceil((bottom + span) / step - 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}
