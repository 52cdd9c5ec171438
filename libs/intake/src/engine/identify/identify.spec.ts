import { makeIds, type Identifier } from '#kernel';
import { Identify } from './identify.js';
import { Recent } from './recent.js';

const ids = makeIds(Buffer.alloc(32, 5));
const ann: readonly Identifier[] = [
  { kind: 'anonymous', value: 'a-1' },
  { kind: 'email', value: 'Ann@Example.com' },
  { kind: 'external', value: '77' },
  { kind: 'user', value: 'u-1' },
];

describe('identifying', () => {
  it('orders by strength, whatever the order stated, and takes each node once', () => {
    const identify = new Identify(ids);
    const kinds = (stated: readonly Identifier[]) => identify.all(stated, 'website').map(({ named }) => named.kind);
    expect(kinds(ann)).toEqual(['user', 'email', 'external', 'anonymous']);
    expect(kinds([...ann].reverse())).toEqual(['user', 'email', 'external', 'anonymous']);
    expect(kinds([...ann, { kind: 'email', value: ' ann@example.com' }, { kind: 'email', value: 'b@c.d' }])).toEqual([
      'user',
      'email',
      'email',
      'external',
      'anonymous',
    ]);
  });

  it('keeps the order stated among equals', () => {
    const values = new Identify(ids)
      .all(
        [
          { kind: 'user', value: 'b' },
          { kind: 'anonymous', value: 'x' },
          { kind: 'user', value: 'a' },
        ],
        'website',
      )
      .map(({ named }) => named.value);
    expect(values).toEqual(['b', 'a', 'x']);
  });

  it('computes nodes from the normalised value; anonymous and external ids belong to their source', () => {
    const identify = new Identify(ids);
    const nodes = (source: string) => identify.all(ann, source).map(({ node }) => node as string);
    expect(nodes('website')).toEqual([
      ids.node('user', '', 'u-1'),
      ids.node('email', '', 'ann@example.com'),
      ids.node('external', 'website', '77'),
      ids.node('anonymous', 'website', 'a-1'),
    ]);
    expect(nodes('shop').slice(0, 2)).toEqual(nodes('website').slice(0, 2));
    expect(nodes('shop')[2]).not.toBe(nodes('website')[2]);
    expect(identify.one({ kind: 'external', value: '77', namespace: 'crm' }, 'shop')!.node).toBe(
      ids.node('external', 'crm', '77'),
    );
  });

  it('leaves out what is no identifier', () => {
    expect(new Identify(ids).all([{ kind: 'email', value: 'unknown' }], 'website')).toEqual([]);
  });

  it('reads a national phone number by the region that is stated, else by its own', () => {
    const berlin = { kind: 'phone', value: '030 901820' } as const;
    const node = (number: string) => ids.node('phone', '', number);
    expect(new Identify(ids).one(berlin, 'website')).toBeNull();
    const identify = new Identify(ids, 'DE');
    expect(identify.one(berlin, 'website')!.node).toBe(node('+4930901820'));
    expect(identify.one({ ...berlin, region: 'IT' }, 'website')!.node).toBe(node('+39030901820'));
    expect(identify.one(berlin, 'website')!.node).toBe(node('+4930901820'));
  });

  it('gives an erased identifier its next generation, once', () => {
    const identify = new Identify(ids);
    const first = identify.one(ann[1]!, 'website')!;
    identify.erased(first);
    identify.erased(first);
    expect(identify.one(ann[1]!, 'website')!.node).toBe(ids.node('email', '', 'ann@example.com', 1));
    expect(identify.one(ann[3]!, 'website')!.node).toBe(ids.node('user', '', 'u-1'));
  });
});

describe('what was looked up lately', () => {
  it('stays bounded, and keeps what is asked for again', () => {
    const recent = new Recent<number>(100);
    for (let i = 0; i < 10_000; i++) {
      recent.set(`k${i}`, i);
      expect(recent.get('k0')).toBe(0);
      expect(recent.held).toBeLessThanOrEqual(200);
    }
    expect(recent.get('k5')).toBeUndefined();
    recent.clear();
    expect(recent.get('k0')).toBeUndefined();
  });
});
