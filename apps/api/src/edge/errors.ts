/** Nobody is signed in, and no key was sent that opens anything. */
export class Unauthenticated extends Error {
  override readonly name = 'Unauthenticated';
  constructor() {
    super('sign in, or send a key: Authorization: Bearer KEY');
  }
}

/** Somebody asks who may not. */
export class Denied extends Error {
  override readonly name = 'Denied';
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** More than one may have at once. */
export class TooMany extends Error {
  override readonly name = 'TooMany';
  constructor(
    readonly code: string,
    message: string,
    readonly retryAfterSeconds: number,
  ) {
    super(message);
  }
}

/** More bytes than are taken. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge';
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** There is no such thing. `code` says of what kind, such as `contact.unknown`. */
export class Missing extends Error {
  override readonly name = 'Missing';
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
