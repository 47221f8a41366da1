// The user's own account: numbers, second step, devices.
import { readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';

import { until } from '../js/server.mjs';
import { Card } from './cards.mjs';

const WAIT_MS = 15_000;

/** A number of the United States as the components print it. */
export const printed = number => number.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, '+1 ($1) $2-$3');

const oneLine = text => text.replaceAll(/\s+/g, ' ').trim();

export class ProfileCard extends Card {
  async openCard() {
    await this.open('/user');
    await this.heading('Profile details');
  }

  /** A form that is being left stays for a moment, with its buttons disabled. */
  button(name) {
    return this.page.getByRole('button', { name, exact: true, disabled: false });
  }

  press(name) {
    return this.button(name).click();
  }

  async openSecurity() {
    await this.openCard();
    await this.security();
  }

  async security() {
    await this.press('Security');
    await this.heading('Security');
    // The devices come last.
    await this.sees('This device');
  }

  /** The lines of a section: `phoneNumbers` or `mfa`. */
  lines(section) {
    return this.page.locator(`.cl-profileSectionItem__${section}`);
  }

  line(section, text) {
    return this.lines(section).filter({ hasText: text });
  }

  /** Waits until a section has these lines and no other. */
  async shows(section, ...expected) {
    let seen;
    const isShown = async () => {
      seen = (await this.lines(section).allInnerTexts()).map(oneLine);
      return isDeepStrictEqual(seen, expected);
    };
    await until(isShown, WAIT_MS, () => `${section} shows ${JSON.stringify(expected)}, but ${JSON.stringify(seen)}`);
  }

  /** Waits until the section of numbers has these and no other, such as `[number, 'Primary']`. */
  showsNumbers(...numbers) {
    return this.shows('phoneNumbers', ...numbers.map(([number, ...badges]) => [printed(number), ...badges].join(' ')));
  }

  /** Opens the menu of the line that has this text, and picks from it. */
  async choose(section, text, item) {
    await this.line(section, text).getByRole('button', { name: 'Open menu' }).click();
    await this.page.getByRole('menuitem', { name: item, exact: true }).click();
  }

  chooseFor(number, item) {
    return this.choose('phoneNumbers', printed(number), item);
  }

  /** Fills the form for another number, and sends it. */
  async add(number) {
    await this.press('Add phone number');
    await this.submitNumber(number);
  }

  async submitNumber(number) {
    await this.number(number, 'Phone number');
    await this.press('Add');
  }

  async remove(number) {
    await this.chooseFor(number, 'Remove phone number');
    await this.heading('Remove phone number');
    await this.press('Remove');
  }

  /** Types a new password, twice. */
  async fillPassword(password) {
    await this.field('New password').fill(password);
    await this.field('Confirm password').fill(password);
  }

  /** The browsers that are signed in, this one first. */
  devices() {
    return this.page.locator('.cl-activeDeviceListItem');
  }

  async signOutOther() {
    await this.devices().nth(1).getByRole('button', { name: 'Open menu' }).click();
    await this.page.getByRole('menuitem', { name: 'Sign out of device' }).click();
  }

  /** Opens the form that ends the account, and sends it. */
  async deleteAccount() {
    await this.press('Delete account');
    await this.heading('Delete account');
    await this.field('Type "Delete account" below to continue.').fill('Delete account');
    await this.page.locator('form').getByRole('button', { name: 'Delete account', exact: true }).click();
  }

  /** Waits until these are the second factors, such as `[number, 'Default']` or `['Backup codes']`. */
  showsSecondFactors(...factors) {
    const line = ([name, ...badges]) => (name.startsWith('+') ? ['SMS Code', printed(name), ...badges].join(' ') : name);
    return this.shows('mfa', ...factors.map(line));
  }

  /** Begins to add a second step, up to the choice of a number. */
  async addSecondStep() {
    await this.press('Add two-step verification');
    await this.page.getByRole('menuitem', { name: 'SMS code' }).click();
    await this.heading('Add SMS code verification');
  }

  pick(number) {
    return this.press(`US ${printed(number)}`);
  }

  async removeSecondFactor(number) {
    await this.choose('mfa', printed(number), 'Remove');
    await this.heading('Remove two-step verification');
    await this.press('Remove');
  }

  /** The backup codes that are shown, this once. */
  async backupCodes() {
    const codes = this.page.getByText(/^[a-z0-9]{8}$/).filter({ visible: true });
    await codes.first().waitFor();
    return codes.allInnerTexts();
  }

  /** The buttons below the backup codes have pictures for names: download, print, copy. */
  codeButton(place) {
    return this.page.locator('.cl-profileSectionContent__mfa').getByRole('button', { name: /^$/ }).nth(place);
  }

  async downloadCodes() {
    const [download] = await Promise.all([this.page.waitForEvent('download'), this.codeButton(0).click()]);
    return readFile(await download.path(), 'utf8');
  }

  async copyCodes() {
    await this.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await this.codeButton(2).click();
    return this.page.evaluate(() => navigator.clipboard.readText());
  }
}

/** What opens above the profile when factors are asked for again. */
export class ProofCard extends Card {
  async isOpen() {
    await this.heading('Verification required');
  }

  async isClosed() {
    await this.page.getByRole('heading', { name: 'Verification required' }).waitFor({ state: 'detached' });
  }

  cancel() {
    return this.page.getByRole('button', { name: 'Close modal' }).click();
  }
}
