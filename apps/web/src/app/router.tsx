import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
  retainSearchParams,
  stripSearchParams,
} from '@tanstack/react-router';
import { Crash } from './crash.js';
import { loadDesk } from './desk.js';
import { NotFound } from './not-found.js';
import {
  companiesSearch,
  contactsSearch,
  deadLettersSearch,
  funnelSearch,
  handoffsSearch,
  importsSearch,
  keysSearch,
  kpiSearch,
  kpisSearch,
  newImportSearch,
  peopleSearch,
  pipelineSearch,
  periodSearch,
  quarantineSearch,
  signInSearch,
  subjectSearch,
  thingSearch,
  ticketsSearch,
  travelSearch,
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
  validateSearch: travelSearch,
  search: { middlewares: [retainSearchParams(['asOf', 'asKnownAt'])] },
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
  beforeLoad: loadDesk,
  component: lazyRouteComponent(() => import('../home/home.js'), 'Home'),
});

const handoffs = createRoute({
  getParentRoute: () => app,
  path: '/handoffs',
  validateSearch: handoffsSearch,
  beforeLoad: loadDesk,
  component: lazyRouteComponent(() => import('../handoffs/handoffs.js'), 'Handoffs'),
});

const funnel = createRoute({
  getParentRoute: () => app,
  path: '/funnel',
  validateSearch: funnelSearch,
  beforeLoad: loadDesk,
  component: lazyRouteComponent(() => import('../funnel/funnel.js'), 'FunnelScreen'),
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
  beforeLoad: loadDesk,
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
  beforeLoad: loadDesk,
  search: { middlewares: [stripSearchParams({ view: 'journey' as const })] },
  component: lazyRouteComponent(() => import('../company/company.js'), 'Company'),
});

const pipeline = createRoute({
  getParentRoute: () => app,
  path: '/pipeline',
  validateSearch: pipelineSearch,
  beforeLoad: loadDesk,
  component: lazyRouteComponent(() => import('../deals/pipeline.js'), 'Pipeline'),
});

const deal = createRoute({
  getParentRoute: () => app,
  path: '/deals/$deal',
  validateSearch: thingSearch,
  beforeLoad: loadDesk,
  component: lazyRouteComponent(() => import('../deals/deal.js'), 'Deal'),
});

const tickets = createRoute({
  getParentRoute: () => app,
  path: '/tickets',
  validateSearch: ticketsSearch,
  beforeLoad: loadDesk,
  component: lazyRouteComponent(() => import('../tickets/tickets.js'), 'Tickets'),
});

const ticket = createRoute({
  getParentRoute: () => app,
  path: '/tickets/$ticket',
  validateSearch: thingSearch,
  beforeLoad: loadDesk,
  component: lazyRouteComponent(() => import('../tickets/ticket.js'), 'Ticket'),
});

const duplicates = createRoute({
  getParentRoute: () => app,
  path: '/duplicates',
  beforeLoad: loadDesk,
  component: lazyRouteComponent(() => import('../duplicates/duplicates.js'), 'Duplicates'),
});

const event = createRoute({
  getParentRoute: () => app,
  path: '/events/$event',
  beforeLoad: loadDesk,
  component: lazyRouteComponent(() => import('../inspector/event-page.js'), 'EventPage'),
});

const figures = createRoute({
  getParentRoute: () => app,
  path: '/kpis',
  validateSearch: kpisSearch,
  beforeLoad: loadDesk,
  component: lazyRouteComponent(() => import('../figures/board.js'), 'Board'),
});

const figure = createRoute({
  getParentRoute: () => app,
  path: '/kpis/$kpi',
  validateSearch: kpiSearch,
  beforeLoad: loadDesk,
  component: lazyRouteComponent(() => import('../figures/figure-page.js'), 'FigurePage'),
});

const retention = createRoute({
  getParentRoute: () => app,
  path: '/retention',
  validateSearch: periodSearch,
  beforeLoad: loadDesk,
  component: lazyRouteComponent(() => import('../figures/retention.js'), 'Retention'),
});

const intake = createRoute({
  getParentRoute: () => app,
  path: '/intake',
  beforeLoad: ({ location }) => {
    if (location.pathname.replace(/\/$/, '') === '/intake') redirect({ to: '/intake/sources', throw: true });
    return loadDesk();
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
    return loadDesk();
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

const stagesPage = createRoute({
  getParentRoute: () => settings,
  path: '/stages',
  component: lazyRouteComponent(() => import('../settings/stages/stages.js'), 'Stages'),
});

const pipelinesPage = createRoute({
  getParentRoute: () => settings,
  path: '/pipelines',
  component: lazyRouteComponent(() => import('../settings/pipelines/pipelines.js'), 'Pipelines'),
});

const calendarsPage = createRoute({
  getParentRoute: () => settings,
  path: '/calendars',
  component: lazyRouteComponent(() => import('../settings/calendars/calendars.js'), 'Calendars'),
});

const slaPage = createRoute({
  getParentRoute: () => settings,
  path: '/sla',
  component: lazyRouteComponent(() => import('../settings/sla/promises.js'), 'Promises'),
});

const teamsPage = createRoute({
  getParentRoute: () => settings,
  path: '/teams',
  component: lazyRouteComponent(() => import('../settings/teams/teams.js'), 'Teams'),
});

const reasonsPage = createRoute({
  getParentRoute: () => settings,
  path: '/reasons',
  component: lazyRouteComponent(() => import('../settings/reasons/reasons.js'), 'Reasons'),
});

const tree = root.addChildren([
  signIn,
  app.addChildren([
    home,
    contacts,
    contact,
    companies,
    company,
    pipeline,
    deal,
    tickets,
    ticket,
    duplicates,
    handoffs,
    funnel,
    event,
    figures,
    figure,
    retention,
    intake.addChildren([sources, quarantine, imports, newImport, oneImport]),
    settings.addChildren([
      keys,
      people,
      projections,
      stagesPage,
      pipelinesPage,
      calendarsPage,
      slaPage,
      teamsPage,
      reasonsPage,
    ]),
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
