/**
 * Puts the focus on a row's link, at once or as soon as the row is drawn: moving by keys then is moving the focus, and
 * enter opens what a link opens. Leaves the focus where it is while something is typed.
 */
export function focusRow(within: ParentNode | null, key: string): void {
  const focus = (): boolean => {
    if (document.activeElement instanceof HTMLInputElement) return true;
    const row = within?.querySelector<HTMLElement>(`[data-row="${CSS.escape(key)}"]`);
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    return row != null;
  };
  if (!focus()) requestAnimationFrame(focus);
}
