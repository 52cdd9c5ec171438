/** A page ends with the event that makes its texts this large, in bytes, however many were asked for. */
export const PAGE_BYTES = 16 * 1024 * 1024;
