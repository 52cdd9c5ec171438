let frame = 0;

/**
 * Puts the focus on a row's link: at once where it is drawn, and once more when the next frame is, for a row that is only
 * drawn then, or a menu that gives the focus back as it closes. Moving by keys then is moving the focus, and enter opens
 * what a link opens. Leaves the focus where it is while something is typed.
 */
export function focusRow(within: ParentNode | null, key: string): void {
  const focus = (): void => {
    if (document.activeElement instanceof HTMLInputElement) return;
    const row = within?.querySelector<HTMLElement>(`[data-row="${CSS.escape(key)}"]`);
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };
  cancelAnimationFrame(frame);
  focus();
  frame = requestAnimationFrame(focus);
}
