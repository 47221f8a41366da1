// Keys that work everywhere in the console.

/** `/` goes to the search of the view. */
export function focusSearch(event) {
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest('input, textarea, select, dialog, [contenteditable]')) return;
  const search = document.querySelector('[data-search]');
  if (!search) return;
  event.preventDefault();
  search.focus();
  search.select();
}

/**
 * Arrow keys go through the stops within `list`: elements that match `stops`, in their order. Tab works as ever.
 */
export function arrowKeys(list, stops) {
  list.addEventListener('keydown', event => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.target.closest('input, select, textarea, [role="menu"]')) return;
    const all = [...list.querySelectorAll(stops)];
    const item = event.target.closest('li, tr');
    const at = all.findIndex(stop => stop === event.target || (item && item.contains(stop)));
    const next = all[at + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}
