import type { ButtonHTMLAttributes, Ref } from 'react';
import styles from './button.module.css';

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `primary` for the one thing a screen is for, `danger` for what cannot be undone. */
  readonly look?: 'default' | 'primary' | 'quiet' | 'danger';
  readonly size?: 'normal' | 'small' | 'compact';
  /** What it started is under way: it says so, and cannot be pressed again. */
  readonly busy?: boolean;
  readonly ref?: Ref<HTMLButtonElement>;
}

/** A button. */
export function Button({ look = 'default', size = 'normal', busy = false, ...props }: Props) {
  const { className, disabled, type, children, ...rest } = props;
  return (
    <button
      {...rest}
      type={type ?? 'button'}
      className={className === undefined ? styles.button : `${styles.button} ${className}`}
      data-look={look}
      data-size={size}
      data-busy={busy || undefined}
      aria-busy={busy || undefined}
      disabled={disabled === true || busy}
    >
      {children}
    </button>
  );
}

interface IconProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** What it does, for those who do not see the icon, and on hover. */
  readonly label: string;
  readonly size?: number;
  readonly ref?: Ref<HTMLButtonElement>;
}

/** A button that is an icon. */
export function IconButton({ label, size = 28, className, children, ...rest }: IconProps) {
  return (
    <button
      {...rest}
      type="button"
      className={className === undefined ? styles.icon : `${styles.icon} ${className}`}
      style={{ width: size, height: size }}
      aria-label={label}
      title={label}
    >
      {children}
    </button>
  );
}
