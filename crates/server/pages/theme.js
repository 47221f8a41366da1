// Light or dark: as the system says, unless the button said otherwise in this tab.
import { attribute, el, fill } from './dom.js';
import { icon } from './icons.js';

const KEY = 'strowger.theme';
const system = matchMedia('(prefers-color-scheme: dark)');

function apply() {
  document.documentElement.style.colorScheme = sessionStorage.getItem(KEY) ?? 'light dark';
}

function isDark() {
  return (sessionStorage.getItem(KEY) ?? (system.matches ? 'dark' : 'light')) === 'dark';
}

/** The button that changes it. */
export function themeButton() {
  const button = el('button.icon-button', { type: 'button', onclick: change });
  function show() {
    const other = isDark() ? 'light' : 'dark';
    fill(attribute(button, { 'aria-label': `Use ${other} colours`, title: `Use ${other} colours` }), icon(isDark() ? 'sun' : 'moon', 18));
  }
  function change() {
    sessionStorage.setItem(KEY, isDark() ? 'light' : 'dark');
    apply();
    show();
  }
  system.addEventListener('change', show);
  show();
  return button;
}

apply();
