// Makes elements. Texts become text nodes, never markup.

const SVG = 'http://www.w3.org/2000/svg';

/**
 * An element: `el('button.quiet', { type: 'button', onclick: copy }, 'Copy')`. Attributes that are null or false are left out, true
 * is an empty attribute, and names that begin with `on` are listeners.
 */
export function el(name, attributes = {}, ...children) {
  const [tag, ...classes] = name.split('.');
  const made = document.createElement(tag || 'div');
  if (classes.length) made.className = classes.join(' ');
  return fill(attribute(made, attributes), ...children);
}

/** Sets attributes and listeners. */
export function attribute(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value === null || value === undefined || value === false) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? '' : value);
  }
  return element;
}

/** Replaces what is in the element; lists are flattened, and what is null or false is left out. */
export function fill(element, ...children) {
  const kept = children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false);
  element.replaceChildren(...kept);
  return element;
}

/**
 * Makes the children of `parent` those of `items`, keeping the element of an item that was there before, so that focus and
 * selection stay. `make(item)` makes the element; it is called anew when the item's content changed.
 */
export function fillByKey(parent, items, key, make) {
  const known = parent.known ?? new Map();
  const next = new Map();
  let place = parent.firstChild;
  for (const item of items) {
    const print = JSON.stringify(item);
    let entry = known.get(key(item));
    if (entry?.print !== print) {
      const made = make(item);
      if (entry && entry.element.isConnected) {
        if (place === entry.element) place = made;
        entry.element.replaceWith(made);
      }
      entry = { print, element: made };
    }
    next.set(key(item), entry);
    if (entry.element === place) place = place.nextSibling;
    else parent.insertBefore(entry.element, place);
  }
  while (place) {
    const gone = place;
    place = place.nextSibling;
    gone.remove();
  }
  parent.known = next;
}

/** A drawing of lines in a box of 24 by 24, decoration alone: its button or text says what it means. */
export function drawing(paths, size = 16) {
  const svg = document.createElementNS(SVG, 'svg');
  attribute(svg, { viewBox: '0 0 24 24', width: size, height: size, 'aria-hidden': 'true', class: 'icon' });
  for (const d of paths) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', d);
    svg.append(path);
  }
  return svg;
}
