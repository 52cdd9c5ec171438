import { broken, InvalidInput } from '#kernel';
import { Behind } from '#queries';
import { problemOf } from '../intake/problems.js';
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
      detail: 'person: not here (status: removed, code: x, title: y)',
      particulars: { status: 'removed', code: 'x', title: 'y' },
    });
    const { problem: bare } = answerTo(broken('key.unknown'), { method: 'POST' });
    expect(bare).not.toHaveProperty('particulars');
    expect(bare.detail).toBe('key: unknown');
  });

  it('begin with what is wrong where no place is named', () => {
    const unplaced = new InvalidInput('x.wrong', [
      { where: '', what: 'is wrong', remedy: 'mend it' },
      { where: 'a', what: 'is missing' },
    ]);
    expect(answerTo(unplaced, { method: 'POST' }).problem.detail).toBe('is wrong (mend it); a: is missing');
  });

  it('say to come again where read models are behind what a rule has to know', () => {
    expect(answerTo(new Behind('team-ground', 3, 7), { method: 'POST' })).toMatchObject({
      problem: { status: 503, code: 'read-model.behind' },
      retryAfterSeconds: 2,
    });
  });

  it('say to come again while the database is away, to those who ask and to those who deliver', () => {
    const away = Object.assign(new Error('terminating connection due to administrator command'), { code: '57P01' });
    expect(answerTo(away, { method: 'GET' })).toMatchObject({
      problem: { status: 503, code: 'database.away' },
      retryAfterSeconds: 2,
    });
    expect(problemOf(away)).toMatchObject({ status: 503, headers: { 'retry-after': '2' } });
  });
});
