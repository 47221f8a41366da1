// What became of a text, and why: in words, with what to do about it.

/** The states that a text can be in, with what they are called. */
export const STATES = {
  delivered: 'Delivered',
  queued: 'Waiting',
  failed: 'Failed',
  dropped: 'Dropped',
  refused: 'Refused',
};

/** Per reason: what happened, what to do, and the settings that are concerned. */
const REASONS = {
  country_blocked: {
    why: 'This country gets no texts.',
    next: 'Add it to the allowed countries, or take it from the blocked ones.',
    settings: ['sms.allowed_countries', 'sms.blocked_countries'],
  },
  not_textable: {
    why: 'This number gets no texts: it is not in use, or of a kind that has none.',
    next: 'Use a mobile number, such as +1 415 555 2671. Landlines and internet telephony have settings.',
    settings: ['sms.landlines', 'sms.voip'],
  },
  too_soon: {
    why: 'The last code is too recent for another one.',
    next: 'Wait for the pause to pass. Test numbers have none.',
    settings: ['limits.resend_pause_ms'],
  },
  too_many_sends: {
    why: 'The texts of the day are used up, for this number, client or address.',
    next: 'Wait, or raise the limit. Test numbers have none in development.',
    settings: ['limits.sends_per_number', 'limits.sends_per_client', 'limits.sends_per_ip'],
  },
  locked: {
    why: 'Too many wrong codes came for the account or the number.',
    next: 'Unlock the user, or forgive the wrong codes of the number, on the user’s page.',
    settings: [],
  },
  no_sender: {
    why: 'Nothing is there that could send texts.',
    next: 'Name the endpoint that takes them.',
    settings: ['sms.webhook_url', 'sms.webhook_secret'],
  },
  sender_refused: {
    why: 'The SMS endpoint refused the text for good.',
    next: 'See in the endpoint’s log why it did.',
    settings: ['sms.webhook_url'],
  },
  expired: {
    why: 'It could not be sent while its code was good.',
    next: 'Check that this server reaches the SMS endpoint, and that the endpoint answers in time.',
    settings: ['sms.webhook_url'],
  },
  unreadable: {
    why: 'It was sealed under another master key.',
    next: 'Start the server with the master key of then. New texts are not concerned.',
    settings: ['master_key'],
  },
  superseded: {
    why: 'Its code was replaced, used or dead before the text left.',
    next: 'Nothing is wrong: only the newest code of a number counts.',
    settings: [],
  },
};

/** Why a text is in its state; null when there is nothing to say. */
export function reasonOf(text) {
  if (text.reason) return REASONS[text.reason] ?? { why: `The reason is “${text.reason}”.`, next: '', settings: [] };
  if (text.state === 'queued' && text.tries > 0) {
    return { why: `Tried ${text.tries === 1 ? 'once' : `${text.tries} times`}, and will be again.`, next: '', settings: [] };
  }
  return null;
}
