"""The mailbox on real servers: looks cheaply, fetches without marking, files in batches, waits, reconnects."""

from __future__ import annotations

import datetime as dt
import os
import threading
import time

import pytest

from mailbot.errors import ConfigWrong, LoginRefused, NotFound, ServerAway
from mailbot.post.mailbox import Mailbox
from tests.servers.dovecot import Dovecot, Users
from tests.servers.office import PostOffice

DONE = "Mikrofleksjob/Behandlet på Ærø"


def mail(number: int, subject: str = "Mikrofleksjob", body: str = "Kære jobcenter") -> bytes:
    return (
        f"From: Karen Sørensen <karen@bornehuset.example>\r\nSubject: {subject}\r\n"
        f"Message-ID: <m{number}@bornehuset.example>\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{body} {number}\r\n"
    ).encode()


def mailbox(office: PostOffice) -> Mailbox:
    return Mailbox(office.imap, office.password)


def test_a_look_finds_what_is_new_and_nothing_twice(post_office: PostOffice) -> None:
    for number in range(3):
        post_office.deliver(mail(number))
    with mailbox(post_office) as box:
        first = box.look()
        assert [b"<m%d@" % n in m.data for n, m in enumerate(first.fresh)] == [True] * 3
        assert b"jobcenter" not in first.fresh[0].data, "headers only"
        again = box.look(first.cursor, first.uidvalidity)
        assert again.fresh == ()
        assert not again.reset
        post_office.deliver(mail(7))
        later = box.look(again.cursor, again.uidvalidity)
        assert len(later.fresh) == 1
        assert b"<m7@" in later.fresh[0].data


def test_looking_and_fetching_mark_nothing(post_office: PostOffice) -> None:
    post_office.deliver(mail(1))
    with mailbox(post_office) as box:
        look = box.look()
        (whole,) = box.fetch([m.place.uid for m in look.fresh])
    assert whole.data == mail(1)
    assert whole.size == len(mail(1))
    assert post_office.folder("INBOX") == [(mail(1), ())]


def test_a_look_comes_in_pages(post_office: PostOffice) -> None:
    for number in range(7):
        post_office.deliver(mail(number))
    seen = []
    with mailbox(post_office) as box:
        look = box.look(limit=3)
        seen += look.fresh
        while look.more:
            look = box.look(look.cursor, look.uidvalidity, limit=3)
            seen += look.fresh
    assert [m.data.split(b"<m")[1][:1] for m in seen] == [b"%d" % n for n in range(7)]


def test_what_came_before_since_is_left_out(post_office: PostOffice) -> None:
    post_office.deliver(mail(1), at=dt.datetime(2026, 1, 31, 12, tzinfo=dt.UTC))
    post_office.deliver(mail(2), at=dt.datetime(2026, 2, 1, 12, tzinfo=dt.UTC))
    with mailbox(post_office) as box:
        look = box.look(since=dt.date(2026, 2, 1))
        assert [b"<m2@" in m.data for m in look.fresh] == [True]
        assert box.look(look.cursor, look.uidvalidity, since=dt.date(2026, 2, 1)).fresh == ()


def test_the_day_of_since_is_a_local_day(post_office: PostOffice) -> None:
    post_office.deliver(mail(1), at=dt.datetime(2026, 1, 31, 23, 30, tzinfo=dt.UTC))  # half past midnight in Denmark
    copenhagen = dt.timezone(dt.timedelta(hours=1))
    with Mailbox(post_office.imap, post_office.password, zone=copenhagen) as box:
        assert len(box.look(since=dt.date(2026, 2, 1)).fresh) == 1


def test_another_uidvalidity_begins_anew(post_office: PostOffice) -> None:
    post_office.deliver(mail(1))
    with mailbox(post_office) as box:
        known = box.look()
        look = box.look(known.cursor, known.uidvalidity + 1)
    assert look.reset
    assert len(look.fresh) == 1


def test_filing_moves_and_marks_and_makes_the_folder(post_office: PostOffice) -> None:
    for number in range(3):
        post_office.deliver(mail(number))
    with mailbox(post_office) as box:
        uids = [m.place.uid for m in box.look().fresh]
        filed = box.file_away(uids[:2], DONE, seen=True)
        assert set(filed.moved) == set(uids[:2])
        assert all(filed.moved.values()), "the new UIDs are told"
        assert not filed.gone
    assert [flags for _, flags in post_office.folder(DONE)] == [("\\Seen",)] * 2
    assert post_office.folder("INBOX") == [(mail(2), ())]
    with post_office.client() as colleague:
        assert DONE in [name for _, _, name in colleague.list_sub_folders()]


def test_review_mails_are_unread_even_if_somebody_opened_them(post_office: PostOffice) -> None:
    post_office.deliver(mail(1))
    with post_office.client() as colleague:
        colleague.select_folder("INBOX")
        colleague.add_flags(colleague.search(), [b"\\Seen", b"\\Flagged"])
    with mailbox(post_office) as box:
        box.file_away([m.place.uid for m in box.look().fresh], "Gennemsyn", seen=False)
    assert post_office.folder("Gennemsyn") == [(mail(1), ("\\Flagged",))]


def test_filing_again_does_nothing(post_office: PostOffice) -> None:
    post_office.deliver(mail(1))
    with mailbox(post_office) as box:
        (uid,) = (m.place.uid for m in box.look().fresh)
        box.file_away([uid], DONE, seen=True)
        again = box.file_away([uid], DONE, seen=True)
    assert again.gone == {uid}
    assert not again.moved
    assert len(post_office.folder(DONE)) == 1


def test_a_colleague_who_was_quicker_is_no_error(post_office: PostOffice) -> None:
    for number in range(3):
        post_office.deliver(mail(number))
    with mailbox(post_office) as box:
        uids = [m.place.uid for m in box.look().fresh]
        with post_office.client() as colleague:
            colleague.select_folder("INBOX")
            colleague.delete_messages([uids[1]])
            colleague.uid_expunge([uids[1]])
        assert len(list(box.fetch(uids))) == 2
        filed = box.file_away(uids, DONE, seen=True)
    assert filed.gone == {uids[1]}
    assert len(post_office.folder(DONE)) == 2


def test_nothing_is_filed_under_another_uidvalidity(post_office: PostOffice) -> None:
    post_office.deliver(mail(1))
    with mailbox(post_office) as box:
        look = box.look()
        filed = box.file_away([m.place.uid for m in look.fresh], DONE, True, uidvalidity=look.uidvalidity + 1)
    assert len(filed.gone) == 1
    assert len(post_office.folder("INBOX")) == 1


def test_a_folder_removed_meanwhile_is_made_again(post_office: PostOffice) -> None:
    for number in range(2):
        post_office.deliver(mail(number))
    with mailbox(post_office) as box:
        one, two = (m.place.uid for m in box.look().fresh)
        box.file_away([one], "Færdig", seen=True)
        with post_office.client() as colleague:
            colleague.delete_folder("Færdig")
        assert set(box.file_away([two], "Færdig", seen=True).moved) == {two}
    assert len(post_office.folder("Færdig")) == 1


def test_without_move_and_uidplus_others_deleted_mails_stay(poor_post_office: PostOffice) -> None:
    for number in range(3):
        poor_post_office.deliver(mail(number))
    with poor_post_office.client() as colleague:
        colleague.select_folder("INBOX")
        theirs = colleague.search()[0]
        colleague.add_flags([theirs], [b"\\Deleted"])
    with mailbox(poor_post_office) as box:
        uids = [m.place.uid for m in box.look().fresh][1:]
        filed = box.file_away(uids, DONE, seen=True)
        assert filed.left == set(uids)
        again = box.file_away(uids, DONE, seen=True)  # as after a crash
        assert set(again.moved) == set(uids)
    assert len(poor_post_office.folder(DONE)) == 2, "no second copy"
    assert len(poor_post_office.folder("INBOX")) == 3


def test_without_move_but_with_uidplus_mails_are_gone_from_the_inbox(plus_post_office: PostOffice) -> None:
    for number in range(2):
        plus_post_office.deliver(mail(number))
    with mailbox(plus_post_office) as box:
        uids = [m.place.uid for m in box.look().fresh]
        filed = box.file_away(uids[:1], DONE, seen=True)
        assert list(filed.moved) == uids[:1]
        assert filed.moved[uids[0]]
    assert plus_post_office.folder(DONE) == [(mail(0), ("\\Seen",))]
    assert plus_post_office.folder("INBOX") == [(mail(1), ())]


def test_find_compares_the_whole_message_id(post_office: PostOffice) -> None:
    post_office.deliver(mail(1))
    post_office.deliver(mail(11))
    with mailbox(post_office) as box:
        (uid,) = box.find("INBOX", "<m1@bornehuset.example>")
        assert box.fetch_from("INBOX", uid).data == mail(1)
        assert box.find("INBOX", "1@bornehuset.example>") == ()
        assert box.find("Findes ikke", "<m1@bornehuset.example>") == ()
        with pytest.raises(NotFound):
            box.fetch_from("INBOX", uid + 1000)


def test_append_lays_a_mail_into_a_new_folder(post_office: PostOffice) -> None:
    with mailbox(post_office) as box:
        uid = box.append("Sendt på Ærø", b"Subject: a\n\nb\n", (b"\\Seen",))
        assert uid
        assert box.state("Sendt på Ærø").messages == 1
        assert box.state("Findes ikke") is None
        assert box.uids("Sendt på Ærø") == [uid]
    assert post_office.folder("Sendt på Ærø") == [(b"Subject: a\r\n\r\nb\r\n", ("\\Seen",))]


def test_wait_ends_with_a_new_mail_with_wake_and_with_time(post_office: PostOffice) -> None:
    with mailbox(post_office) as box:
        look = box.look()
        assert not box.wait(0.2)
        for action, answer in ((lambda: post_office.deliver(mail(1)), True), (box.wake, False)):
            timer = threading.Timer(0.3, action)
            timer.start()
            begun = time.monotonic()
            assert box.wait(20) is answer
            assert time.monotonic() - begun < 5
            timer.join()
            look = box.look(look.cursor, look.uidvalidity)


def test_wait_notices_what_came_before_it_began(post_office: PostOffice) -> None:
    with mailbox(post_office) as box:
        box.look()
        post_office.deliver(mail(1))
        box.state("INBOX")
        begun = time.monotonic()
        assert box.wait(20)
        assert time.monotonic() - begun < 1


def test_without_idle_waiting_is_patience(poor_post_office: PostOffice) -> None:
    with mailbox(poor_post_office) as box:
        box.look()
        assert "IDLE" not in box.capabilities
        assert box.wait(0.1)
        threading.Timer(0.1, box.wake).start()
        assert not box.wait(20)


def test_a_wrong_password_is_told_from_a_server_that_is_away(post_office: PostOffice) -> None:
    wrong = Mailbox(post_office.imap, "forkert-kode")
    with pytest.raises(LoginRefused, match=r"imap\.password: 127\.0\.0\.1 refuses the login of") as refused:
        wrong.connect()
    assert "forkert" not in str(refused.value)
    gone = post_office.imap.model_copy(update={"port": 1})
    with pytest.raises(ServerAway, match="refuses connections"):
        Mailbox(gone, "forkert-kode").connect()


def test_a_password_may_hold_any_letter(post_office: PostOffice) -> None:
    for password in ('blåbær"\\ {1}', "grød", "a b"):
        with pytest.raises(LoginRefused) as refused:
            Mailbox(post_office.imap, password).connect()
        assert password not in str(refused.value)


def test_a_missing_folder_is_named_with_those_that_are_there(post_office: PostOffice) -> None:
    elsewhere = post_office.imap.model_copy(update={"folder": "Findes/Ikke"})
    with (
        Mailbox(elsewhere, post_office.password) as box,
        pytest.raises(ConfigWrong, match="imap.folder: the mailbox has no folder 'Findes/Ikke'; it has .*INBOX"),
    ):
        box.look()


def test_drafts_are_found_or_made(post_office: PostOffice) -> None:
    with mailbox(post_office) as box:
        assert box.drafts(("Kladder", "Drafts")) == "Kladder"
        assert box.folder_exists("Kladder")


def test_a_header_of_a_megabyte_is_cut(post_office: PostOffice) -> None:
    head = b"Subject: Mikrofleksjob\r\n" + b"".join(b"X-%d: %s\r\n" % (n, b"y" * 900) for n in range(1200))
    post_office.deliver(head + b"\r\nhej\r\n")
    post_office.deliver(mail(1))
    with mailbox(post_office) as box:
        long, short = box.look().fresh
    assert long.data.startswith(b"Subject: Mikrofleksjob\r\n")
    assert len(long.data) == 262_144
    assert b"<m1@" in short.data


@pytest.mark.parametrize(
    "raw", [b"\r\n", b"12345", b"no header at all\r\n", b"Subject: x\r\n\r\n", b"\xff\xfe: \xe6\r\n\r\n\x01"]
)
def test_odd_mails_are_handed_out_as_they_are(dovecot_post_office: PostOffice, raw: bytes) -> None:
    dovecot_post_office.deliver(raw)
    dovecot_post_office.deliver(mail(1))
    with mailbox(dovecot_post_office) as box:
        odd, other = box.fetch([one.place.uid for one in box.look().fresh])
    assert odd.data in (raw, raw + b"\r\n")
    assert other.data == mail(1)


def test_a_folder_that_takes_nothing_leaves_every_mail_where_it_is(
    dovecot_post_office: PostOffice, shared_dovecot: Dovecot
) -> None:
    for number in range(2):
        dovecot_post_office.deliver(mail(number))
    with mailbox(dovecot_post_office) as box:
        box.make_folder("Fuld")
        folder = shared_dovecot.maildir(dovecot_post_office.username) / ".Fuld"
        for part in (folder / "tmp", folder / "cur", folder / "new"):
            part.chmod(0o500)
        uids = [one.place.uid for one in box.look().fresh]
        if os.geteuid() == 0 and Users.ours().mail == "root":
            pytest.skip("root writes everywhere")
        filed = box.file_away(uids, "Fuld", seen=True)
        assert set(filed.refused) == set(uids)
        assert not filed.moved
        for part in (folder / "tmp", folder / "cur", folder / "new"):
            part.chmod(0o700)
        assert set(box.file_away(uids, "Fuld", seen=True).moved) == set(uids)
