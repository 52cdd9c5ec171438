type NamedOnly<T> = {
  readonly [K in keyof T as undefined extends T[K] ? never : K]: T[K];
} & { readonly [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined> };

/** The members that have a value: events leave out what nobody named. */
export function namedOnly<T extends object>(members: T): NamedOnly<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as NamedOnly<T>;
}
