import { InvalidInput, LogBusy } from '#kernel';
import { errorOf, failureOf } from './failure.js';
import { IntakeProblem, problemOf } from './problems.js';

describe('an error that crosses from one thread to another', () => {
  const crossed = (error: unknown): Error => errorOf(structuredClone(failureOf(error)));

  it.each([
    new IntakeProblem(401, 'key.missing', 'No key.', { 'www-authenticate': 'Basic' }),
    new InvalidInput('delivery.invalid', [{ where: 'batch', what: 'must be a list', remedy: 'send one' }]),
    new LogBusy('too much is on its way', 3),
    Object.assign(new Error('could not extend file'), { code: '53100' }),
    new Error('not recorded', { cause: Object.assign(new Error('starting up'), { code: '57P03' }) }),
  ])('is answered as it would have been: $name', (error) => {
    expect(problemOf(crossed(error))).toEqual(problemOf(error));
    expect(problemOf(error)).not.toBeNull();
  });

  it('stays unforeseen, with what it says and where it came from', () => {
    const error = new TypeError('nobody thought of this');
    expect(problemOf(crossed(error))).toBeNull();
    expect(crossed(error)).toMatchObject({ message: error.message, stack: error.stack });
    expect(crossed('a text').message).toBe('a text');
  });
});
