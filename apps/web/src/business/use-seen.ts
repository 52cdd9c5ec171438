import { useEffect, useState, type RefObject } from 'react';

/** Whether something has come near the visible part of the page: what nobody scrolls to is not asked for. */
export function useSeen(ref: RefObject<Element | null>): boolean {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const { current } = ref;
    if (seen || current === null) return undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setSeen(true);
      },
      { rootMargin: '200px' },
    );
    observer.observe(current);
    return () => observer.disconnect();
  }, [ref, seen]);
  return seen;
}
