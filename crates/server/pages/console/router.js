// Which view an address means, and how links get there without loading the page anew.

const VIEWS = [
  [/^\/console\/?$/, 'texts'],
  [/^\/console\/users\/?$/, 'users'],
  [/^\/console\/users\/(user_[A-Za-z0-9_]+)\/?$/, 'user'],
];

/** The view of an address: `{ name, id }`. */
export function viewOf(path) {
  for (const [pattern, name] of VIEWS) {
    const found = pattern.exec(path);
    if (found) return { name, id: found[1] ?? null };
  }
  return { name: 'unknown', id: null };
}

/** Goes to an address of the console. */
export function go(path) {
  history.pushState(null, '', path);
  dispatchEvent(new PopStateEvent('popstate', { state: null }));
}

/** What a view wants to find again after a reload or a step back. It stays out of the address: it may hold numbers. */
export function remember(state) {
  history.replaceState(state, '');
}

/** What the view remembered. */
export function remembered() {
  return history.state ?? {};
}

/** Calls `show(view)` now and whenever the address changes; links to the console are followed in place. */
export function follow(show) {
  addEventListener('popstate', () => show(viewOf(location.pathname)));
  document.addEventListener('click', event => {
    const link = event.target.closest?.('a[href]');
    const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (!link || !isPlain || event.defaultPrevented || link.target || link.origin !== location.origin) return;
    if (viewOf(link.pathname).name === 'unknown') return;
    event.preventDefault();
    go(link.pathname);
  });
  show(viewOf(location.pathname));
}
