// What a person sees of the console and does with it.

/** A number of the United States, or of a country whose code has two digits, as it is shown. */
export const spaced = number => number
  .replace(/^\+1(\d{3})(\d{3})(\d{4})$/, '+1 $1 $2 $3')
  .replace(/^\+(\d\d)(\d{3})(\d{3})(\d+)$/, '+$1 $2 $3 $4');

export class Console {
  constructor({ person, server }) {
    this.person = person;
    this.server = server;
  }

  get page() {
    return this.person.page;
  }

  async open(path = '') {
    await this.page.goto(`${this.server.url}/console${path}`);
  }

  heading(name) {
    return this.page.getByRole('heading', { level: 1, name, exact: true });
  }

  /** The texts to a number. */
  texts(number) {
    return this.page.locator('.texts > .text').filter({ hasText: spaced(number) });
  }

  get allTexts() {
    return this.page.locator('.texts > .text:not(.is-loading)');
  }

  get search() {
    return this.page.locator('[data-search]');
  }

  state(name) {
    return this.page.getByRole('group', { name: 'State' }).getByRole('button', { name, exact: true });
  }

  /** The part of a user's page that is about a number. */
  number(number) {
    return this.page.getByRole('listitem').filter({ has: this.page.getByText(spaced(number), { exact: true }) });
  }

  /** Chooses from the menu of a number, or of the user. */
  async choose(whose, action) {
    await this.page.getByRole('button', { name: `Actions for ${whose}`, exact: true }).click();
    await this.page.getByRole('menuitem', { name: action, exact: true }).click();
  }

  get dialog() {
    return this.page.getByRole('dialog');
  }

  /** Chooses, is asked, and agrees. */
  async act(whose, action) {
    await this.choose(whose, action);
    await this.dialog.getByRole('button', { name: action, exact: true }).click();
    await this.dialog.waitFor({ state: 'detached' });
  }

  onNumber(number, action) {
    return this.act(spaced(number), action);
  }

  onUser(action) {
    return this.act('this user', action);
  }

  async unlock(key) {
    await this.page.getByLabel('Secret key').fill(key);
    await this.page.getByRole('button', { name: 'Unlock' }).click();
  }
}
