import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { Refresher } from './refresher.js';

describe('the refresher of queries', () => {
  let client: QueryClient;
  let refresher: Refresher;
  let answers: ((text: string) => void)[];
  const ends: (() => void)[] = [];

  const moment = (): Promise<void> => new Promise((done) => setTimeout(done));
  /** Asks, as a screen does that shows it. */
  const shown = (reads: readonly string[]): QueryObserver<string> => {
    const observer = new QueryObserver<string>(client, {
      queryKey: reads,
      queryFn: () => new Promise<string>((answer) => answers.push(answer)),
      staleTime: Number.POSITIVE_INFINITY,
      meta: { reads },
    });
    ends.push(observer.subscribe(() => undefined));
    return observer;
  };
  const contactsChanged = (): void => refresher.refresh((read) => read === 'contacts');

  beforeEach(() => {
    client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
    refresher = new Refresher(client);
    ends.push(refresher.start());
    answers = [];
  });
  afterEach(() => {
    for (const end of ends.splice(0)) end();
    client.clear();
  });

  it('asks again for what reads what changed, and for nothing else', async () => {
    const [contacts] = [shown(['contacts']), shown(['deals'])];
    for (const answer of answers) answer('before');
    await moment();
    contactsChanged();
    expect(answers).toHaveLength(3);
    answers[2]!('after');
    await moment();
    expect(contacts.getCurrentResult().data).toBe('after');
    expect(answers).toHaveLength(3);
  });

  it('asks once more for what was under way for the first time when it changed', async () => {
    const contacts = shown(['contacts']);
    contactsChanged();
    contactsChanged();
    expect(answers).toHaveLength(1);
    answers[0]!('before');
    await moment();
    expect(contacts.getCurrentResult().data).toBe('before');
    expect(answers).toHaveLength(2);
    answers[1]!('after');
    await moment();
    expect(contacts.getCurrentResult().data).toBe('after');
    expect(answers).toHaveLength(2);
  });

  it('lets arrive what is under way while changes keep coming', async () => {
    const contacts = shown(['contacts']);
    for (let i = 0; i < 5; i++) {
      contactsChanged();
      answers.at(-1)!(`answer ${i}`);
      contactsChanged();
      await moment();
      expect(contacts.getCurrentResult().data).toBe(`answer ${i}`);
    }
    expect(answers).toHaveLength(6);
  });
});
