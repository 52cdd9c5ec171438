import { COMPANY_NODE_BYTES, isCompanyNode, makeIds } from './ids.js';

describe('ids of nodes', () => {
  it.each(['user', 'email', 'phone', 'external', 'anonymous', 'company', 'domain', 'mailbox', 'device'])(
    'tell by one byte whether a node of the kind %s is a company’s, as they do by their text',
    (kind) => {
      const node = makeIds(Buffer.alloc(32, 1)).node(kind, '', 'x');
      const byte = Buffer.from(node.replaceAll('-', ''), 'hex')[6]!;
      expect(COMPANY_NODE_BYTES.includes(byte)).toBe(isCompanyNode(node));
      expect(isCompanyNode(node)).toBe(kind === 'company' || kind === 'domain');
    },
  );
});
