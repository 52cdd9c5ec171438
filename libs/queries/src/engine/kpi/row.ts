import type { Figure } from './figure.js';

/** A figure of one value of each slice, in one part of the period; of all, where neither was asked for. */
export interface KpiRow extends Figure {
  readonly slice: Readonly<Record<string, string | null>>;
  /** The local day the part begins with; null without buckets. */
  readonly bucket: string | null;
  /** Where its figure compares this slice: between what its share is, at 95 %; null of nothing. */
  readonly interval?: { readonly lower: number; readonly upper: number } | null;
}
