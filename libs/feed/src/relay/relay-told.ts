/** What a relay tells on the way. */
export interface RelayTold {
  /** A batch is acknowledged and its checkpoint moved. `seconds`: from the first byte to the last acknowledgement. */
  published(batch: { readonly events: number; readonly seconds: number }): void;
  /** It cannot go on by itself: what to do is in the message. The relay has ended. */
  stopped(error: Error): void;
}
