// The story, step by step, ticked off as it happens.
import { announce } from '../announce.js';
import { el, fill } from '../dom.js';
import { icon } from '../icons.js';

const KEPT = 'strowger.story';

/** Each step: what it is called, where to do it, and how to see that it was done. */
const STEPS = [
  ['sign-up', 'Sign up', 'Type a number into the form.', ({ user, client }) => user || client?.signUp?.phoneNumber],
  ['code', 'Enter the code', 'It is on the phone: click to copy.', ({ user }) => user],
  ['second-number', 'Add a number', 'In the profile: Add phone number.', ({ user }) => verified(user).length > 1],
  ['second-factor', 'Second factor', 'In the profile: Security, Add two-step verification.', ({ user }) => verified(user).some(isSecond)],
  ['sign-out', 'Sign out', 'Behind the round button.', ({ user }) => !user],
  ['both', 'Sign in again', 'One code for each number.', ({ user }) => user?.twoFactorEnabled],
];

function isSecond(number) {
  return number.reservedForSecondFactor;
}

function verified(user) {
  return (user?.phoneNumbers ?? []).filter(number => number.verification?.status === 'verified');
}

/** The list; `see(clerk)` looks at what has happened. Steps count in their order. */
export function story() {
  let done = Math.min(Number(sessionStorage.getItem(KEPT)) || 0, STEPS.length);
  const list = el('ol.steps', { role: 'list' });
  const finish = el('div.finish', {});
  const element = el('section', { 'aria-label': 'The story' }, list, finish);
  draw();

  function see(clerk) {
    // While a session is being taken over nothing can be told.
    if (clerk.user === undefined) return;
    const before = done;
    while (done < STEPS.length && STEPS[done][3](clerk)) done += 1;
    if (done === before) return;
    keep();
    announce(done === STEPS.length ? 'All steps are done' : `Done: ${STEPS[done - 1][1]}. Next: ${STEPS[done][1]}`);
  }

  function keep() {
    sessionStorage.setItem(KEPT, String(done));
    draw();
  }

  function draw() {
    fill(list, STEPS.map(([name, label, hint], at) => step(name, label, hint, at)));
    const isDone = done === STEPS.length;
    const over = el('button.button.is-small', { type: 'button', onclick: again }, 'Start over');
    fill(finish, isDone && [el('p', {}, 'That is the whole story. Next: your own app, below.'), over]);
  }

  function step(name, label, hint, at) {
    const state = at < done ? 'done' : at === done ? 'now' : 'later';
    return el(
      `li.step.is-${state}`,
      { 'data-step': name, 'aria-current': state === 'now' ? 'step' : null },
      el('span.step-mark', { 'aria-hidden': 'true' }, state === 'done' ? icon('check', 14) : String(at + 1)),
      el('span.step-label', {}, label, state === 'done' && el('span.unseen', {}, ' (done)')),
      el('span.step-hint', {}, hint),
    );
  }

  function again() {
    done = 0;
    keep();
    list.querySelector('.step')?.scrollIntoView({ block: 'nearest' });
  }

  return { element, see };
}
