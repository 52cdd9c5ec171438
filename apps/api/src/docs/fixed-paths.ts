import type { ConnectorDefinition, KpiDefinition } from '#kernel';
import { BUCKETS, PARTS } from '#queries';
import { importPaths } from './import-paths.js';
import { object, operation, text, type PathItem } from './operation.js';

/** Paths that have a controller of their own. */
export function fixedPaths(kpis: readonly KpiDefinition[]): Readonly<Record<string, PathItem>> {
  const named = kpis.map((kpi) => kpi.name).join(', ');
  const figure = {
    from: text,
    to: text,
    by: text,
    where: { type: 'array', items: text },
    bucket: { enum: [...BUCKETS] },
    version: { type: 'integer' },
    currency: text,
    asOf: text,
    asKnownAt: text,
    minPosition: { type: 'integer' },
  };
  return {
    '/api/session': {
      get: operation({ tag: 'session', summary: 'Who is signed in; 401 for nobody' }),
      post: operation({ tag: 'session', summary: 'Sign in', body: object({ email: text, password: text }) }),
      delete: operation({ tag: 'session', summary: 'Sign out' }),
    },
    '/api/session/link': {
      post: operation({
        tag: 'session',
        summary: 'First sign-in by one-time link',
        body: object({ token: text, password: text, name: text }, ['token', 'password']),
      }),
    },
    '/api/contacts/{contact}/link': {
      post: operation({
        tag: 'contacts',
        summary: 'Link a contact with another one (needs contacts.link)',
        path: ['contact'],
        body: object({ with: text, reason: text }, ['with']),
      }),
    },
    '/api/contacts/{contact}/unlink': {
      post: operation({
        tag: 'contacts',
        summary:
          'Take an identifier of a contact apart from another one, the first seen unless said (needs contacts.link)',
        path: ['contact'],
        body: object({ node: text, from: text, reason: text }, ['node']),
      }),
    },
    '/api/companies/{company}/link': {
      post: operation({
        tag: 'companies',
        summary: 'Say that two companies are one (needs contacts.link)',
        path: ['company'],
        body: object({ with: text, reason: text }, ['with']),
      }),
    },
    '/api/companies/{company}/unlink': {
      post: operation({
        tag: 'companies',
        summary:
          'Take an identifier of a company apart from another one, the first seen unless said (needs contacts.link)',
        path: ['company'],
        body: object({ node: text, from: text, reason: text }, ['node']),
      }),
    },
    '/api/companies/{company}/parent': {
      post: operation({
        tag: 'companies',
        summary: 'Say which company it belongs to, null for none (needs contacts.correct)',
        path: ['company'],
        body: object({ parent: { type: ['string', 'null'] }, reason: text }, ['parent']),
      }),
    },
    '/api/companies/{company}/fields': {
      post: operation({
        tag: 'companies',
        summary: 'Correct fields of a company, null where there is none (needs contacts.correct)',
        path: ['company'],
        body: object({ fields: { type: 'object' }, reason: text }, ['fields']),
      }),
    },
    '/api/reassignments': {
      post: operation({
        tag: 'ownership',
        summary: 'Give what somebody owns to somebody else, or to nobody, under one id (needs owners.assign)',
        body: object({ from: text, to: text, team: text, reason: text }, ['from']),
      }),
    },
    '/api/reassignments/{reassignment}/undo': {
      post: operation({
        tag: 'ownership',
        summary: 'Take a reassignment back as a whole (needs owners.assign)',
        path: ['reassignment'],
        body: object({ reason: text }),
      }),
    },
    '/api/duplicates/dismiss': {
      post: operation({
        tag: 'contacts',
        summary: 'Say that two contacts are not one, though they look like it (needs contacts.link)',
        body: object({ contact: text, other: text, reason: text }, ['contact', 'other']),
      }),
    },
    '/api/identifiers/{node}/shared': {
      post: operation({
        tag: 'contacts',
        summary: 'Say that an identifier is used by several people: it joins nobody any more (needs contacts.link)',
        path: ['node'],
        body: object({ reason: text }),
      }),
    },
    '/api/identifiers/{node}/own': {
      post: operation({
        tag: 'contacts',
        summary: 'Say that an identifier is somebody’s own: it joins again (needs contacts.link)',
        path: ['node'],
        body: object({ reason: text }),
      }),
    },
    '/api/keys': {
      post: operation({
        tag: 'staff',
        summary: 'Issue a key, of a webhook too: shown once (needs keys.manage)',
        body: object({ name: text, scopes: { type: 'array', items: text }, webhook: text, signingSecret: text }, [
          'name',
          'scopes',
        ]),
      }),
    },
    '/api/keys/{id}/webhook': {
      post: operation({
        tag: 'staff',
        summary: 'Set what the source of a key’s webhook signs with (needs keys.manage)',
        body: object({ webhook: text, signingSecret: text }, ['webhook']),
        path: ['id'],
      }),
    },
    '/api/keys/{id}/revoke': {
      post: operation({ tag: 'staff', summary: 'Revoke a key (needs keys.manage)', path: ['id'] }),
    },
    ...importPaths(),
    '/api/people': {
      post: operation({
        tag: 'staff',
        summary: 'Add a person: answers their one-time link (needs staff.manage)',
        body: object({ email: text, role: text, name: text }, ['email', 'role']),
      }),
    },
    '/api/people/{id}/link': {
      post: operation({ tag: 'staff', summary: 'Issue a new one-time link (needs staff.manage)', path: ['id'] }),
    },
    '/api/people/{id}/remove': {
      post: operation({ tag: 'staff', summary: 'Remove a person (needs staff.manage)', path: ['id'] }),
    },
    '/api/quarantine': {
      get: operation({
        tag: 'quarantine',
        summary: 'Messages that could not become events, newest first (needs quarantine.read)',
        query: { source: text, reason: text, state: text, cursor: text, limit: { type: 'integer' } },
      }),
    },
    '/api/quarantine/{id}': {
      get: operation({ tag: 'quarantine', summary: 'One of them, opened, with what is wrong', path: ['id'] }),
    },
    '/api/quarantine/{id}/replay': {
      post: operation({
        tag: 'quarantine',
        summary: 'Bring it in again, as it was or with another message in its place (needs quarantine.write)',
        path: ['id'],
        body: object({ message: { type: 'object' } }, []),
      }),
    },
    '/api/quarantine/{id}/discard': {
      post: operation({
        tag: 'quarantine',
        summary: 'Say that it will never become an event, and why',
        path: ['id'],
        body: object({ reason: text }),
      }),
    },
    '/api/quarantine/retry': {
      post: operation({
        tag: 'quarantine',
        summary: 'Try up to a hundred that wait again, after a fix; `next` says where to go on',
        body: object({ source: text, reason: text, cursor: text }, []),
      }),
    },
    '/api/kpis': {
      get: operation({ tag: 'figures', summary: 'The catalogue of figures (needs kpis.read)' }),
      post: operation({
        tag: 'figures',
        summary: 'Defines a figure of this workspace, from a YAML document (needs kpis.define)',
        body: object({ document: text }),
      }),
    },
    '/api/kpis/{name}': {
      get: operation({
        tag: 'figures',
        summary: `A figure for a period: ${named}`,
        path: ['name'],
        query: { ...figure, compare: { enum: ['previous'] } },
      }),
    },
    '/api/kpis/{name}/drill': {
      get: operation({
        tag: 'figures',
        summary: 'The records a figure counts',
        path: ['name'],
        query: {
          ...figure,
          part: { enum: [...PARTS] },
          slice: { type: 'array', items: text },
          in: text,
          cursor: text,
          limit: { type: 'integer' },
        },
      }),
    },
    '/api/projections': { get: operation({ tag: 'operation', summary: 'Read models and how far they are' }) },
    '/api/projections/{name}/dead-letters': {
      get: operation({ tag: 'operation', summary: 'Parked events of a read model', path: ['name'] }),
    },
    '/api/projections/{name}/rebuild': {
      post: operation({ tag: 'operation', summary: 'Rebuild beside the live one', path: ['name'] }),
    },
    '/api/projections/{name}/rollback': {
      post: operation({ tag: 'operation', summary: 'Go back to the generation before', path: ['name'] }),
    },
    '/api/requests/{id}': {
      get: operation({ tag: 'operation', summary: 'What became of a rebuild, rollback or retry', path: ['id'] }),
    },
    '/api/dead-letters/{id}/retry': {
      post: operation({ tag: 'operation', summary: 'Try the parked events of its read model again', path: ['id'] }),
    },
    '/api/reactions/{name}/dead-letters': {
      get: operation({ tag: 'operation', summary: 'What a reaction parked', path: ['name'] }),
    },
    '/api/reaction-dead-letters/{id}/retry': {
      post: operation({ tag: 'operation', summary: 'Carry out now what was parked', path: ['id'] }),
    },
    '/api/reactions': { get: operation({ tag: 'operation', summary: 'Reactions and how far they are' }) },
    '/api/freshness': { get: operation({ tag: 'operation', summary: 'How far read models are behind' }) },
    '/api/live': {
      get: operation({ tag: 'operation', summary: 'Server-sent events: what changed, up to which position' }),
    },
    '/health/live': { get: operation({ tag: 'operation', summary: 'Whether the process is worth keeping' }) },
    '/health/ready': { get: operation({ tag: 'operation', summary: 'Whether it can do its work now' }) },
    '/metrics': { get: operation({ tag: 'operation', summary: 'Prometheus’s text format' }) },
  };
}

/** The paths of intake: those of the connectors. What a source sends there is its own to say. */
export function intakePaths(connectors: readonly ConnectorDefinition[]): Readonly<Record<string, PathItem>> {
  const all = connectors.flatMap(({ name, paths, verify, bodies }) =>
    paths.map((path): [string, PathItem] => {
      const summary =
        verify === undefined
          ? `What ${name} sends (needs a key with intake)`
          : `The webhook of ${name}: signed, and the key of that webhook in the address`;
      const item = operation({
        tag: 'intake',
        summary,
        ...(bodies === undefined ? { body: { type: ['object', 'array'] } } : {}),
        ...(verify === undefined ? {} : { path: ['key'] }),
      });
      return [verify === undefined ? `/${path}` : `/${path}/{key}`, { post: item }];
    }),
  );
  return Object.fromEntries(all);
}
