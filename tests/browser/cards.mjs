// What a person sees of the components and does with them. All that tests know of the screen is here: roles, labels and words.
import assert from 'node:assert/strict';

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
export class Card extends Place {
  heading(text) {
    return this.page.getByRole('heading', { name: text, exact: true }).waitFor();
  }

  field(label) {
    return this.page.getByRole('textbox', { name: label, exact: true });
  }

  continue() {
    return this.page.getByRole('button', { name: 'Continue', exact: true }).click();
  }

  press(name) {
    return this.page.getByRole('button', { name }).click();
  }

  follow(name) {
    return this.page.getByRole('link', { name, exact: true }).click();
  }

  /** Types a number as a person does who pastes it with its country code. */
  async number(number, label) {
    await this.field(label).fill(number);
  }

  /** Types a code, which is sent with its last digit. */
  async code(code) {
    const field = this.field('Enter verification code');
    // A code that was refused goes from the boxes after a moment.
    await this.page.locator('[data-input-otp][value=""]').waitFor();
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
    const said = this.page.locator('.cl-formFieldErrorText').getByText(text, { exact: true });
    await said.waitFor();
    const [described, id] = [await this.field(label).getAttribute('aria-describedby'), await said.getAttribute('id')];
    assert.ok(described?.split(' ').includes(id), `"${text}" (${id}) describes ${label} (${described})`);
    assert.equal(await this.page.locator('.cl-alert').count(), 0, 'nothing is said above the form');
  }

  /** Waits until these words stand under the boxes for a code, which the components tie to no field. */
  async saysUnderCode(text) {
    await this.page.locator('.cl-otpCodeField .cl-otpCodeFieldErrorText').getByText(text, { exact: true }).waitFor();
    assert.equal(await this.page.locator('.cl-alert').count(), 0, 'nothing is said above the form');
  }

  /** Waits until these words stand on the card as its alert. */
  async alerts(text) {
    await this.page.locator('.cl-alert').getByText(text, { exact: true }).waitFor();
  }

  /** Lets the half minute pass in which the card offers no other code; the story has stopped the page's clock. */
  async waitForResend() {
    await this.page.getByRole('button', { name: /Resend \(\d+\)/ }).waitFor();
    await this.page.clock.runFor(31_000);
  }

  /** Asks for another code. */
  async resend() {
    await this.waitForResend();
    await this.page.getByRole('button', { name: "Didn't receive a code? Resend", exact: true }).click();
  }
}

/** Where one account is taken for another: what opens in the corner. */
export class AccountMenu extends Place {
  async unfold() {
    await this.page.getByRole('button', { name: 'Open user menu' }).click();
    await this.page.getByRole('dialog', { name: 'Account panel' }).waitFor();
  }

  item(name) {
    return this.page.getByRole('button', { name });
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
    await this.isOpen();
  }

  async isOpen() {
    await this.heading('Sign in to Strowger');
  }

  /** Says who it is. What comes then depends on the instance. */
  async identify(number) {
    await this.number(number, 'Phone number');
    await this.continue();
  }

  /** Says who it is, and waits to be asked for the code. */
  async begin(number) {
    await this.openCard();
    await this.identify(number);
    await this.heading('Check your phone');
  }

  /** Signs in by code, up to the page behind. */
  async complete(number) {
    await this.begin(number);
    await this.texted(number);
  }

  async password(password) {
    await this.field('Password').fill(password);
    await this.continue();
  }
}
