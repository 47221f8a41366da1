// A user's sessions that are alive.
import { access, Gone } from '../api.js';
import { announce } from '../announce.js';
import { confirm, errorNote } from '../dialog.js';
import { el, fill } from '../dom.js';
import { time } from '../times.js';

const SHOWN_MAX = 50;

/** The card; `load()` reads it anew. */
export function sessionsCard(userId, signal) {
  const body = el('div', {}, el('div.shade.is-row', {}));
  const element = el('section.card', { 'aria-labelledby': 'sessions-title' }, el('h2', { id: 'sessions-title' }, 'Sessions'), body);

  async function load() {
    try {
      const query = { user_id: userId, status: 'active', limit: SHOWN_MAX };
      const sessions = await access.call('GET', '/v1/sessions', { query, signal });
      fill(body, sessions.length ? el('ul.rows', { role: 'list' }, sessions.map(session => row(session, load))) : el('p.faint', {}, 'Signed in nowhere.'));
    } catch (error) {
      if (signal.aborted || error.status === 401 || error instanceof Gone) return;
      fill(body, errorNote(error));
    }
  }

  return { element, load };
}

function row(session, changed) {
  async function revoke() {
    const isDone = await confirm({
      title: 'End this session?',
      body: el('p', {}, 'The browser or app is signed out. A token that it holds stays good for a minute at most, unless a longer life was asked for.'),
      action: 'End session',
      isDestructive: true,
      run: () => access.call('POST', `/v1/sessions/${session.id}/revoke`),
    });
    if (!isDone) return;
    announce('The session is ended', { isShown: true });
    changed();
  }
  return el(
    'li.row',
    {},
    el(
      'div.row-main',
      {},
      el('div', {}, 'Active ', time(session.last_active_at)),
      el('div.row-fine.faint', {}, 'Began ', time(session.created_at), ', ends ', time(session.expire_at)),
    ),
    el('button.button.is-small', { type: 'button', onclick: revoke, 'aria-label': `End the session ${session.id}` }, 'End'),
  );
}
