import { broken } from '#kernel';
import { answerTo } from './problem.js';

describe('problem details', () => {
  it('keep their status and code whatever a broken rule says of itself', () => {
    const { problem } = answerTo(broken('person.not-here', { status: 'removed', code: 'x', title: 'y' }), {
      method: 'POST',
    });
    expect(problem).toEqual({
      type: 'urn:throughline:problem:person.not-here',
      title: 'A rule forbids it',
      status: 409,
      code: 'person.not-here',
      particulars: { status: 'removed', code: 'x', title: 'y' },
    });
    expect(answerTo(broken('key.unknown'), { method: 'POST' }).problem).not.toHaveProperty('particulars');
  });
});
