// A button with a menu of actions: arrows go through it, Escape and a click elsewhere close it.
import { el } from './dom.js';
import { icon } from './icons.js';

const ITEM_PX = 36;

/** The button named `label`, with `shown` in it or with dots; `items` are `{ label, run, isDestructive }`, and what is null or false is left out. */
export function menu(label, items, shown = null) {
  const list = el('div.menu', { role: 'menu', popover: 'auto', 'aria-label': label, onkeydown: keys, onbeforetoggle: place, ontoggle: toggled });
  const about = { type: 'button', 'aria-label': label, title: shown ? null : label, 'aria-haspopup': 'menu', 'aria-expanded': 'false' };
  const button = shown ? el('button.button', about, shown, icon('down', 15)) : el('button.icon-button', about, icon('dots', 18));
  button.popoverTargetElement = list;
  for (const item of items.filter(Boolean)) {
    const tag = item.isDestructive ? 'button.menu-item.is-danger' : 'button.menu-item';
    list.append(el(tag, { type: 'button', role: 'menuitem', tabindex: '-1', onclick: () => choose(item) }, item.label));
  }

  function choose(item) {
    list.hidePopover();
    // A dialog gives the focus back to where it was.
    button.focus();
    item.run();
  }

  /** Below the button or, near the end of the window, above it. */
  function place(event) {
    if (event.newState !== 'open') return;
    const at = button.getBoundingClientRect();
    const height = list.children.length * ITEM_PX + 16;
    const fitsBelow = at.bottom + height < innerHeight;
    list.style.top = `${Math.max(8, fitsBelow ? at.bottom + 4 : at.top - height)}px`;
    list.style.right = `${Math.max(8, document.documentElement.clientWidth - at.right)}px`;
  }

  function toggled(event) {
    const isOpen = event.newState === 'open';
    button.setAttribute('aria-expanded', String(isOpen));
    if (!isOpen) return;
    list.firstElementChild.focus({ preventScroll: true });
    addEventListener('scroll', () => list.hidePopover(), { passive: true, once: true });
  }

  function keys(event) {
    const all = [...list.children];
    const at = all.indexOf(document.activeElement);
    const to = { ArrowDown: (at + 1) % all.length, ArrowUp: (at - 1 + all.length) % all.length, Home: 0, End: all.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      all[to].focus();
    } else if (event.key === 'Tab') {
      list.hidePopover();
    }
  }

  return el('span.menu-place', {}, button, list);
}
