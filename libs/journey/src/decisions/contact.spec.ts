import { erased, withdrawn, type EventView } from '#kernel';
import { given } from '../../test/given.js';
import { touchpointRecorded } from '../events/touchpoint-recorded.js';
import { amendTouch, withdrawTouch } from './contact.js';

const profile = '0192f0c1-2222-8000-8000-000000000002';
const other = '0192f0c1-2222-8000-8000-000000000009';
const touch = '0192f0c1-3333-8000-8000-000000000003';
const takenBack = withdrawn.of({ subject: profile }, { target: touch, targetStream: `touch-${touch}` });
const identifiers = [{ kind: 'user', namespace: '', value: 'u-7' }];

/** The touch as it was recorded. */
function recorded(more: object = {}, payload: object = {}): { readonly named: EventView } {
  const about = { profile };
  const stated = { channel: 'email', kind: 'opened', title: 'Spring', identifiers, ...payload };
  const envelope = { id: touch, type: touchpointRecorded.name, about, occurredAt: '2026-03-01T09:30:00.000Z', ...more };
  return { named: { type: touchpointRecorded.name, about, payload: stated, envelope } as unknown as EventView };
}

describe('taking a touch back', () => {
  it('names the touch, its stream and why', () => {
    expect(given().when(withdrawTouch, { touch, profile, reason: 'a test order' }, recorded())).toEqual([
      ['withdrawn', { target: touch, targetStream: `touch-${touch}`, reason: 'a test order' }],
    ]);
  });
  it('takes back what staff did as well, from the stream that it is', () => {
    const said = { type: 'activity-logged', about: { profile }, payload: { kind: 'call' } };
    const stream = `activity-${other}`;
    const named = { ...said, envelope: { id: touch, ...said, stream } } as unknown as EventView;
    expect(given().when(withdrawTouch, { touch, profile }, { named })).toEqual([
      ['withdrawn', { target: touch, targetStream: stream }],
    ]);
    expect(given().when(amendTouch, { touch, payload: { kind: 'meeting' } }, { named })).toMatchObject([
      ['amended', { target: touch, targetStream: stream, payload: { kind: 'meeting' } }],
    ]);
  });
  it('is no news the second time', () => {
    expect(given(takenBack).when(withdrawTouch, { touch, profile })).toEqual([]);
  });
  it('needs the touch’s id', () => {
    expect(() => given().when(withdrawTouch, { touch: 'x', profile })).toThrow(
      'params.touch: must be a lower-case UUID',
    );
  });
  it('needs a touch that is there, and its own profile, in whose lane it travels', () => {
    expect(given().when(withdrawTouch, { touch, profile }, { named: null })).toBe('touch.unknown');
    expect(given().when(withdrawTouch, { touch, profile }, recorded({ stream: 'key-1' }))).toBe('touch.unknown');
    expect(given().when(withdrawTouch, { touch, profile: other }, recorded())).toBe('touch.other-profile');
  });
});

describe('amending a touch', () => {
  const payload = { channel: 'email', kind: 'clicked', title: 'Summer' };

  it('says what it is from here on, open fields only in the clear, and keeps whom it is about', () => {
    const on = '2026-03-02';
    expect(given().when(amendTouch, { touch, payload, on, reason: 'misread' }, recorded())).toEqual([
      [
        'amended',
        {
          target: touch,
          targetStream: `touch-${touch}`,
          type: 'touchpoint-recorded',
          version: 2,
          payload: { channel: 'email', kind: 'clicked' },
          occurredAt: on,
          reason: 'misread',
        },
      ],
    ]);
  });
  it('keeps the time unless another is said', () => {
    expect(given().when(amendTouch, { touch, payload }, recorded())).toMatchObject([
      ['amended', { occurredAt: '2026-03-01T09:30:00.000Z' }],
    ]);
    const two = { at: '2026-03-01T09:30:00.000Z', on: '2026-03-02' };
    expect(given().when(amendTouch, { touch, payload, ...two }, recorded())).toBe('touch.two-times');
  });
  it('needs a payload that fits', () => {
    expect(() => given().when(amendTouch, { touch, payload: { channel: 'email', colour: 'red' } }, recorded())).toThrow(
      'payload.colour: is not known here',
    );
  });
  it('does not change whom it is about, nor what was taken back, erased, or never there', () => {
    expect(given().when(amendTouch, { touch, payload: { ...payload, identifiers } }, recorded())).toHaveLength(1);
    expect(given().when(amendTouch, { touch, payload: { ...payload, identifiers: [] } }, recorded())).toBe(
      'touch.other-identifiers',
    );
    expect(given(takenBack).when(amendTouch, { touch, payload }, recorded())).toBe('touch.withdrawn');
    expect(given().when(amendTouch, { touch, payload }, recorded({}, { title: erased }))).toBe('touch.erased');
    expect(given().when(amendTouch, { touch, payload }, { named: null })).toBe('touch.unknown');
  });
});
