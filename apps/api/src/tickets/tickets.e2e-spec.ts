import { CALENDAR, SLA } from '#journey';
import type { Page } from '#kernel';
import type { CalendarLine, SimilarTicket, SlaAnswer, TicketDetail, TicketLine } from '#queries';
import { apiApp, firstAdmin, type ApiApp, type Browser } from '../../test/api-app.js';
import type { CommandAnswer } from '../commands/command.controller.js';

describe('tickets over HTTP', () => {
  let api: ApiApp;
  let admin: Browser;
  let contact: string;
  const before = new Date().toISOString();

  beforeAll(async () => {
    api = await apiApp();
    admin = await firstAdmin(api);
    const { key } = (await admin.post<{ key: string }>('/api/keys', { name: 'shop', scopes: ['intake'] })).body;
    const user = { messageId: 'i-1', userId: 'u-1', traits: { name: 'Cy Young', email: 'cy@example.com' } };
    await api.browser().post('/v1/identify', user, { authorization: `Bearer ${key}` });
    await api.settled();
    contact = (await admin.get<Page<{ contact: string }>>('/api/contacts?search=cy')).body.items[0]!.contact;
  });
  afterAll(() => api.close());

  const ask = async (decision: string, params: object, id?: string): Promise<CommandAnswer> => {
    const answer = await admin.post<CommandAnswer>(`/api/commands/${decision}`, { params, ...(id ? { id } : {}) });
    expect(answer).toMatchObject({ status: 200 });
    return answer.body;
  };
  const get = async <T>(path: string): Promise<T> => {
    const { status, body } = await admin.get<T>(path);
    expect([path, status]).toEqual([path, 200]);
    return body;
  };
  const list = async (query = ''): Promise<readonly TicketLine[]> =>
    (await get<Page<TicketLine>>(`/api/tickets?limit=50${query}`)).items;

  it('are measured by what was promised before anybody promised anything, until somebody does', async () => {
    expect(await get<SlaAnswer>('/api/sla')).toMatchObject({ sla: SLA, calendar: CALENDAR, unset: true });
    expect((await get<{ items: CalendarLine[] }>('/api/calendars')).items).toMatchObject([
      { calendar: CALENDAR, zone: 'UTC', unset: true },
    ]);
    const always = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: '00:00', to: '24:00' }));
    await ask('calendar.set', { name: 'Always', zone: 'Asia/Jakarta', hours: always, holidays: [] }, CALENDAR);
    const targets = [
      { priority: 'high', firstResponse: 10, resolution: 60 },
      { priority: '*', firstResponse: 60, resolution: 600 },
    ];
    await ask('sla.set', { name: 'Ours', calendar: CALENDAR, targets, nearBreach: 80 }, SLA);
    await api.settled();
    expect(await get<SlaAnswer>('/api/sla')).toMatchObject({ name: 'Ours', targets, nearBreach: 80, unset: false });
    expect((await get<{ items: CalendarLine[] }>('/api/calendars')).items).toMatchObject([
      { calendar: CALENDAR, name: 'Always', zone: 'Asia/Jakarta', unset: false },
    ]);
    expect(await get<SlaAnswer>(`/api/sla?asOf=${before}`)).toMatchObject({ unset: true });
    const nobodys = { params: { name: 'x', zone: 'Mars/Olympus', hours: always, holidays: [] } };
    expect(await admin.post('/api/commands/calendar.set', nobodys)).toMatchObject({
      status: 409,
      body: { code: 'calendar.unfit' },
    });
  });

  let lamp: string;
  it('go from the queue to a solution, each clock told', async () => {
    const plain = await ask('ticket.open', { profile: contact, title: 'The invoice is wrong', channel: 'email' });
    const said = { profile: contact, title: 'The lamp stays dark', message: 'Since today', theme: 'lamps' };
    lamp = (await ask('ticket.open', { ...said, priority: 'high', from: 'customer', number: 'T-7' })).id;
    await api.settled();
    const queue = await list();
    expect(queue.map(({ ticket }) => ticket)).toEqual([lamp, plain.id]);
    expect(queue[0]).toMatchObject({
      title: 'The lamp stays dark',
      status: 'open',
      number: 'T-7',
      contact: { contact, name: 'Cy Young' },
      company: null,
      due: { clock: 'first-response', urgency: 'in-time' },
    });
    await ask('ticket.reply', { from: 'staff', message: 'Is it plugged in?' }, lamp);
    await ask('ticket.put-on-hold', { for: 'customer' }, lamp);
    await api.settled();
    expect((await list('&status=waiting')).map(({ ticket, due }) => [ticket, due])).toEqual([[lamp, null]]);
    await ask('ticket.reply', { from: 'customer', message: 'It is now' }, lamp);
    await ask('ticket.resolve', { code: 'user', resolution: 'Plugged in' }, lamp);
    await api.settled();
    const detail = await get<TicketDetail>(`/api/tickets/${lamp}`);
    expect(detail).toMatchObject({ status: 'resolved', title: 'The lamp stays dark', waitsFor: null, transfers: 0 });
    expect(detail.clocks.map(({ clock, status, minutes }) => [clock, status, minutes])).toEqual([
      ['first-response', 'met', 10],
      ['resolution', 'met', 60],
    ]);
    expect(detail.entries.map(({ kind, from, message }) => [kind, from, message])).toEqual([
      ['opened', 'customer', 'Since today'],
      ['replied', 'staff', 'Is it plugged in?'],
      ['put-on-hold', null, null],
      ['replied', 'customer', 'It is now'],
      ['taken-up', null, null],
      ['resolved', null, 'Plugged in'],
    ]);
    const firstReply = detail.entries.find(({ kind }) => kind === 'replied');
    const then = await get<TicketDetail>(`/api/tickets/${lamp}?asKnownAt=${firstReply!.position}`);
    expect(then).toMatchObject({ status: 'open', resolvedAt: null });
    expect(then.entries).toHaveLength(2);
  });

  it('are found by what they are, page after page, and as they stood then', async () => {
    expect((await list('&status=any')).length).toBe(2);
    expect((await list('&status=resolved&theme=lamps')).map(({ ticket }) => ticket)).toEqual([lamp]);
    expect(await list(`&status=any&contact=${contact}`)).toHaveLength(2);
    expect(await list('&status=any&assignee=nobody')).toHaveLength(2);
    expect(await list('&status=any&assignee=ann')).toEqual([]);
    expect(await list(`&status=any&team=${lamp}`)).toEqual([]);
    const first = await get<Page<TicketLine>>('/api/tickets?status=any&limit=1');
    const second = await get<Page<TicketLine>>(`/api/tickets?status=any&limit=1&cursor=${first.next}`);
    expect([...first.items, ...second.items].map(({ ticket }) => ticket).sort()).toEqual(
      (await list('&status=any')).map(({ ticket }) => ticket).sort(),
    );
    expect(second.next).toBeNull();
    expect(await list(`&status=any&asOf=${before}`)).toEqual([]);
    const opened = (await get<TicketDetail>(`/api/tickets/${lamp}`)).entries[0]!.position;
    expect((await list(`&asKnownAt=${opened}`)).map(({ ticket, due }) => [ticket, due?.clock])).toContainEqual([
      lamp,
      'first-response',
    ]);
  });

  it('are answered with solved ones like them, the likest first', async () => {
    const solved = async (title: string, theme: string): Promise<string> => {
      const { id } = await ask('ticket.open', { profile: contact, title, theme });
      await ask('ticket.resolve', {}, id);
      return id;
    };
    const other = await solved('Where is my parcel', 'parcels');
    const near = await solved('My lamp stays dark again today', 'lamps');
    const { id } = await ask('ticket.open', { profile: contact, title: 'Lamp stays dark', theme: 'lamps' });
    await api.settled();
    const { items } = await get<{ items: SimilarTicket[] }>(`/api/tickets/${id}/similar`);
    expect(items.map(({ ticket }) => ticket)).toEqual([lamp, near, other]);
    expect(items[0]!.common).toMatchObject({ theme: true, contact: true, company: false });
    expect(items[0]!.common.words).toBeCloseTo(0.75);
  });

  it('refuse what their rules forbid, by code, and are not known to those who ask for none', async () => {
    const refused = async (decision: string, params: object, id?: string): Promise<unknown> =>
      (await admin.post<{ code: string }>(`/api/commands/${decision}`, { params, ...(id ? { id } : {}) })).body.code;
    expect(await refused('ticket.close', {}, contact)).toBe('ticket.unknown');
    expect(await refused('ticket.merge', { into: contact }, lamp)).toBe('ticket.into-unknown');
    expect(await refused('ticket.put-on-hold', { for: 'customer' }, lamp)).toBe('ticket.resolved');
    expect(await refused('ticket.watch-clocks', {}, lamp)).toBe('command.unknown');
    expect(await admin.get('/api/tickets/none')).toMatchObject({ status: 404 });
    expect(await admin.get(`/api/tickets/${contact}/similar`)).toMatchObject({ status: 404 });
  });
});
