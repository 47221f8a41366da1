// What a test file needs, once: an app, a server, phones and one Chromium; and tests that get a person in front of it.
import { after, before, test as nodeTest } from 'node:test';

import { openBrowser, Person } from './browser.mjs';
import { AccountMenu, Home, SignInCard, SignUpCard } from './cards.mjs';
import { ProfileCard, ProofCard } from './profile-card.mjs';

const STORY_MS = 120_000;

// One Chromium per file, however many stages the file has.
let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

/**
 * Opens what `topology` says when the first test of this file begins, and gives `test(claim, story)`.
 * A story gets the person's browser, the cards that it will see, and all that was opened; `meet` gets it another person's.
 */
export function stage(topology, { settings = {}, generation } = {}) {
  let opened;
  before(async () => (opened = await topology(settings, generation)));
  after(async () => {
    await opened?.server.stop();
    opened?.pages.close();
    opened?.phones.close();
  });

  return function test(claim, story) {
    nodeTest(claim, { timeout: STORY_MS }, async () => {
      const people = [];
      const meet = async () => {
        const person = await Person.arrive(browser, opened);
        people.push(person);
        return scene({ person, ...opened });
      };
      try {
        await story({ ...(await meet()), meet });
        for (const person of people) await person.check();
      } catch (error) {
        for (const person of people) error.message += `\n${await person.screen(claim)}`;
        // What is printed of an error is its stack, which was made of the message as it was.
        error.stack = `${error.message}\n${error.stack}`;
        throw error;
      } finally {
        for (const person of people) await person.leave();
      }
    });
  };
}

/** What somebody has in front of them. */
function scene(around) {
  return {
    ...around,
    home: new Home(around),
    menu: new AccountMenu(around),
    profile: new ProfileCard(around),
    proof: new ProofCard(around),
    signIn: new SignInCard(around),
    signUp: new SignUpCard(around),
  };
}
