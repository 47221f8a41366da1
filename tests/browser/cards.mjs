// What a person sees of the components and does with them. All that tests know of the screen is here: roles, labels and words.
import assert from 'node:assert/strict';

const exactly = (role, name) => page => page.getByRole(role, { name, exact: true });
const submit = exactly('button', 'Continue');

/** Any of the app's pages. */
class Place {
  constructor({ person, pages, phones }) {
    this.person = person;
    this.pages = pages;
    this.phones = phones;
  }

  get page() {
    return this.person.page;
  }

  open(path) {
    return this.page.goto(this.pages.url(path));
  }

  /** Waits until these words are to be seen. */
  sees(text) {
    return this.page.getByText(text).first().waitFor();
  }

  /** Waits until this page is the one that is shown. */
  async isAt(path) {
    await this.page.waitForURL(url => url.pathname === path);
  }
}

/** The corner that every page of the app has: who is there, and the way out. */
export class Home extends Place {
  async signedInAs(who, path) {
    if (path) await this.isAt(path);
    await this.page.getByText(`Signed in as ${who}`, { exact: true }).waitFor();
  }

  async signedOut(path) {
    if (path) await this.isAt(path);
    await this.page.getByText('Signed out', { exact: true }).waitFor();
  }

  leave() {
    return this.page.getByRole('button', { name: 'Leave', exact: true }).click();
  }
}

/** What the cards of both components have in common. */
class Card extends Place {
  heading(text) {
    return this.page.getByRole('heading', { name: text, exact: true }).waitFor();
  }

  field(label) {
    return this.page.getByRole('textbox', { name: label, exact: true });
  }

  continue() {
    return submit(this.page).click();
  }

  press(name) {
    return this.page.getByRole('button', { name }).click();
  }

  /** Types a number as a person does who pastes it with its country code. */
  async number(number, label) {
    await this.field(label).fill(number);
  }

  /** Types a code, which is sent with its last digit. */
  async code(code) {
    const field = this.field('Enter verification code');
    await field.waitFor();
    await field.pressSequentially(code);
  }

  /** Types the code of the next text to this number. */
  async texted(number) {
    const code = await this.phones.code(number);
    await this.code(code);
    return code;
  }

  /** Waits until these words stand under this field, as what describes it. */
  async saysUnder(label, text) {
    const said = this.page.locator('.cl-formFieldErrorText, [id^="error-"]').filter({ hasText: text }).first();
    await said.waitFor();
    const describes = await this.page.getByLabel(label, { exact: true }).first().getAttribute('aria-describedby');
    const id = await said.getAttribute('id');
    assert.ok(describes?.split(' ').includes(id), `"${text}" (${id}) describes ${label} (${describes})`);
  }

  /** Waits until these words stand on the card as its alert. */
  async alerts(text) {
    await this.page.locator('.cl-alert').filter({ hasText: text }).first().waitFor();
  }
}

export class SignUpCard extends Card {
  async openCard() {
    await this.open('/sign-up');
    await this.heading('Create your account');
  }

  /** Fills the form: a number, and what else the instance asks for by label. */
  async fill(number, others = {}) {
    for (const [label, value] of Object.entries(others)) await this.field(label).fill(value);
    await this.number(number, 'Phone number');
    await this.continue();
  }

  /** Signs up by code, up to the page behind. */
  async complete(number, others) {
    await this.openCard();
    await this.fill(number, others);
    await this.texted(number);
  }
}

export class SignInCard extends Card {
  async openCard() {
    await this.open('/sign-in');
    await this.page.getByRole('heading', { name: /^Sign in to / }).waitFor();
  }

  async identify(number) {
    await this.number(number, 'Phone number');
    await this.continue();
  }

  async password(password) {
    await this.field('Password').fill(password);
    await this.continue();
  }
}
