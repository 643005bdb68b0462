"""Authentication-Results count only from the servers that are configured, and only the topmost."""

from __future__ import annotations

import pytest

from mailbot.reading.authentication import vouched

OURS = ("mx.oe-kommune.example",)
DOMAIN = "oe-kommune.example"


def judged(*results: str, ids: tuple[str, ...] = OURS, exchange: bool = False, mark: str = "") -> bool | None:
    headers = [("authentication-results", one) for one in results]
    if mark:
        headers.append(("x-ms-exchange-organization-authas", mark))
    return vouched(headers, DOMAIN, ids, exchange)


def test_without_a_configured_check_nothing_is_said() -> None:
    assert judged("mx.oe-kommune.example; dmarc=pass", ids=()) is None


@pytest.mark.parametrize(
    "results",
    [
        "mx.oe-kommune.example; dmarc=pass header.from=oe-kommune.example",
        "mx.oe-kommune.example; dmarc=pass (p=reject; dis=none)",
        "MX.oe-kommune.example 1; spf=pass smtp.mailfrom=lone@oe-kommune.example",
        "mx.oe-kommune.example; spf=fail smtp.mailfrom=x.example; dkim=pass header.d=oe-kommune.example header.s=k1",
    ],
)
def test_a_pass_for_the_from_domain_counts(results: str) -> None:
    assert judged(results) is True


@pytest.mark.parametrize(
    "results",
    [
        "mx.oe-kommune.example; dmarc=fail header.from=oe-kommune.example",
        "mx.oe-kommune.example; dmarc=pass header.from=fremmed.example",
        "mx.oe-kommune.example; spf=pass smtp.mailfrom=skurk@fremmed.example",
        "mx.oe-kommune.example; dkim=pass header.d=fremmed.example",
        "mx.oe-kommune.example; dkim=pass header.d=example",
        "mx.oe-kommune.example; none",
        'mx.oe-kommune.example; spf=fail (dmarc=pass header.from=oe-kommune.example) smtp.mailfrom="; dmarc=pass"',
        "mx.fremmed.example; dmarc=pass header.from=oe-kommune.example",
        "",
    ],
)
def test_anything_else_does_not(results: str) -> None:
    assert judged(results) is False


def test_a_forged_header_below_the_servers_own_is_ignored() -> None:
    assert judged("mx.oe-kommune.example; dmarc=fail", "mx.oe-kommune.example; dmarc=pass") is False


def test_no_header_at_all_is_no_pass() -> None:
    assert judged() is False


def test_exchange_online_is_believed_without_an_id_where_configured() -> None:
    told = "spf=pass (sender IP is 192.0.2.9) smtp.mailfrom=oe-kommune.example; dmarc=pass action=none"
    assert judged(told, ids=(), exchange=True) is True
    assert judged(told, ids=OURS, exchange=False) is False


def test_mail_inside_the_tenant_bears_the_servers_own_mark() -> None:
    assert judged("spf=fail smtp.mailfrom=x.example", ids=(), exchange=True, mark="Internal") is True
    assert judged("spf=fail smtp.mailfrom=x.example", ids=(), exchange=True, mark="Anonymous") is False
    assert judged("mx.oe-kommune.example; spf=fail", exchange=False, mark="Internal") is False
