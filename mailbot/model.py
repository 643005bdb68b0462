"""The frozen values that all rooms speak."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass, field, replace

# --- words of the trade -------------------------------------------------------------------------------------------


class Field(enum.StrEnum):
    """What an offer says; the names are those of `mailbot parse --json`."""

    INSTITUTION = "institution"
    CONTACT_NAME = "contact_name"
    CONTACT_PHONE = "contact_phone"
    CONTACT_EMAIL = "contact_email"
    JOB_DESCRIPTION = "job_description"
    WEEKLY_HOURS = "weekly_hours"
    START = "start"


REQUIRED = (Field.INSTITUTION, Field.CONTACT_NAME, Field.JOB_DESCRIPTION, Field.WEEKLY_HOURS, Field.START)
"""What is asked for where it is missing, in the order of the questions."""


class Kind(enum.StrEnum):
    """What a mail is, by its headers and its newest text."""

    REGISTRATION = "registration"
    WITHDRAWAL = "withdrawal"
    QUESTION = "question"
    CITIZEN = "citizen"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    BULK = "bulk"
    OTHER = "other"


class Layer(enum.StrEnum):
    """Whose words a piece of text is."""

    NEWEST = "newest"
    QUOTED = "quoted"
    FORWARDED = "forwarded"
    SIGNATURE = "signature"
    NOTICE = "notice"  # banners, disclaimers, mobile footers
    ATTACHMENT = "attachment"


class State(enum.StrEnum):
    """Where a case stands."""

    AWAITING_INFORMATION = "awaiting_information"
    AWAITING_DECISION = "awaiting_decision"
    OPEN = "open"
    WAITING = "waiting"
    RESERVED = "reserved"
    FILLED = "filled"
    CLOSED = "closed"


ALIVE = (State.AWAITING_INFORMATION, State.AWAITING_DECISION, State.OPEN, State.WAITING)
"""States before a place is held: the same offer again is recognised, the workplace may correct and withdraw."""

HOLDING = (State.RESERVED, State.FILLED)
"""States that hold a place of their pool."""


class Closing(enum.StrEnum):
    """Why a case is closed."""

    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"
    LAPSED = "lapsed"
    ENDED = "ended"


class Route(enum.StrEnum):
    """Who employs, pays and insures (the three employment routes of the guideline)."""

    KOMMUNAL = "kommunal"
    FORENING = "forening"
    INSTITUTION = "institution"


class LetterKind(enum.StrEnum):
    """The kinds of letters; `X-Mailbot-Letter` names one."""

    ACKNOWLEDGEMENT = "acknowledgement"
    QUERY = "query"
    REMINDER = "reminder"
    OVER_LIMIT = "over_limit"
    WAITING_LIST = "waiting_list"
    PLACE_FREE = "place_free"
    RECEIVED = "received"
    ANSWER = "answer"
    WITHDRAWN = "withdrawn"
    APPROVED = "approved"
    REJECTED = "rejected"
    CORRECTED = "corrected"
    ELIGIBILITY = "eligibility"
    NO_ANSWER = "no_answer"
    QUESTION = "question"
    PLACEMENT_CHECK = "placement_check"
    MILESTONE = "milestone"
    CONFIRMATION = "confirmation"
    NOT_UNDERSTOOD = "not_understood"
    PAYROLL_NOTICE = "payroll_notice"
    DIGEST = "digest"
    ALARM = "alarm"


FOLLOW_UPS = (
    LetterKind.ELIGIBILITY,
    LetterKind.NO_ANSWER,
    LetterKind.QUESTION,
    LetterKind.PLACEMENT_CHECK,
    LetterKind.MILESTONE,
)
"""Letters that ask a coordinator to decide something."""

TO_WORKPLACES = (
    LetterKind.ACKNOWLEDGEMENT,
    LetterKind.QUERY,
    LetterKind.REMINDER,
    LetterKind.OVER_LIMIT,
    LetterKind.WAITING_LIST,
    LetterKind.PLACE_FREE,
    LetterKind.RECEIVED,
    LetterKind.ANSWER,
    LetterKind.WITHDRAWN,
    LetterKind.APPROVED,
    LetterKind.REJECTED,
    LetterKind.CORRECTED,
)


class LetterState(enum.StrEnum):
    """What became of a letter."""

    QUEUED = "queued"
    SENT = "sent"
    UNKNOWN = "unknown"  # handed to the server, which did not say that it took it
    FAILED = "failed"  # refused for good
    UNDELIVERED = "undelivered"  # taken, and bounced
    HELD = "held"  # kept back by a limit; never sent later


class Fate(enum.StrEnum):
    """What became of a mail in our mailbox."""

    UNTOUCHED = "untouched"  # not for us
    HANDLED = "handled"  # changed or answered something; filed in the done folder
    AUTOMATIC = "automatic"  # recorded, never answered; filed in the done folder
    REVIEW = "review"  # a person has to read it
    PARKED = "parked"  # could not be read or crashed a step; a person has to look


# --- a mail -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mail lies on the server. UIDs count only under their UIDVALIDITY (RFC 9051, section 2.3.1.1)."""

    folder: str
    uidvalidity: int
    uid: int


class Again(enum.StrEnum):
    """Why a mail that lies in the review folder is to be fetched and read once more."""

    FIRST = "first"  # it was parked: as the first time
    OFFER = "offer"  # a coordinator said so: as an offer, whatever it looks like
    ANSWER = "answer"  # its sender has become part of the case


@dataclass(frozen=True, slots=True)
class RawMail:
    """A mail as the server hands it out."""

    place: Place
    data: bytes  # headers and body, or headers alone where only they were fetched
    arrived: dt.datetime  # INTERNALDATE, with offset
    size: int  # octets on the server


@dataclass(frozen=True, slots=True)
class Address:
    """One mail address, lower case, with the name in front of it."""

    address: str
    name: str = ""

    @property
    def domain(self) -> str:
        """What stands behind the @."""
        return self.address.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a part's text that belongs to one layer."""

    layer: Layer
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Part:
    """A decoded text of a mail: `subject`, `body`, or an attachment by its name. CPR numbers are masked."""

    name: str
    text: str
    segments: tuple[Segment, ...]

    def layer(self, *layers: Layer) -> str:
        """The text of these layers, in order."""
        return "\n".join(self.text[s.start : s.end] for s in self.segments if s.layer in layers)


@dataclass(frozen=True, slots=True)
class Attachment:
    """What hangs on a mail, read or not. `name` has no path in it."""

    name: str
    content_type: str
    size: int
    read: bool  # its text is among the mail's parts
    why_not: str = ""  # a code of rules/reasons.toml where it was not read


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a bounce or a receipt reports (RFC 3464, RFC 8098), as far as it says."""

    message_ids: tuple[str, ...]  # of the mail it is about
    recipients: tuple[str, ...]
    failed: bool  # for good; False for delays and receipts
    diagnosis: str = ""


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail with its structure read: headers decoded, texts told apart by layer."""

    message_id: str  # with its angle brackets, '' where it has none
    references: tuple[str, ...]  # References and In-Reply-To, oldest first, without repeats
    sender: Address | None  # From; None where nobody can be answered
    reply_to: Address | None
    to: tuple[Address, ...]
    subject: str  # decoded, one line, CPR numbers masked
    date: dt.datetime | None  # with offset
    parts: tuple[Part, ...]  # subject, body, then attachments
    attachments: tuple[Attachment, ...]
    headers: tuple[tuple[str, str], ...]  # name in small letters, value decoded, in order
    automatic: bool  # must never be answered
    automatic_why: str  # a code of rules/reasons.toml, '' where it is not automatic
    delivery: Delivery | None
    cpr: bool  # something of a CPR number's shape stood in it
    language: str  # da, en or de
    digest: str  # SHA-256 of the content, hex
    forwarded_from: Address | None = None  # who wrote the forwarded part, where there is one
    cut: bool = False  # something in it was too long to be read whole
    quoted_from: Address | None = None  # who wrote what is quoted first; `address` is '' where only a name is told

    def part(self, name: str) -> Part | None:
        """The part of that name."""
        return next((p for p in self.parts if p.name == name), None)

    def header(self, name: str) -> str:
        """The topmost header of that name, '' where there is none."""
        return next((v for n, v in self.headers if n == name.lower()), "")

    @property
    def newest(self) -> str:
        """What the sender wrote just now, without signature, quotation and notices."""
        body = self.part("body")
        return body.layer(Layer.NEWEST) if body else ""


@dataclass(frozen=True, slots=True)
class Heading:
    """The headers of a mail, read before anything else of it is fetched."""

    message_id: str
    references: tuple[str, ...]  # oldest first, without repeats; those of a report's headers too
    sender: Address | None
    subject: str  # decoded, one line
    subject_match: bool  # a person would say that the subject is Mikrofleksjob
    numbers: tuple[str, ...]  # case numbers in the subject
    report: bool  # a delivery report by its headers (RFC 6522): it may be about a letter of ours


# --- what a mail says ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words that a value was read from, and the name of the rule that read them."""

    text: str
    part: str  # name of a Part, or `from` for the From header
    start: int  # places in the part's text
    end: int
    rule: str  # e.g. hours.range


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours a week; None is an open end. `Hours(None, 5)` is "up to 5"."""

    min: float | None
    max: float | None


class StartKind(enum.StrEnum):
    """How a start is told."""

    DATE = "date"
    ASAP = "asap"
    BY_AGREEMENT = "by_agreement"
    VAGUE = "vague"  # a time without a date


@dataclass(frozen=True, slots=True)
class Start:
    """When a job begins. `date` and `precision` (day, week, month, approx) only for StartKind.DATE."""

    kind: StartKind
    text: str
    date: dt.date | None = None
    precision: str | None = None


FieldValue = str | Hours | Start


@dataclass(frozen=True, slots=True)
class Value:
    """One field's value as it was read."""

    value: FieldValue
    evidence: Evidence
    uncertain: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """One job offered in a mail, or the fields of a case."""

    institution: Value | None = None
    contact_name: Value | None = None
    contact_phone: Value | None = None
    contact_email: Value | None = None
    job_description: Value | None = None
    weekly_hours: Value | None = None
    start: Value | None = None

    def get(self, name: Field) -> Value | None:
        """The value of a field, None where it is missing."""
        found: Value | None = getattr(self, name.value)
        return found

    def with_value(self, name: Field, value: Value | None) -> Offer:
        """The same offer with one other value."""
        return replace(self, **{name.value: value})

    @property
    def missing(self) -> tuple[Field, ...]:
        """Which of the required fields are not known, in the order of the questions."""
        return tuple(f for f in REQUIRED if self.get(f) is None)

    @property
    def uncertain(self) -> tuple[Field, ...]:
        """Which values the reader would rather have confirmed."""
        return tuple(f for f in Field if (v := self.get(f)) is not None and v.uncertain)


@dataclass(frozen=True, slots=True)
class Ask:
    """One numbered question of a letter: the number is its place in the letter, from 1."""

    case: str  # number of the case
    field: Field


@dataclass(frozen=True, slots=True)
class Answer:
    """What a mail says about one field of an earlier letter's cases, most often an answer to a numbered question."""

    field: Field
    value: Value
    case: str | None = None  # number of the case, where the mail or the question tells it


@dataclass(frozen=True, slots=True)
class Reading:
    """What a mail says.

    `offers` is filled for registrations. `answers` is filled where the mail was read beside the questions of
    the letter that it answers (or beside the known case of its thread): what its newest text says of the fields.
    """

    kind: Kind
    why: str  # name of the rule that told the kind
    subject_match: bool
    offers: tuple[Offer, ...] = ()
    answers: tuple[Answer, ...] = ()
    numbers: tuple[str, ...] = ()  # case numbers in the subject
    flags: tuple[str, ...] = ()  # names of rules that fired: displacement.*, urgent.*, health.*
    other_job: bool = False  # in a thread: plainly describes another job than the case's


@dataclass(frozen=True, slots=True)
class Command:
    """What a coordinator's mail orders: the first line of its newest text, read by the words in the rules.

    `name` is None where the line is no command. Only what the command can hold is filled.
    """

    line: str  # as it was written
    name: str | None = None  # approve, reject, direction, reserve, release, fill, end, pool, close, remind, answer,
    # hours, start, contact, sender_ok, withdraw, note, undo, reopen, adopt, unchanged, status
    route: Route | None = None
    text: str = ""  # all of the newest text after the word, without the signature
    date: dt.date | None = None
    hours: float | None = None
    reference: str = ""
    pool: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    leftover: str = ""  # words of the line that belong to nothing: it is then not understood
    further: tuple[str, ...] = ()  # further lines that begin with a command word: not done
    route_only: bool = False  # the line is the route's word alone (an answer to "which route?")
    nearest: str = ""  # of a line that is no command: the name of the command whose word it nearly begins with


# --- a case -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Case:
    """The record of one offer."""

    number: str
    state: State
    offer: Offer
    created: dt.datetime
    updated: dt.datetime
    writer: str  # the address that last wrote for the workplace
    parties: tuple[str, ...]  # addresses that are part of the case
    municipal: bool
    subject: str  # of the first mail, as it stood
    language: str = "da"
    route: Route | None = None
    eligible: bool | None = None  # None: not decided
    pool: str | None = None  # name in the rules, as soon as the hours are known
    pool_fixed: bool = False  # a coordinator set the pool
    reason: Closing | None = None
    reason_text: str | None = None
    reference: str | None = None  # the job centre's own, opaque
    fixed_hours: float | None = None
    filled_from: dt.date | None = None
    filled_hours: float | None = None
    ends: dt.date | None = None  # filled, and known to end on this day
    payroll_due: dt.date | None = None  # ended; from this day on payroll is to be told
    waiting_since: dt.datetime | None = None
    open_since: dt.datetime | None = None
    asked_at: dt.datetime | None = None  # the last query or over_limit
    asked_times: int = 0  # how often the same questions were asked in a row
    thread: tuple[str, ...] = ()  # Message-IDs of the workplace's thread, oldest first
    flags: tuple[str, ...] = ()  # names of rules that fired on its mails

    @property
    def over_limit(self) -> bool:
        """The most hours are known, but fit no pool."""
        hours = self.offer.weekly_hours
        known = hours is not None and isinstance(hours.value, Hours) and hours.value.max is not None
        return known and self.pool is None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a case's history."""

    at: dt.datetime
    by: str  # an address, or `mailbot`
    what: str  # a code of rules/reasons.toml
    case: str
    field: str | None = None
    old: str | None = None
    new: str | None = None
    message: str | None = None  # Message-ID of the mail it came from
    evidence: str | None = None  # the words


@dataclass(frozen=True, slots=True)
class Pool:
    """One row of the quota: so many places of at most so many hours a week."""

    name: str
    max_hours: float
    places: int


@dataclass(frozen=True, slots=True)
class PoolCount:
    """A pool and what is in it."""

    pool: Pool
    filled: int = 0
    reserved: int = 0
    open: int = 0
    waiting: int = 0

    @property
    def held(self) -> int:
        """Places that are taken."""
        return self.filled + self.reserved

    @property
    def free(self) -> int:
        """Places that can be filled."""
        return max(0, self.pool.places - self.held)


# --- letters ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """A value that changed: shown in letters and confirmations."""

    case: str
    field: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason as a code; rules/reasons.toml holds its sentence, which the values fill."""

    code: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter that the desk wants written: what it is about, not how it sounds."""

    kind: LetterKind
    to: tuple[str, ...]
    language: str = "da"
    cases: tuple[Case, ...] = ()  # as they stand after the decision
    asks: tuple[Ask, ...] = ()  # the numbered questions, in order
    checks: tuple[Ask, ...] = ()  # uncertain values to be looked at, asked without a number
    changes: tuple[Change, ...] = ()
    contradictions: tuple[Change, ...] = ()  # old and new value, "is the new one right?"
    reasons: tuple[Reason, ...] = ()
    text: str = ""  # free text: a coordinator's answer, an asker's question
    quoted_line: str = ""  # the line that could not be read
    commands: tuple[str, ...] = ()  # names of the commands that can be used now
    pools: tuple[PoolCount, ...] = ()
    cpr: bool = False  # the mail held a CPR number: a polite line
    due: dt.date | None = None
    subject: str = ""  # the mail's own, where it is about one
    about: str = ""  # Message-ID of the mail that it answers
    thread: tuple[str, ...] = ()  # Message-IDs before that one
    question_id: str | None = None  # the question mail that a `question`/`answer` is about
    held: str = ""  # the limit's code where it is kept back
    occasion: str = ""  # which sort of its kind; desk/letters.py lists them
    withheld: tuple[str, ...] = ()  # stretches of text that no letter repeats (health, persons)
    asker: Asker | None = None  # whose mail a `question`, `received` or `answer` is about
    not_done: tuple[str, ...] = ()  # further lines of a coordinator's mail that begin with a command word


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as finished bytes, before it is a message in somebody's mailbox."""

    kind: LetterKind
    to: tuple[str, ...]
    subject: str
    message_id: str
    data: bytes
    cases: tuple[str, ...] = ()
    asks: tuple[Ask, ...] = ()
    state: LetterState = LetterState.QUEUED
    about: str = ""  # Message-ID of the mail that it answers
    question_id: str | None = None
    held: str = ""  # the limit's code where it is kept back


@dataclass(frozen=True, slots=True)
class SentLetter:
    """An earlier letter of ours, found again by its Message-ID."""

    kind: LetterKind
    to: tuple[str, ...]
    message_id: str
    cases: tuple[str, ...]
    asks: tuple[Ask, ...]
    at: dt.datetime
    question_id: str | None = None


# --- what the database remembers ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MailRecord:
    """One line of the ledger: a mail that was looked at, and what became of it."""

    place: Place  # where it was first seen
    at: dt.datetime  # when this was recorded
    fate: Fate | None  # None: an attempt failed, and it will be tried again
    reason: Reason
    sentence: str  # the reason as a caseworker reads it
    message_id: str = ""
    digest: str = ""  # SHA-256 of the content, hex
    arrived: dt.datetime | None = None
    sender: str = ""  # '' for mails that are not for us
    subject: str = ""  # '' for mails that are not for us
    kind: Kind | None = None
    cases: tuple[str, ...] = ()  # numbers of the cases that it belongs to
    target: str = ""  # the folder that it is to be filed into, '' where it stays
    mark_read: bool = False
    lies_at: Place | None = None  # where it lies now; None: filed, and the server did not say where
    filed_at: dt.datetime | None = None
    gone_at: dt.datetime | None = None  # no longer in the folder that it was filed into, or superseded
    attempts: int = 0  # that failed
    next_try: dt.datetime | None = None
    error: str = ""  # one line, no personal data
    version: str = ""  # of code and rules
    again: Again | None = None  # to be fetched from where it lies and read once more
    id: int | None = None  # given by the ledger


@dataclass(frozen=True, slots=True)
class LetterRecord:
    """A letter with what became of it."""

    id: int
    kind: LetterKind
    to: tuple[str, ...]
    subject: str
    message_id: str
    at: dt.datetime  # when it was written
    state: LetterState
    cases: tuple[str, ...] = ()
    asks: tuple[Ask, ...] = ()
    about: str = ""  # Message-ID of the mail that it answers
    question_id: str | None = None
    attempts: int = 0  # handed to the server
    next_try: dt.datetime | None = None
    sent_at: dt.datetime | None = None
    doubts: int = 0  # how often the server did not say whether it took it
    diagnosis: str = ""  # what the server said, or the limit's code


# --- what the desk sees and says ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asker:
    """A mail that is no offer and waits for a person's answer (`question` follow-up)."""

    id: str  # its Message-ID, or a made one
    sender: str
    subject: str
    language: str
    text: str  # masked newest text, shortened
    references: tuple[str, ...]
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Thread:
    """What a mail belongs to, found by our keyed Message-IDs, else by a number in the subject."""

    letter: SentLetter | None = None  # the latest letter of ours that it answers
    cases: tuple[Case, ...] = ()
    by_number: bool = False  # found only by a number in the subject
    asker: Asker | None = None  # for answers to `question` letters
    by_token: bool = False  # a digest's link: its token was checked against this sender and this case
    action: str = ""  # the command that the token is bound to, '' where it is bound to none


@dataclass(frozen=True, slots=True)
class CommandRecord:
    """A command that was done, kept so that it can be taken back."""

    case: str  # number
    name: str  # as Command.name
    by: str
    at: dt.datetime
    message: str  # Message-ID of the mail that ordered it
    before: tuple[Case, ...]  # every case that it changed, as it stood before
    after: tuple[Case, ...]  # and as it left them
    letters: tuple[SentLetter, ...] = ()  # that went out because of it; the store fills them in
    id: int | None = None  # given by the store


@dataclass(frozen=True, slots=True)
class Timer:
    """Timed work of a case that is done once: reminder, no_answer, placement_check, milestone, ended."""

    case: str  # number
    kind: str
    due_on: dt.date


@dataclass(frozen=True, slots=True)
class Situation:
    """All that the desk looks at beside the mail itself, loaded in the transaction that writes the decision."""

    now: dt.datetime  # local time of the municipality, with offset
    thread: Thread = field(default_factory=Thread)
    pools: tuple[PoolCount, ...] = ()
    waiting: tuple[Case, ...] = ()  # all waiting cases, who has waited longest first
    holders: tuple[Case, ...] = ()  # cases that hold a place
    same_sender: tuple[Case, ...] = ()  # alive cases of the same sender's address
    next_number: int = 1  # of this local year
    letters_today: tuple[tuple[str, int], ...] = ()  # recipient -> letters today, for those this mail could reach
    case_letters_today: tuple[tuple[str, int], ...] = ()  # case -> letters today outside `people`
    domain_letters_today: tuple[tuple[str, int], ...] = ()
    letters_this_hour: int = 0
    received_today: bool = False  # the sender already got a `received` today
    moved_back: bool = False  # a person moved the mail back from review: read it as an offer
    authentic: bool | None = None  # what Authentication-Results say; None: no check is configured
    office_threads: tuple[
        tuple[str, tuple[str, ...]], ...
    ] = ()  # case -> our letters to `people` about it, oldest first
    last_command: CommandRecord | None = None  # of the thread's case, that was not taken back
    touched: tuple[Case, ...] = ()  # the cases that it changed, as they stand now


@dataclass(frozen=True, slots=True)
class DueSituation:
    """All that the desk looks at when the clock ticks, loaded in the transaction that writes the decisions."""

    now: dt.datetime  # local time of the municipality, with offset
    asking: tuple[Case, ...] = ()  # awaiting_information, with `asked_at`
    open: tuple[Case, ...] = ()  # on the exchange
    filled: tuple[Case, ...] = ()
    waiting: tuple[Case, ...] = ()  # who has waited longest first
    ended: tuple[Case, ...] = ()  # closed, and payroll is to be told today
    pools: tuple[PoolCount, ...] = ()
    done: frozenset[Timer] = frozenset()  # of these cases
    office_threads: tuple[tuple[str, tuple[str, ...]], ...] = ()  # as Situation's
    letters_today: tuple[tuple[str, int], ...] = ()
    case_letters_today: tuple[tuple[str, int], ...] = ()
    domain_letters_today: tuple[tuple[str, int], ...] = ()
    letters_this_hour: int = 0


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be written, sent and filed because of one mail or one tick of the clock."""

    fate: Fate
    reason: Reason  # why the mail was answered, not answered or put aside
    cases: tuple[Case, ...] = ()  # new and changed
    entries: tuple[Entry, ...] = ()
    drafts: tuple[Draft, ...] = ()
    asker: Asker | None = None  # a question to keep until a person answers it
    undelivered: tuple[str, ...] = ()  # Message-IDs of letters that bounced
    answered: tuple[str, ...] = ()  # ids of askers that wait no longer
    reread: tuple[str, ...] = ()  # ids of askers whose mails are to be fetched from the review folder and read again
    reread_as_offer: bool = False  # as offers, whatever they look like (`opret`); else as answers (`afsender ok`)
    attempt: Attempt | None = None  # somebody tried to command and may not
    timers: tuple[Timer, ...] = ()  # timed work that is done with this
    command: CommandRecord | None = None  # done, to be kept
    undone: CommandRecord | None = None  # taken back: no longer the case's last command


# --- the digest ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wait:
    """Something that waits for somebody."""

    what: str  # eligibility, no_answer, question, placement_check, milestone; answer (of a query), place (in a pool)
    whom: str  # coordinator, direction, workplace, pool
    since: dt.datetime
    case: Case | None = None
    asker: Asker | None = None  # for `question`


@dataclass(frozen=True, slots=True)
class ChangedCase:
    """A case with what changed in it since the last digest."""

    case: Case
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewMail:
    """A mail that a person has to read: in the review folder, or parked."""

    sender: str
    subject: str
    reason: Reason
    since: dt.datetime


@dataclass(frozen=True, slots=True)
class LetterTrouble:
    """A letter that did not arrive, may not have arrived, or was kept back."""

    kind: LetterKind
    to: tuple[str, ...]
    state: LetterState  # FAILED, UNDELIVERED, UNKNOWN or HELD
    at: dt.datetime
    cases: tuple[str, ...] = ()
    detail: str = ""  # what the server said, or the limit's code


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody tried to command and may not."""

    who: str
    at: dt.datetime
    case: str = ""
    line: str = ""


@dataclass(frozen=True, slots=True)
class Health:
    """How the service itself is."""

    last_look: dt.datetime | None = None  # into the mailbox
    errors: tuple[str, ...] = ()  # sentences since the last digest
    outbox: int = 0  # letters that still wait to be sent
    credential_days: int | None = None  # until the mailbox's credential runs out


@dataclass(frozen=True, slots=True)
class Week:
    """One week of the trend."""

    monday: dt.date
    offers: int = 0
    filled: int = 0


@dataclass(frozen=True, slots=True)
class Overview:
    """All that a digest shows."""

    day: dt.date
    pools: tuple[PoolCount, ...] = ()
    fresh: tuple[Case, ...] = ()  # new since the last digest
    completed: tuple[Case, ...] = ()  # were incomplete, and are no longer
    changed: tuple[ChangedCase, ...] = ()
    waits: tuple[Wait, ...] = ()  # oldest first
    troubles: tuple[LetterTrouble, ...] = ()
    review: tuple[ReviewMail, ...] = ()
    uncertain: tuple[Case, ...] = ()  # alive, with values to be looked at
    starts: tuple[Case, ...] = ()  # begin within the next days, earliest first
    attempts: tuple[Attempt, ...] = ()
    health: Health = field(default_factory=Health)
    trend: tuple[Week, ...] = ()  # oldest first
    withheld: tuple[str, ...] = ()  # stretches of text that no digest repeats
