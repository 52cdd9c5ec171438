import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
  stripSearchParams,
} from '@tanstack/react-router';
import { loadDeskTexts } from '../i18n/index.js';
import { Crash } from './crash.js';
import { NotFound } from './not-found.js';
import {
  companiesSearch,
  contactsSearch,
  deadLettersSearch,
  importsSearch,
  keysSearch,
  newImportSearch,
  peopleSearch,
  quarantineSearch,
  signInSearch,
  subjectSearch,
} from './search.js';
import { sessionQuery } from './session.js';
import { parseAddress, writeAddress } from './address.js';

interface Context {
  readonly queryClient: QueryClient;
}

const root = createRootRouteWithContext<Context>()({ notFoundComponent: NotFound, errorComponent: Crash });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: signInSearch,
  component: lazyRouteComponent(() => import('../sign-in/sign-in.js'), 'SignIn'),
});

/** Everything behind the sign-in. */
const app = createRoute({
  getParentRoute: () => root,
  id: 'app',
  beforeLoad: async ({ context, location }) => {
    const session = await context.queryClient.ensureQueryData(sessionQuery);
    if (session === null) {
      const next = location.href === '/' ? undefined : location.href;
      redirect({ to: '/sign-in', search: { next }, throw: true });
    }
  },
  component: lazyRouteComponent(() => import('../shell/shell.js'), 'Shell'),
});

const home = createRoute({
  getParentRoute: () => app,
  path: '/',
  beforeLoad: () => {
    redirect({ to: '/contacts', throw: true });
  },
});

const contacts = createRoute({
  getParentRoute: () => app,
  path: '/contacts',
  validateSearch: contactsSearch,
  component: lazyRouteComponent(() => import('../contacts/contacts.js'), 'Contacts'),
});

const contact = createRoute({
  getParentRoute: () => app,
  path: '/contacts/$contact',
  validateSearch: subjectSearch,
  search: { middlewares: [stripSearchParams({ view: 'journey' as const })] },
  component: lazyRouteComponent(() => import('../contact/contact.js'), 'Contact'),
});

const companies = createRoute({
  getParentRoute: () => app,
  path: '/companies',
  validateSearch: companiesSearch,
  component: lazyRouteComponent(() => import('../companies/companies.js'), 'Companies'),
});

const company = createRoute({
  getParentRoute: () => app,
  path: '/companies/$company',
  validateSearch: subjectSearch,
  search: { middlewares: [stripSearchParams({ view: 'journey' as const })] },
  component: lazyRouteComponent(() => import('../company/company.js'), 'Company'),
});

const duplicates = createRoute({
  getParentRoute: () => app,
  path: '/duplicates',
  component: lazyRouteComponent(() => import('../duplicates/duplicates.js'), 'Duplicates'),
});

const event = createRoute({
  getParentRoute: () => app,
  path: '/events/$event',
  component: lazyRouteComponent(() => import('../inspector/event-page.js'), 'EventPage'),
});

const intake = createRoute({
  getParentRoute: () => app,
  path: '/intake',
  beforeLoad: ({ location }) => {
    if (location.pathname.replace(/\/$/, '') === '/intake') redirect({ to: '/intake/sources', throw: true });
    return loadDeskTexts();
  },
});

const sources = createRoute({
  getParentRoute: () => intake,
  path: '/sources',
  component: lazyRouteComponent(() => import('../intake/sources.js'), 'Sources'),
});

const quarantine = createRoute({
  getParentRoute: () => intake,
  path: '/quarantine',
  validateSearch: quarantineSearch,
  component: lazyRouteComponent(() => import('../intake/quarantine.js'), 'Quarantine'),
});

const imports = createRoute({
  getParentRoute: () => intake,
  path: '/imports',
  validateSearch: importsSearch,
  component: lazyRouteComponent(() => import('../imports/imports.js'), 'Imports'),
});

const newImport = createRoute({
  getParentRoute: () => intake,
  path: '/imports/new',
  validateSearch: newImportSearch,
  component: lazyRouteComponent(() => import('../imports/new-import.js'), 'NewImport'),
});

const oneImport = createRoute({
  getParentRoute: () => intake,
  path: '/imports/$import',
  component: lazyRouteComponent(() => import('../imports/import-page.js'), 'ImportPage'),
});

const settings = createRoute({
  getParentRoute: () => app,
  path: '/settings',
  beforeLoad: ({ location }) => {
    if (location.pathname.replace(/\/$/, '') === '/settings') redirect({ to: '/settings/projections', throw: true });
    return loadDeskTexts();
  },
});

const keys = createRoute({
  getParentRoute: () => settings,
  path: '/keys',
  validateSearch: keysSearch,
  component: lazyRouteComponent(() => import('../settings/keys.js'), 'Keys'),
});

const people = createRoute({
  getParentRoute: () => settings,
  path: '/people',
  validateSearch: peopleSearch,
  component: lazyRouteComponent(() => import('../settings/people.js'), 'People'),
});

const projections = createRoute({
  getParentRoute: () => settings,
  path: '/projections',
  validateSearch: deadLettersSearch,
  component: lazyRouteComponent(() => import('../settings/projections.js'), 'Projections'),
});

const tree = root.addChildren([
  signIn,
  app.addChildren([
    home,
    contacts,
    contact,
    companies,
    company,
    duplicates,
    event,
    intake.addChildren([sources, quarantine, imports, newImport, oneImport]),
    settings.addChildren([keys, people, projections]),
  ]),
]);

/** The screens by address. */
export function makeRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { queryClient },
    parseSearch: parseAddress,
    stringifySearch: writeAddress,
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    scrollRestoration: false,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
