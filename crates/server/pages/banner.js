// Says that the server is gone, and when it is asked again.
import { announce } from './announce.js';
import { connection } from './connection.js';
import { el, fill } from './dom.js';
import { icon } from './icons.js';

/** The banner, empty while all is well. */
export function connectionBanner() {
  const banner = el('div.banner', { hidden: true });
  const when = el('span', {});
  const again = el('button.link', { type: 'button', onclick: () => connection.ask() }, 'Try now');
  let timer;

  function count() {
    const seconds = Math.max(0, Math.ceil((connection.retryAt - Date.now()) / 1_000));
    when.textContent = seconds > 0 ? `Trying again in ${seconds} s.` : 'Trying again…';
  }

  connection.addEventListener('lost', () => {
    clearInterval(timer);
    timer = setInterval(count, 500);
    count();
    if (!banner.hidden) return;
    banner.hidden = false;
    fill(banner, icon('warning', 16), el('strong', {}, 'The server does not answer.'), when, again);
    announce('The server does not answer. Trying again.');
  });
  connection.addEventListener('back', () => {
    clearInterval(timer);
    banner.hidden = true;
    fill(banner);
    announce('The server is back.');
  });
  return banner;
}
