import { amount, change, figureTexts, money } from './figure-format.js';

const figure = { numerator: null, denominator: null, n: 0 };

describe('figures in words', () => {
  it('are told in their unit', () => {
    expect(amount('en', 'ratio', 0.41666)).toBe('41.7%');
    expect(amount('en', 'count', 12_345)).toBe('12,345');
    expect(amount('en', 'count', 12_345, null, true)).toBe('12.3K');
    expect(amount('en', 'hours', 71.17)).toBe('71.2 hr');
    expect(amount('en', 'hours', 178.17)).toBe('7.4 days');
    expect(amount('en', 'days', null)).toBe('–');
    expect(amount('en', 'ratio', undefined)).toBe('–');
  });

  it('are money of its currency’s own minor units', () => {
    expect(money('en', 120_050, 'USD')).toBe('$1,200.50');
    expect(money('en', 1_200, 'JPY')).toBe('¥1,200');
    expect(money('en', 120_050, 'points')).toBe('1,200.5 points');
    expect(money('en', 123_456_700, 'EUR', true)).toBe('€1.2M');
  });

  it('of several currencies are a line for each, never a sum', () => {
    const amounts = { EUR: 100, USD: 250 };
    expect(figureTexts('en', 'money', { ...figure, value: null, amounts })).toEqual(['€1.00', '$2.50']);
    expect(figureTexts('en', 'count', { ...figure, value: 3 })).toEqual(['3']);
  });

  it('say of which currency they are where money does not', () => {
    const shares = { EUR: 0.289, USD: 1 };
    expect(figureTexts('en', 'ratio', { ...figure, value: null, amounts: shares })).toEqual(['28.9% EUR', '100% USD']);
    const nothing = { EUR: null, USD: 250 } as unknown as typeof shares;
    expect(figureTexts('en', 'money', { ...figure, value: null, amounts: nothing })).toEqual(['– EUR', '$2.50']);
  });

  it('say how they changed: ratios in points, others in per cent', () => {
    expect(change('en', 'ratio', 0.5, 0.45, 0.111)).toMatchObject({ text: '+5', points: true });
    expect(change('en', 'count', 12, 10, 0.2)).toMatchObject({ text: '+20%', points: false });
    expect(change('en', 'count', 12, 0, null)).toBeNull();
    expect(change('en', 'ratio', null, 0.4, null)).toBeNull();
  });
});
