import { useQuery } from '@tanstack/react-query';
import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { atDesk } from '../app/desk.js';
import { sessionQuery } from '../app/session.js';
import { LiveProvider } from '../live/live.js';
import { TravelBanner } from '../travel/travel-banner.js';
import { useTravelling } from '../travel/travel.js';
import { useKeys } from '../ui/keys.js';
import { Notices } from '../ui/notices.js';
import { Footer } from './footer.js';
import { Header } from './header.js';
import { Navigation } from './navigation.js';
import { LostBanner } from './lost-banner.js';
import styles from './shell.module.css';

const Palette = lazy(() => atDesk(import('./palette.js')).then((module) => ({ default: module.Palette })));
const KeyHelp = lazy(() => atDesk(import('./key-help.js')).then((module) => ({ default: module.KeyHelp })));

type Overlay = 'palette' | 'keys' | null;

/** The frame around every screen: navigation, header, footer, palette. */
export function Shell() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const [overlay, setOverlay] = useState<Overlay>(null);
  // Open for one address: going elsewhere closes it.
  const [menuAt, setMenuAt] = useState<string | null>(null);
  const menu = menuAt === path;
  const travelling = useTravelling();
  const session = useQuery({ ...sessionQuery, enabled: false }).data;

  useEffect(() => {
    if (session === null) void navigate({ to: '/sign-in', search: { next: location.pathname + location.search } });
  }, [session, navigate]);
  useKeys({ 'mod+k': () => setOverlay('palette'), '?': () => setOverlay('keys') });
  const close = (): void => setOverlay(null);

  return (
    <LiveProvider>
      <div className={styles.frame} data-menu={menu || undefined} data-away={travelling || undefined}>
        <a href="#main" className={styles.skip}>
          {t('shell.skip')}
        </a>
        <Navigation open={menu} onClose={() => setMenuAt(null)} onKeys={() => setOverlay('keys')} />
        <div className={styles.page} inert={menu}>
          <Header onSearch={() => setOverlay('palette')} onMenu={() => setMenuAt(path)} />
          <TravelBanner />
          <LostBanner />
          <main id="main" className={styles.main} tabIndex={-1}>
            <Outlet />
          </main>
          <Footer />
        </div>
      </div>
      <Suspense fallback={null}>
        {overlay === 'palette' ? <Palette onClose={close} onKeys={() => setOverlay('keys')} /> : null}
        {overlay === 'keys' ? <KeyHelp onClose={close} /> : null}
      </Suspense>
      <Notices />
    </LiveProvider>
  );
}
