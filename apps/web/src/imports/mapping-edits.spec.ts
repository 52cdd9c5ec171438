import { parseMapping } from '#intake';
import { catalogue } from '#journey';
import { setConstant, setEvent, setFile, setUse, setWord } from './mapping-edits.js';
import { viewOf, type ColumnUse } from './mapping-view.js';

const DOCUMENT = `# what the shop sends
name: orders
source: shop
file:
  delimiter: ';' # as their tool writes it
emits:
  - event: touchpoint-recorded
    at: { column: paid, format: dd.MM.yyyy HH:mm }
    identifiers:
      - { kind: email, column: mail, case: lower }
    fields:
      channel: order
      kind: purchased
      title: { column: product }
      properties:
        object:
          total: { column: total, money: { currency: EUR, decimal: ',', group: '.' } }
          note: { concat: [ { column: a }, { column: b } ] }
`;

/** What the column is used for after the edit, in a document that the server takes. */
function useAfter(document: string, column: string, use: ColumnUse) {
  const after = setUse(document, 0, column, use);
  parseMapping(after, catalogue);
  return { after, use: viewOf(after)!.emits[0]!.uses.get(column) };
}

describe('the form of a mapping', () => {
  it('shows what each column is used for', () => {
    const view = viewOf(DOCUMENT)!;
    expect({ ...view, emits: [] }).toEqual({
      name: 'orders',
      source: 'shop',
      delimiter: ';',
      encoding: 'utf-8',
      zone: 'UTC',
      lookups: [],
      emits: [],
    });
    const [emit] = view.emits;
    expect([emit!.event, emit!.channel, emit!.kind]).toEqual(['touchpoint-recorded', 'order', 'purchased']);
    expect(Object.fromEntries(emit!.uses)).toEqual({
      mail: { as: 'identifier', kind: 'email' },
      paid: { as: 'time', format: 'dd.MM.yyyy HH:mm' },
      product: { as: 'field', field: 'title' },
      total: { as: 'property', name: 'total', value: 'money-comma', detail: 'EUR' },
    });
    expect([...emit!.more]).toEqual(['a', 'b']);
  });

  it.each<ColumnUse>([
    { as: 'identifier', kind: 'external' },
    { as: 'time', format: 'dd/MM/yyyy | iso' },
    { as: 'field', field: 'campaign' },
    { as: 'field', field: 'duration' },
    { as: 'property', name: 'product_no', value: 'text', detail: '' },
    { as: 'property', name: 'product: no', value: 'number', detail: '' },
    { as: 'property', name: '#1', value: 'number-comma', detail: '' },
    { as: 'property', name: 'price', value: 'money', detail: 'USD' },
    { as: 'property', name: 'since', value: 'date', detail: 'iso' },
    { as: 'property', name: 'until', value: 'date', detail: 'MM/yyyy | yyyy' },
  ])('takes a column for what is chosen: %j', (use) => {
    for (const column of ['product', 'mail', 'total', 'new: "column"']) {
      // Nobody would be known without the only identifier.
      const document = column === 'mail' ? setUse(DOCUMENT, 0, 'id', { as: 'identifier', kind: 'user' }) : DOCUMENT;
      expect(useAfter(document, column, use).use).toEqual(use);
    }
  });

  it('leaves a column out, whatever it was', () => {
    for (const column of ['paid', 'product', 'total']) {
      const { after, use } = useAfter(DOCUMENT, column, { as: 'out' });
      expect(use).toBeUndefined();
      expect(after).not.toMatch(new RegExp(`column: ${column}\\b`));
    }
    expect(viewOf(setUse(DOCUMENT, 0, 'mail', { as: 'out' }))!.emits[0]!.uses.has('mail')).toBe(false);
  });

  it('makes a property of the column that gave way', () => {
    const time = setUse(DOCUMENT, 0, 'shipped', { as: 'time', format: 'iso' });
    expect(viewOf(time)!.emits[0]!.uses.get('paid')).toEqual({
      as: 'property',
      name: 'paid',
      value: 'text',
      detail: '',
    });
    const title = setUse(DOCUMENT, 0, 'label', { as: 'field', field: 'title' });
    expect(viewOf(title)!.emits[0]!.uses.get('product')).toMatchObject({ as: 'property', name: 'product' });
  });

  it('keeps comments, order, what is done to values, and what it has no choice for', () => {
    const { after } = useAfter(DOCUMENT, 'mail', { as: 'identifier', kind: 'user' });
    expect(after).toBe(
      DOCUMENT.replace('{ kind: email, column: mail, case: lower }', '{ kind: user, column: mail, case: lower }'),
    );
    const renamed = useAfter(DOCUMENT, 'total', {
      as: 'property',
      name: 'paid',
      value: 'money-comma',
      detail: 'EUR',
    }).after;
    expect(renamed).toBe(DOCUMENT.replace('total: {', 'paid: {'));
  });

  it('never takes one name twice', () => {
    expect(useAfter(DOCUMENT, 'extra', { as: 'property', name: 'total', value: 'text', detail: '' }).use).toMatchObject(
      {
        name: 'total (2)',
      },
    );
    expect(useAfter(DOCUMENT, 'total', { as: 'property', name: 'note', value: 'text', detail: '' }).after).toBe(
      DOCUMENT,
    );
    const field = { as: 'field', field: 'kind' } as const;
    expect(viewOf(useAfter(DOCUMENT, 'what', field).after)!.emits[0]!.kind).toBeUndefined();
  });

  it('writes the names of columns that were only listed', () => {
    const listed = DOCUMENT.replace(/properties:[^]*/, 'properties: { columns: [total, size] }\n');
    const { after, use } = useAfter(listed, 'size', { as: 'property', name: 'size', value: 'number', detail: '' });
    expect(use).toMatchObject({ value: 'number' });
    expect(viewOf(after)!.emits[0]!.uses.get('total')).toMatchObject({ as: 'property', name: 'total' });
  });

  it('leaves all columns all columns', () => {
    const all = DOCUMENT.replace(/properties:[^]*/, 'properties: { columns: all }\n');
    expect(viewOf(all)!.emits[0]!.all).toBe(true);
    expect(useAfter(all, 'size', { as: 'property', name: 'size', value: 'text', detail: '' }).after).toBe(all);
    expect(useAfter(all, 'size', { as: 'identifier', kind: 'user' }).after).toContain('columns: all');
    expect(viewOf(setEvent(all, 0, 'contact-described'))!.emits[0]!.all).toBe(true);
  });

  it('makes the rows another event and back, with every column', () => {
    const described = setEvent(DOCUMENT, 0, 'contact-described');
    parseMapping(described, catalogue);
    expect(viewOf(described)!.emits[0]!.uses.get('product')).toMatchObject({ as: 'property', name: 'title' });
    const back = setConstant(setEvent(described, 0, 'touchpoint-recorded'), 0, 'kind', 'purchased');
    parseMapping(back, catalogue);
    expect([...viewOf(back)!.emits[0]!.uses.keys()].sort()).toEqual(
      [...viewOf(DOCUMENT)!.emits[0]!.uses.keys()].sort(),
    );
  });

  it('says names, the file, and what is the same for every row', () => {
    const after = setConstant(
      setFile(setFile(setWord(DOCUMENT, 'source', 'till: 2'), 'delimiter', '\t'), 'zone', 'Asia/Jakarta'),
      0,
      'channel',
      'web',
    );
    parseMapping(after, catalogue);
    expect(viewOf(after)).toMatchObject({ source: 'till: 2', delimiter: '\t', zone: 'Asia/Jakarta' });
    expect(viewOf(after)!.emits[0]!.channel).toBe('web');
    expect(after).toContain('# what the shop sends');
  });

  it('writes out what aliases stand for before it edits', () => {
    const aliased = DOCUMENT.replace('money: {', 'money: &euro {').replace(
      'note: {',
      'rest: { column: rest, money: *euro }\n          note: {',
    );
    const { after, use } = useAfter(aliased, 'total', { as: 'out' });
    expect(use).toBeUndefined();
    expect(viewOf(after)!.emits[0]!.uses.get('rest')).toMatchObject({ value: 'money-comma', detail: 'EUR' });
  });

  it('leaves alone what it cannot read', () => {
    for (const broken of ['name: [', '- a\n- b\n', '', 'text'])
      expect([
        viewOf(broken)?.emits ?? null,
        setWord(broken, 'name', 'x'),
        setUse(broken, 0, 'a', { as: 'out' }),
      ]).toEqual([null, broken, broken]);
  });
});
