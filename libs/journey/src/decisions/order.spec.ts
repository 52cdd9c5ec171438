import * as fc from 'fast-check';
import { given } from '../../test/given.js';
import { Play } from '../../test/play.js';
import { orderCancelled } from '../events/orders/order-cancelled.js';
import { orderPlaced } from '../events/orders/order-placed.js';
import { orderRefunded } from '../events/orders/order-refunded.js';
import { cancelOrder, order, placeOrder, refundOrder } from './order.js';

const id = '0192f0c1-1111-8000-8000-000000000001';
const contact = '0192f0c1-2222-8200-8000-000000000002';
const company = '0192f0c1-3333-8600-8000-000000000003';
const about = { order: id, profile: contact };
const euros = (amount: number) => ({ amount, currency: 'EUR' });
const placed = orderPlaced.of(about, { amount: euros(100) });
const cancelled = orderCancelled.of(about, {});
const refunded = orderRefunded.of(about, { amount: euros(60) });

describe('an order', () => {
  it('is placed, once, by somebody', () => {
    const params = { amount: euros(100), number: 'A-7', lines: [{ product: 'GTX Pro', amount: euros(100) }] };
    expect(given().when(placeOrder, { contact, company, ...params })).toEqual([['order-placed', params]]);
    expect(given(placed).when(placeOrder, { contact, ...params })).toEqual([]);
    expect(given(placed).when(placeOrder, { contact, amount: euros(90) })).toBe('order.already-placed');
    expect(given(placed, cancelled).when(placeOrder, { contact, ...params })).toBe('order.already-placed');
    expect(given().when(placeOrder, params)).toBe('order.without-customer');
    expect(given().when(placeOrder, { contact: company, ...params })).toBe('order.contact-unfit');
    expect(given().when(placeOrder, { company: contact, ...params })).toBe('order.company-unfit');
  });
  it('costs something, in one currency', () => {
    expect(given().when(placeOrder, { contact, amount: euros(-1) })).toBe('order.amount-negative');
    const dollars = [{ product: 'GTX Pro', cost: { amount: 50, currency: 'USD' } }];
    expect(given().when(placeOrder, { contact, amount: euros(100), lines: dollars })).toBe('order.other-currency');
  });
  it('is called off, once', () => {
    expect(given(placed).when(cancelOrder, { reason: 'late' })).toEqual([['order-cancelled', { reason: 'late' }]]);
    expect(given(placed, cancelled).when(cancelOrder, {})).toEqual([]);
    expect(given().when(cancelOrder, {})).toBe('order.unknown');
  });
  it('is refunded in part, never more than it cost', () => {
    expect(given(placed).when(refundOrder, { amount: euros(60) })).toEqual([['order-refunded', { amount: euros(60) }]]);
    expect(given(placed, refunded).when(refundOrder, { amount: euros(40) })).toEqual([
      ['order-refunded', { amount: euros(40) }],
    ]);
    expect(given(placed, refunded).when(refundOrder, { amount: euros(41) })).toBe('order.refund-too-much');
    expect(given(refunded, placed).when(refundOrder, { amount: euros(41) })).toBe('order.refund-too-much');
    expect(given(placed).when(refundOrder, { amount: euros(0) })).toBe('order.amount-not-positive');
    expect(given(placed).when(refundOrder, { amount: { amount: 1, currency: 'USD' } })).toBe('order.other-currency');
    expect(given(placed, cancelled).when(refundOrder, { amount: euros(1) })).toBe('order.cancelled');
    expect(given().when(refundOrder, { amount: euros(1) })).toBe('order.unknown');
  });

  it('goes through any sequence of commands as a simple model does', () => {
    const step = fc.oneof(
      fc.record({ act: fc.constant('place' as const), amount: fc.constantFrom(100, 200) }),
      fc.record({ act: fc.constant('refund' as const), amount: fc.integer({ min: 0, max: 120 }) }),
      fc.record({ act: fc.constant('cancel' as const), amount: fc.constant(0) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const play = new Play(order, id);
        let total: number | null = null;
        let left = 0;
        let off = false;
        for (const { act, amount } of steps) {
          let wanted: readonly string[] | string;
          if (act === 'place') {
            wanted = total === null ? ['order-placed'] : total === amount && !off ? [] : 'order.already-placed';
            if (total === null) total = left = amount;
          } else if (total === null) wanted = 'order.unknown';
          else if (off) wanted = act === 'cancel' ? [] : 'order.cancelled';
          else if (act === 'cancel') {
            wanted = ['order-cancelled'];
            off = true;
          } else if (amount === 0) wanted = 'order.amount-not-positive';
          else if (amount > left) wanted = 'order.refund-too-much';
          else {
            wanted = ['order-refunded'];
            left -= amount;
          }
          const decision = { place: placeOrder, refund: refundOrder, cancel: cancelOrder }[act];
          const params = act === 'cancel' ? {} : { contact, amount: euros(amount) };
          expect(play.ask(decision, params, '2026-03-01T09:30:00.000Z')).toEqual(wanted);
        }
      }),
    );
  });
});
