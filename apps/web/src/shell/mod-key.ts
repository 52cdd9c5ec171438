/** How this machine's keyboard names the key that commands go with. */
export const modKey = /Mac|iP(hone|ad)/.test(navigator.platform) ? '⌘' : 'Ctrl';
