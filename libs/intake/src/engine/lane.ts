/** Work that is done one after the other, in the order asked for. */
export class Lane {
  private last: Promise<unknown> = Promise.resolve();

  /** Does the work once what was asked for before is done, however that ended. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.last.then(work, work);
    this.last = result.catch(() => undefined);
    return result;
  }
}
