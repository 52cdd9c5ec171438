import {
  dataSubjectOf,
  sealEvent,
  touchStream,
  type EventId,
  type Identifier,
  type Keyring,
  type NodeId,
} from '#kernel';
import { Identify, type Identified } from '#intake';
import { happeningOfDealing, streamOfDealing, type Dealing, type Naming } from '#simulator';
import { failure } from '../../failure.js';
import type { Installation } from '../../installation.js';
import { patiently } from './recorder.js';

/** What became of dealings. */
export interface RecordedDealings {
  recorded: number;
  repeated: number;
  position: number | null;
}

/** Records the business of a simulated company in this process: in the streams of those who decide about it. */
export class DealingsRecorder {
  private readonly identify: Identify;
  private readonly naming: Naming;
  private readonly became: RecordedDealings = { recorded: 0, repeated: 0, position: null };
  /** The last that was recorded: what a briefing goes up to. */
  private last: EventId;

  private constructor(
    private readonly installation: Installation,
    private readonly source: string,
    private readonly live: boolean,
    log: string,
  ) {
    const { ids } = installation;
    this.identify = new Identify(ids);
    this.last = ids.event(source, 'nothing');
    this.naming = {
      person: ({ email }) => this.identified(email).node,
      company: ({ domain }) => ids.node('domain', '', domain),
      event: (messageId) => ids.event(source, messageId),
      briefing: () => ({ log, event: this.last }),
    };
  }

  static async open(installation: Installation, source: string, live: boolean): Promise<DealingsRecorder> {
    const { id } = await installation.log.identity();
    return new DealingsRecorder(installation, source, live, id);
  }

  /** Records dealings in order. Throws a failure (`simulate.refused`) for what the log does not take. */
  async take(dealings: readonly Dealing[]): Promise<RecordedDealings> {
    const { log, ids } = this.installation;
    const { source, live, became } = this;
    const keys = await this.keysOf(dealings);
    const actor = { kind: 'key', id: ids.derived('key', 'simulation', source) } as const;
    const requests = dealings.map((dealing) => {
      const { messageId, import: named, definition, about, payload, when } = dealing;
      const happening = happeningOfDealing(dealing, this.naming);
      const stream = streamOfDealing(dealing, this.naming);
      this.last = this.naming.event(messageId);
      const alone = stream === touchStream(this.last);
      const event = sealEvent(
        happening,
        this.last,
        // a stream of one event is told by the event
        alone ? null : stream,
        {
          actor,
          source: { name: source, messageId },
          // a briefing is another one each time
          stated: JSON.stringify([definition.name, about, payload, when]),
          ...(live ? {} : { origin: 'history' }),
          ...(named === undefined ? {} : { import: named }),
        },
        ids,
        keys,
      );
      return {
        stream,
        events: [event],
        expected: alone ? ('none' as const) : ('any' as const),
      };
    });
    for (const outcome of await patiently(() => log.appendAll(requests))) {
      if (outcome.kind !== 'appended') throw failure('simulate.refused', JSON.stringify(outcome));
      if (outcome.duplicate === 'no') became.recorded++;
      else became.repeated++;
      became.position = Math.max(became.position ?? 0, outcome.position);
    }
    return became;
  }

  private identified(email: string): Identified {
    const stated: Identifier = { kind: 'email', value: email };
    return this.identify.all([stated], this.source)[0]!;
  }

  /** The keys of everybody personal data is told of; whose keys are destroyed is somebody new from here on. */
  private async keysOf(dealings: readonly Dealing[]): Promise<Keyring> {
    for (;;) {
      const people = dealings.flatMap(({ person }) => (person === null ? [] : [this.identified(person.email)]));
      const subjects = new Set<NodeId>(people.map(({ node }) => node));
      for (const dealing of dealings) {
        const subject = dataSubjectOf(happeningOfDealing(dealing, this.naming));
        if (subject !== null) subjects.add(subject);
      }
      const keys = await this.installation.vault.ensure([...subjects]);
      const erased = people.filter(({ node }) => keys.get(node)?.identity === null);
      if (erased.length === 0) return keys;
      for (const one of erased) this.identify.erased(one);
    }
  }
}
