import { at, kpi, own } from '#kernel';

/**
 * Ratio of money: what is left of the revenue of orders when the cost of their products is taken off / that revenue, net
 * of refunds. Of orders whose costs are known of every line, in their currency; placed by when they were placed.
 */
export const grossMargin = kpi('gross-margin', 1, {
  kind: 'ratio',
  unit: 'ratio',
  team: 'sales',
  amounts: true,
  states: 'orders.order',
  placed: 'placed',
  record: 'order',
  event: 'placed_event',
  contact: 'profile',
  company: 'company',
  where: "status = 'placed' AND margin IS NOT NULL",
  numerator: 'margin',
  denominator: 'net',
  currency: 'currency',
  slices: { campaign: own, source: at('funnel.lead', { contact: 'contact' }, 'source') },
  title: { en: 'Gross margin', fr: 'Marge brute', id: 'Margin kotor' },
  says: {
    en: 'Revenue of orders less the cost of their products, of that revenue, placed by the order; orders called off, or without known costs, are left out.',
    fr: 'Revenu des commandes moins le coût de leurs produits, rapporté à ce revenu, à la date de commande ; sans les commandes annulées ou sans coûts connus.',
    id: 'Pendapatan pesanan dikurangi biaya produknya, dibagi pendapatan itu, menurut tanggal pesanan; pesanan yang dibatalkan atau tanpa biaya yang diketahui tidak dihitung.',
  },
});
