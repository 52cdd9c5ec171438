/** What a key may be allowed to do. */
export const keyScopes = ['intake', 'read'] as const;
export type KeyScope = (typeof keyScopes)[number];
