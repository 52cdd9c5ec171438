import { kpi, own } from '#kernel';

/** Count: leads whose capture falls in the period; see `deriveLead` for what captures one. */
export const leadsCaptured = kpi('leads-captured', 1, {
  kind: 'count',
  unit: 'count',
  team: 'marketing',
  states: 'funnel.lead',
  placed: 'captured',
  record: 'contact',
  contact: 'contact',
  event: 'event',
  slices: { channel: own, kind: own, campaign: own, source: own },
  title: { en: 'Leads captured', fr: 'Leads captés', id: 'Prospek terjaring' },
  says: {
    en: 'Contacts captured as leads in the period, each once, by the earliest touch that captured them; customers are none.',
    fr: 'Contacts captés comme leads dans la période, chacun une fois, par le premier contact qui les a captés ; sans les clients.',
    id: 'Kontak yang terjaring sebagai prospek dalam periode, masing-masing sekali, oleh sentuhan paling awal; pelanggan tidak dihitung.',
  },
});
