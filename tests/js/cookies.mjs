// The cookies that a browser keeps for 127.0.0.1, whatever the port, over plain HTTP.
const HOST = '127.0.0.1';

export class Cookies {
  #kept = new Map();

  /** Takes `Set-Cookie` lines as a browser does: what it would drop is dropped here too. */
  take(lines) {
    for (const line of lines) {
      const [pair, ...rest] = line.split(';').map(part => part.trim());
      const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
      const attributes = new Map(rest.map(part => part.split('=')).map(([key, given]) => [key.toLowerCase(), given ?? '']));
      const foreign = attributes.has('domain') && attributes.get('domain') !== HOST;
      if (foreign || attributes.has('secure')) continue;
      const ends = attributes.has('max-age') ? Number(attributes.get('max-age')) * 1_000 + Date.now() : Date.parse(attributes.get('expires'));
      if (ends <= Date.now()) this.#kept.delete(name);
      else this.#kept.set(name, { value, attributes });
    }
  }

  /** Writes as a script of a page: cookies that are `HttpOnly` stay as they are, as in a browser. */
  write(name, value) {
    if (this.#kept.get(name)?.attributes.has('httponly')) return;
    this.#kept.set(name, { value, attributes: new Map() });
  }

  /** Removes one as a script of a page. */
  remove(name) {
    if (!this.#kept.get(name)?.attributes.has('httponly')) this.#kept.delete(name);
  }

  get(name) {
    return this.#kept.get(name)?.value;
  }

  /** The attributes with which the server set it, by their names in small letters. */
  attributes(name) {
    return this.#kept.get(name)?.attributes;
  }

  names() {
    return [...this.#kept.keys()];
  }

  header() {
    return [...this.#kept].map(([name, { value }]) => `${name}=${value}`).join('; ');
  }
}
