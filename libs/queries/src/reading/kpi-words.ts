import { type KpiUnit, type Words } from '#kernel';

/** Units in words. */
export const UNIT_WORDS: Readonly<Record<KpiUnit, Words>> = {
  ratio: { en: 'share', fr: 'part', id: 'proporsi' },
  count: { en: 'count', fr: 'nombre', id: 'jumlah' },
  money: { en: 'money', fr: 'montant', id: 'uang' },
  seconds: { en: 'seconds', fr: 'secondes', id: 'detik' },
  hours: { en: 'hours', fr: 'heures', id: 'jam' },
  days: { en: 'days', fr: 'jours', id: 'hari' },
  months: { en: 'months', fr: 'mois', id: 'bulan' },
};

/** Whose figures there are, in the order of the catalogue. */
export const TEAM_WORDS: Readonly<Record<string, Words>> = {
  marketing: { en: 'Marketing', fr: 'Marketing', id: 'Pemasaran' },
  sales: { en: 'Sales', fr: 'Ventes', id: 'Penjualan' },
  service: { en: 'Service', fr: 'Service client', id: 'Layanan' },
  retention: { en: 'Retention', fr: 'Fidélisation', id: 'Retensi' },
  data: { en: 'Ownership and data', fr: 'Responsabilité et données', id: 'Kepemilikan dan data' },
};

/** Slices in words, by their names; `x@current` is the slice `x` with `CURRENT_WORDS`. */
export const SLICE_WORDS: Readonly<Record<string, Words>> = {
  answer: { en: 'answer', fr: 'réponse', id: 'jawaban' },
  'answer-reason': { en: 'reason of the answer', fr: 'motif de la réponse', id: 'alasan jawaban' },
  assignee: { en: 'assignee', fr: 'personne assignée', id: 'penanggung jawab' },
  campaign: { en: 'campaign', fr: 'campagne', id: 'kampanye' },
  channel: { en: 'channel', fr: 'canal', id: 'kanal' },
  clock: { en: 'promise', fr: 'engagement', id: 'janji' },
  field: { en: 'field', fr: 'champ', id: 'kolom' },
  giver: { en: 'giver', fr: 'cédant', id: 'pemberi' },
  'giver-team': { en: 'team of the giver', fr: 'équipe du cédant', id: 'tim pemberi' },
  how: { en: 'by what', fr: 'par quoi', id: 'melalui apa' },
  kind: { en: 'kind', fr: 'type', id: 'jenis' },
  movement: { en: 'movement', fr: 'mouvement', id: 'pergerakan' },
  outcome: { en: 'outcome', fr: 'issue', id: 'hasil' },
  overdue: { en: 'overdue', fr: 'en retard', id: 'lewat waktu' },
  owner: { en: 'owner', fr: 'responsable', id: 'pemilik' },
  person: { en: 'member of staff', fr: 'membre de l’équipe', id: 'anggota staf' },
  pipeline: { en: 'pipeline', fr: 'pipeline', id: 'pipeline' },
  plan: { en: 'plan', fr: 'formule', id: 'paket' },
  priority: { en: 'priority', fr: 'priorité', id: 'prioritas' },
  product: { en: 'product', fr: 'produit', id: 'produk' },
  reason: { en: 'reason', fr: 'motif', id: 'alasan' },
  region: { en: 'region', fr: 'région', id: 'wilayah' },
  source: { en: 'source', fr: 'source', id: 'sumber' },
  stage: { en: 'stage', fr: 'étape', id: 'tahap' },
  status: { en: 'status', fr: 'statut', id: 'status' },
  target: { en: 'priority of the target', fr: 'priorité de la cible', id: 'prioritas target' },
  team: { en: 'team', fr: 'équipe', id: 'tim' },
  theme: { en: 'theme', fr: 'thème', id: 'tema' },
  variant: { en: 'variant', fr: 'variante', id: 'varian' },
};

/** A slice read now instead of at the record's date. */
export const CURRENT_WORDS: Words = { en: 'now', fr: 'actuellement', id: 'saat ini' };
