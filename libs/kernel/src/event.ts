import type { EventId, NodeId } from './ids.js';
import { InvalidInput, type Problem } from './problem.js';
import { checkFields, objectSchema, type Category, type Fields, type JsonSchema, type Shape } from './shape.js';

/** How many ids a role of `about` holds. */
export type Role = 'required' | 'optional' | 'many';
export const required = 'required' as const;
/** A role that may be missing. */
export const perhaps = 'optional' as const;
/** A role that holds a list of ids, perhaps an empty one. */
export const many = 'many' as const;

type AboutRoles = Readonly<Record<string, Role>>;

/** Ids by role: whom and what an event concerns. */
export type About<R extends AboutRoles> = { readonly [K in keyof R as R[K] extends 'required' ? K : never]: string } & {
  readonly [K in keyof R as R[K] extends 'optional' ? K : never]?: string;
} & { readonly [K in keyof R as R[K] extends 'many' ? K : never]?: readonly string[] };

/** A personal value as definitions see it: it may only go into columns typed personal, and may be erased. */
declare const personalBrand: unique symbol;
export interface Personal<T> {
  readonly [personalBrand]: T;
}

/** What a personal field yields once its key is destroyed. */
export const erased = Object.freeze({ erased: true, toJSON: () => ({ erased: true }) } as const);
export type Erased = typeof erased;

/** Whether an opened personal value is gone for good. */
export function isErased(value: unknown): value is Erased {
  return value === erased;
}

type PayloadShapes = Readonly<Record<string, Shape<unknown>>>;

/** A payload as it is read: personal fields are opaque until revealed. */
export type Opened<P extends PayloadShapes> = {
  readonly [K in keyof Fields<P>]: K extends keyof P
    ? P[K] extends { readonly personal?: undefined }
      ? Fields<P>[K]
      : Personal<Exclude<Fields<P>[K], undefined>> | undefined
    : never;
};

/** The value of a personal field, for those who may see it; null where missing or erased. */
export function reveal<T>(value: Personal<T> | undefined): T | null {
  return value === undefined || isErased(value) ? null : (value as unknown as T);
}

/** When something happened. `day` is a local date without a time; `none` is known to have happened, not when. */
export type When =
  | { readonly precision: 'instant'; readonly at: string }
  | { readonly precision: 'day'; readonly at: string }
  | { readonly precision: 'none' };

/** What a definition says happened, before the machinery adds who, when recorded, and which message. */
export interface Happening<D extends AnyEventDefinition = AnyEventDefinition> {
  readonly definition: D;
  readonly about: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly when?: When;
  /** The event whose statement this one replaces (`corrected`). */
  readonly supersedes?: EventId;
  /** What an amendment says of its target: its personal fields are sealed as the target's are, under the target's data subject. */
  readonly restates?: Happening;
}

/**
 * From an older version's payload to the next one's. `personal` are the older version's personal fields with their
 * category (what its definition's `personal` said): they are sealed, so that nothing else tells their names once their
 * key is destroyed. They come to `to` as `erased` then, and it passes them on as they are, under whatever name.
 */
export interface Upcaster {
  readonly personal: Readonly<Record<string, Category>>;
  readonly to: (payload: Record<string, unknown>) => Record<string, unknown>;
  /** The next version only has more fields: a payload reads as it is, and nothing of it is opened to be upcast. */
  readonly widens?: true;
}

/** The upcaster of a version that the next one only gives more optional fields to. */
export function widened(personal: Upcaster['personal']): Upcaster {
  return { personal, to: (payload) => payload, widens: true };
}

/** What payload fields say of companies: a source's group, a domain or a website, the group it belongs to. */
export type CompanyField = 'company' | 'domain' | 'parent';

/** The personal fields of a version of an event, with their category. */
export function personalOf(definition: AnyEventDefinition, version: number): Readonly<Record<string, Category>> {
  return definition.upcast[version]?.personal ?? definition.personal;
}

/** A published event: name, version, shape, whom it is about, what in it is personal. Frozen once published. */
export interface EventDefinition<Name extends string, R extends AboutRoles, P extends PayloadShapes> {
  readonly name: Name;
  readonly version: number;
  readonly about: R;
  readonly payload: P;
  /** Role whose person the personal fields are about; the first role unless declared otherwise. */
  readonly dataSubject: string;
  /** Personal fields with their category. */
  readonly personal: Readonly<Record<string, Category>>;
  /** The role whose id is the subject: the feed's key. */
  readonly subject: string;
  /** Payload fields whose values (a text, or a list of texts) name companies: intake puts their nodes into `about`. */
  readonly companies: Readonly<Record<string, CompanyField>>;
  /** What kind of thing a role's id names, where the role is not called so: `{ owner: 'person' }`. */
  readonly refers: Readonly<Record<string, string>>;
  /**
   * Whether a file of another system may state it as history. What lets somebody in, or says how this installation works
   * for everybody, may not: that is decided here.
   */
  readonly importable: boolean;
  /** From the payload of an older version to the next one's, by the older version's number. */
  readonly upcast: Readonly<Record<number, Upcaster>>;
  /** The JSON schema of the payload: the API's. */
  readonly schema: JsonSchema;
  /** Makes a happening of this kind, checked. Throws InvalidInput (`event.invalid`). */
  of(about: About<R>, payload: Fields<P>, more?: { readonly when?: When; readonly supersedes?: EventId }): Happening;
  /** Problems of an untrusted payload, as paths below `payload`. */
  problems(payload: unknown): Problem[];
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- variance: any definition at all
export type AnyEventDefinition = EventDefinition<string, any, any>;

/** The opened payload type of a definition. */
export type PayloadOf<D> = D extends EventDefinition<string, AboutRoles, infer P> ? Opened<P> : never;
/** The about type of a definition. */
export type AboutOf<D> = D extends EventDefinition<string, infer R, PayloadShapes> ? About<R> : never;

/**
 * Declares an event.
 * Personal fields follow from their shapes (`text`, `url`, `identity`, ...); `open(shape)` says a field is not.
 */
export function event<const Name extends string, const R extends AboutRoles, const P extends PayloadShapes>(
  name: Name,
  version: number,
  says: {
    readonly about: R;
    readonly payload: P;
    readonly dataSubject?: keyof R & string;
    readonly companies?: { readonly [K in keyof P]?: CompanyField };
    readonly refers?: { readonly [K in keyof R]?: string };
    readonly importable?: true;
    readonly upcast?: Readonly<Record<number, Upcaster>>;
  },
): EventDefinition<Name, R, P> {
  const roles = Object.keys(says.about);
  const subject = roles[0];
  if (subject === undefined || says.about[subject] !== 'required')
    throw new Error(`event ${name}: the first role of about is its subject and must be required`);
  if (!/^[a-z]+(-[a-z]+)*$/.test(name)) throw new Error(`event ${name}: a name is kebab-case in past tense`);
  for (let v = 1; v < version; v++) {
    const upcaster = says.upcast?.[v];
    if (upcaster === undefined) throw new Error(`event ${name}: version ${v} has no upcaster`);
    if (typeof upcaster.to !== 'function' || typeof upcaster.personal !== 'object')
      throw new Error(`event ${name}: the upcaster of version ${v} says { personal, to }`);
  }
  const personal: Record<string, Category> = {};
  for (const [field, shape] of Object.entries(says.payload))
    if (shape.personal !== undefined) personal[field] = shape.personal;
  const definition: EventDefinition<Name, R, P> = {
    name,
    version,
    about: says.about,
    payload: says.payload,
    dataSubject: says.dataSubject ?? subject,
    personal,
    subject,
    companies: (says.companies ?? {}) as Readonly<Record<string, CompanyField>>,
    refers: (says.refers ?? {}) as Readonly<Record<string, string>>,
    importable: says.importable ?? false,
    upcast: says.upcast ?? {},
    schema: objectSchema(says.payload),
    problems(payload) {
      const problems: Problem[] = [];
      checkFields(says.payload, payload, 'payload', problems);
      return problems;
    },
    of(about, payload, more) {
      const problems = [
        ...aboutProblems(says.about, about),
        ...definition.problems(payload),
        ...nobodysProblems(definition, about, payload),
      ];
      if (problems.length > 0) throw new InvalidInput('event.invalid', problems);
      return {
        definition: definition as AnyEventDefinition,
        about: about,
        payload: payload,
        ...more,
      };
    },
  };
  return definition;
}

/** Personal fields are somebody's: without the person there is no key to seal them with. */
function nobodysProblems(
  { personal, dataSubject }: Pick<AnyEventDefinition, 'personal' | 'dataSubject'>,
  about: Readonly<Record<string, unknown>>,
  payload: Readonly<Record<string, unknown>>,
): Problem[] {
  if (about[dataSubject] !== undefined) return [];
  return Object.keys(personal)
    .filter((field) => payload[field] !== undefined)
    .map((field) => ({ where: `payload.${field}`, what: `is personal, and about.${dataSubject} names nobody` }));
}

function aboutProblems(roles: AboutRoles, about: Record<string, unknown>): Problem[] {
  const problems: Problem[] = [];
  for (const role of Object.keys(roles)) {
    const value = about[role];
    if (roles[role] === 'required' && typeof value !== 'string')
      problems.push({ where: `about.${role}`, what: 'is missing' });
    if (roles[role] === 'optional' && value !== undefined && typeof value !== 'string')
      problems.push({ where: `about.${role}`, what: 'must be an id' });
    if (roles[role] === 'many' && value !== undefined && !Array.isArray(value))
      problems.push({ where: `about.${role}`, what: 'must be a list of ids' });
  }
  for (const role of Object.keys(about))
    if (!Object.hasOwn(roles, role)) problems.push({ where: `about.${role}`, what: 'is not a role of this event' });
  return problems;
}

/** The ids of a profile: its strongest identifier's node first. */
export interface ProfileIds {
  readonly profile: NodeId;
  readonly others: readonly NodeId[];
}

/** All events this installation knows, by name. Throws when a name stands twice. */
export class EventCatalogue {
  private readonly byName = new Map<string, AnyEventDefinition>();
  constructor(definitions: readonly AnyEventDefinition[]) {
    for (const definition of definitions) {
      if (this.byName.has(definition.name)) throw new Error(`event ${definition.name} stands twice in the catalogue`);
      this.byName.set(definition.name, definition);
    }
  }
  /** The definition of a type, or undefined for one this build does not know. */
  find(type: string): AnyEventDefinition | undefined {
    return this.byName.get(type);
  }
  get all(): readonly AnyEventDefinition[] {
    return [...this.byName.values()];
  }
}
