import type { ReactNode } from 'react';
import { Initials } from '../ui/initials.js';
import { Moment } from '../ui/moment.js';
import { Bar } from '../ui/skeleton.js';
import styles from './subject-header.module.css';

interface Props {
  readonly name: string;
  /** Whose initials are shown, where they are not those of the name. */
  readonly face?: string | undefined;
  /** What stands under the name. */
  readonly children: ReactNode;
  /** The few numbers one asks first; what is null is left out. */
  readonly numbers: readonly { readonly label: string; readonly value: ReactNode }[];
  /** What can be done with it. */
  readonly actions?: ReactNode;
}

/** Whose page it is, and the few numbers one asks first. */
export function SubjectHeader({ name, face = name, children, numbers, actions = null }: Props) {
  return (
    <div className={styles.header}>
      <Initials name={face} size={40} />
      <div className={styles.who}>
        <h2 dir="auto">{name}</h2>
        <p className={styles.under}>{children}</p>
      </div>
      <dl className={styles.numbers}>
        {numbers.map(({ label, value }) =>
          value === null ? null : (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ),
        )}
      </dl>
      {actions}
    </div>
  );
}

/** A moment among the numbers, or nothing. */
export function momentOf(at: string | null): ReactNode {
  return at === null ? null : <Moment at={at} />;
}

/** The shape of the header while it loads. */
export function SubjectHeaderSkeleton() {
  return (
    <div className={styles.header} aria-hidden>
      <Bar width={40} height={40} />
      <div className={styles.who} style={{ gap: 8 }}>
        <Bar width={180} height={16} />
        <Bar width={240} />
      </div>
    </div>
  );
}
