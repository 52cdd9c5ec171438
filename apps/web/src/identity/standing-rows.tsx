import type { LinkPreview } from '../api/types.js';
import styles from './identity.module.css';
import { useStandingLines } from './standing-words.js';

/** Where both stand, and where the one they make would: a row for what is known of any of them. */
export function StandingRows({ left, right, result }: LinkPreview['standing']) {
  const lines = useStandingLines();
  const [of, or, becomes] = [lines(left), lines(right), lines(result)];
  return becomes.map(({ key, label, value }, i) => {
    const [one, other] = [of[i]!.value, or[i]!.value];
    if (one === null && other === null && value === null) return null;
    const differs = one !== null && other !== null && one !== other;
    return (
      <tr key={key} className={differs ? styles.differs : undefined}>
        <th scope="row">{label}</th>
        <td dir="auto">{one ?? '–'}</td>
        <td dir="auto">{other ?? '–'}</td>
        <td dir="auto" className={styles.result}>
          {value ?? '–'}
        </td>
      </tr>
    );
  });
}
