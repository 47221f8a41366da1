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
 * Arrow keys go from item to item of `list`: to the first of `stops` that an item has. Tab works as ever.
 */
export function arrowKeys(list, ...stops) {
  list.addEventListener('keydown', event => {
    const down = event.key === 'ArrowDown';
    if (!down && event.key !== 'ArrowUp') return;
    const item = [...list.children].find(each => each.contains(event.target));
    const next = down ? item?.nextElementSibling : item?.previousElementSibling;
    const stop = next && stops.map(each => next.querySelector(each)).find(Boolean);
    if (!stop) return;
    event.preventDefault();
    stop.focus();
  });
}
