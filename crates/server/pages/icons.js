// The drawings that buttons and states carry.
import { drawing } from './dom.js';

const PATHS = {
  back: ['M15 18l-6-6 6-6'],
  next: ['M9 18l6-6-6-6'],
  check: ['M5 12.5l4.5 4.5L19 7.5'],
  clock: ['M12 7v5l3 2', 'M12 3a9 9 0 100 18 9 9 0 000-18z'],
  close: ['M6 6l12 12', 'M18 6L6 18'],
  copy: ['M9 9h10v11H9z', 'M15 9V4H5v11h4'],
  dots: ['M5 11a1 1 0 100 2 1 1 0 000-2z', 'M12 11a1 1 0 100 2 1 1 0 000-2z', 'M19 11a1 1 0 100 2 1 1 0 000-2z'],
  down: ['M6 9l6 6 6-6'],
  external: ['M14 4h6v6', 'M20 4l-9 9', 'M18 14v6H4V6h6'],
  lock: ['M6 11h12v9H6z', 'M8.5 11V8a3.5 3.5 0 017 0v3'],
  moon: ['M20 14.5A8.5 8.5 0 119.5 4a6.7 6.7 0 0010.5 10.5z'],
  none: ['M12 3a9 9 0 100 18 9 9 0 000-18z', 'M5.7 5.7l12.6 12.6'],
  phone: ['M7 2.5h10v19H7z', 'M11 18.5h2'],
  search: ['M11 4.5a6.5 6.5 0 100 13 6.5 6.5 0 000-13z', 'M16 16l4.5 4.5'],
  star: ['M12 4l2.4 5 5.6.7-4.1 3.8 1.1 5.5-5-2.8-5 2.8 1.1-5.5L4 9.7 9.6 9z'],
  sun: ['M12 8a4 4 0 100 8 4 4 0 000-8z', 'M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4'],
  text: ['M4 5h16v11H10l-5 4v-4H4z'],
  user: ['M12 4a4 4 0 100 8 4 4 0 000-8z', 'M4.5 20.5c.6-4 3.6-6 7.5-6s6.9 2 7.5 6'],
  warning: ['M12 4L2.5 20h19z', 'M12 10v5', 'M12 17.5h.01'],
};

/** The drawing of this name. */
export function icon(name, size) {
  return drawing(PATHS[name], size);
}
