import { CHANNELS, KINDS } from '#journey';
import { SCOPES, ROLE_PERMISSIONS } from '#access';
import { CONNECTORS } from '#intake';
import { keyScopes } from '../settings/scopes.js';
import { webhookList } from '../settings/webhooks.js';
import { matches } from '../shell/matches.js';
import { channels, knownKinds } from './channels.js';
import { hueOf, initialsOf } from './initials-of.js';
import { keyName } from './keys.js';
import { readable } from './readable.js';
import desk from '../i18n/desk/en.json';
import en from '../i18n/en.json';

describe('the codes that the screens have words for', () => {
  it('are those of the vocabulary', () => {
    expect([...channels].sort()).toEqual([...CHANNELS].sort());
    expect([...knownKinds]).toEqual(expect.arrayContaining(Object.keys(KINDS)));
    expect([...keyScopes].sort()).toEqual([...SCOPES].sort());
    const signed = CONNECTORS.filter(({ verify }) => verify !== undefined).map(({ name }) => name);
    expect([...webhookList].sort()).toEqual(signed.sort());
    expect(Object.keys(desk.webhookSecret).sort()).toEqual(signed);
    expect(Object.keys(en.role).sort()).toEqual(Object.keys(ROLE_PERMISSIONS).sort());
  });

  it('are shown readably where they are not', () => {
    expect(readable('job_title')).toBe('Job title');
    expect(readable('crmOwnerRegion')).toBe('Crm owner region');
    expect(readable('no-show')).toBe('No show');
  });
});

describe('initials', () => {
  it('are letters of any script', () => {
    expect(initialsOf('Élodie Marchand')).toBe('ÉM');
    expect(initialsOf('田中 美咲')).toBe('田美');
    expect(initialsOf('김서연')).toBe('김');
    expect(initialsOf('ada.lindqvist@example.com')).toBe('AL');
    expect(initialsOf('')).toBe('?');
  });

  it('have the same hue for the same name', () => {
    expect(hueOf('Ada')).toBe(hueOf('Ada'));
  });
});

describe('keys', () => {
  const press = (key: string, held: Partial<Record<'metaKey' | 'ctrlKey' | 'altKey', boolean>> = {}): string =>
    keyName({ key, metaKey: false, ctrlKey: false, altKey: false, ...held });

  it('are named by what is pressed', () => {
    expect(press('K', { ctrlKey: true })).toBe('mod+k');
    expect(press('k', { metaKey: true })).toBe('mod+k');
    expect(press('?')).toBe('?');
    expect(press('Escape')).toBe('escape');
    expect(press('j', { altKey: true })).toBe('alt+j');
  });
});

describe('the palette', () => {
  it('finds by every word, without minding accents or case', () => {
    expect(matches({ label: 'Clés d’API', group: 'Écrans' }, 'cles')).toBe(true);
    expect(matches({ label: 'Theme: dark', group: 'Commands' }, 'dark theme')).toBe(true);
    expect(matches({ label: 'Theme: dark', group: 'Commands' }, 'light')).toBe(false);
  });
});
